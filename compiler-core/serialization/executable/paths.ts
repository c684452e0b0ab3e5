// What an edge carries goes on through the borders of maps: the edges on its way.
import { type Edge, type ElementId, edgesInto, edgesOutOf, type State } from "../../sdfg/index.ts";

/** From an edge that leaves an access node: the edge and all that it becomes inside maps. */
export function forwards(state: State, edge: Edge): Edge[] {
  const found: Edge[] = [];
  const waiting = [edge];
  for (let e = waiting.pop(); e !== undefined; e = waiting.pop()) {
    if (found.includes(e)) continue;
    found.push(e);
    const connector = through(state, e.dst, "map-entry", e.dstConnector, "IN_");
    if (connector !== undefined)
      waiting.push(...edgesOutOf(state, e.dst).filter((next) => next.srcConnector === `OUT_${connector}`));
  }
  return found;
}

/** From an edge that ends at an access node: the edge and all that it was inside maps. */
export function backwards(state: State, edge: Edge): Edge[] {
  const found: Edge[] = [];
  const waiting = [edge];
  for (let e = waiting.pop(); e !== undefined; e = waiting.pop()) {
    if (found.includes(e)) continue;
    found.push(e);
    const connector = through(state, e.src, "map-exit", e.srcConnector, "OUT_");
    if (connector !== undefined)
      waiting.push(...edgesInto(state, e.src).filter((next) => next.dstConnector === `IN_${connector}`));
  }
  return found;
}

function through(
  state: State,
  id: ElementId,
  kind: "map-entry" | "map-exit",
  connector: string | undefined,
  prefix: string,
): string | undefined {
  return state.nodes[id]?.kind === kind && connector?.startsWith(prefix) ? connector.slice(prefix.length) : undefined;
}
