// DaCe's names for the connectors of library nodes → ours.
import type { Sdfg, State } from "../../sdfg/index.ts";
import { mapNodes, mapStates } from "./states.ts";

const connectors: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    "MatMul",
    new Map([
      ["_a", "a"],
      ["_b", "b"],
      ["_c", "c"],
    ]),
  ],
]);

export function withOurNames(sdfg: Sdfg): Sdfg {
  return mapStates(sdfg, (state) => {
    const renamed = (id: string, name: string | undefined) => {
      const node = state.nodes[id];
      return name === undefined || node?.kind !== "library"
        ? name
        : (connectors.get(node.operation)?.get(name) ?? name);
    };
    const edges = state.edges.map((e) => {
      const [src, dst] = [renamed(e.src, e.srcConnector), renamed(e.dst, e.dstConnector)];
      return src === e.srcConnector && dst === e.dstConnector
        ? e
        : { ...e, ...(src !== undefined && { srcConnector: src }), ...(dst !== undefined && { dstConnector: dst }) };
    });
    const nodes = mapNodes(state, (node) => {
      const names = node.kind === "library" ? connectors.get(node.operation) : undefined;
      if (node.kind !== "library" || names === undefined) return node;
      const ours = (name: string) => names.get(name) ?? name;
      return { ...node, inputs: node.inputs.map(ours), outputs: node.outputs.map(ours) };
    });
    return edges.every((e, i) => e === state.edges[i]) && nodes === state
      ? state
      : ({ ...nodes, edges } satisfies State);
  });
}
