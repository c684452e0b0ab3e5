// What passes a border is derived from what is used inside, so the graph leaves it out: a file repeats it on each edge.
import type { Edge, Sdfg, State } from "../../sdfg/index.ts";
import { mapStates } from "./states.ts";

export function withoutDerivedMemlets(sdfg: Sdfg): Sdfg {
  return mapStates(sdfg, (state) => {
    const edges = state.edges.map((e) => (isDerived(state, e) ? bare(e) : e));
    return edges.every((e, i) => e === state.edges[i]) ? state : { ...state, edges };
  });
}

function isDerived(state: State, { src, dst, srcConnector, dstConnector, memlet }: Edge): boolean {
  if (memlet?.subset === undefined) return false;
  const [from, to] = [state.nodes[src], state.nodes[dst]];
  if (to?.kind === "map-entry" && dstConnector?.startsWith("IN_")) return true;
  return from?.kind === "map-exit" && srcConnector?.startsWith("OUT_") === true;
}

function bare(e: Edge): Edge {
  if (e.memlet === undefined) return e;
  const { subset: _, otherSubset: __, ...memlet } = e.memlet;
  return { ...e, memlet };
}
