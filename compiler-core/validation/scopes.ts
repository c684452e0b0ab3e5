// Maps: an entry has its exit, a parameter its range, and no edge leaves a scope but through its border.
import { type ElementId, entryOfExit, type Node, nodesOf, opensScope, type State, scopesOf } from "../sdfg/index.ts";
import { constantOf } from "../symbolic/index.ts";
import { own, type Problem, problem, type ScopeCode } from "./problem.ts";

export function* checkScopes(state: State): Generator<Problem<ScopeCode>> {
  const exits = new Map<ElementId, ElementId>();
  for (const node of nodesOf(state)) {
    const entry = entryOfExit(node);
    if (entry === undefined) continue;
    if (!opensScope(own(state.nodes, entry)) || exits.has(entry))
      yield problem("no-exit", `${node.id} closes ${entry}, which is no scope that it could close.`, node.id);
    exits.set(entry, node.id);
  }
  for (const node of nodesOf(state)) {
    if (opensScope(node) && !exits.has(node.id)) yield problem("no-exit", `The scope ${node.id} has no exit.`, node.id);
    if (node.kind === "map-entry") yield* checkMap(node);
  }
  const { entry: scopes } = scopesOf(state);
  for (const e of state.edges) {
    const [src, dst] = [own(state.nodes, e.src), own(state.nodes, e.dst)];
    if (src === undefined || dst === undefined) continue;
    const closed = entryOfExit(src);
    const from = opensScope(src) ? src.id : closed !== undefined ? scopes.get(closed) : scopes.get(src.id);
    // An exit counts as inside of what it closes.
    if (scopes.get(dst.id) !== from)
      yield problem("crossed-scopes", `The edge from ${e.src} to ${e.dst} crosses the border of a scope.`, e.id);
  }
}

function* checkMap(map: Node & { kind: "map-entry" }): Generator<Problem<ScopeCode>> {
  if (map.params.length === 0 || map.params.length !== map.ranges.length)
    yield problem(
      "bad-map",
      `The map ${map.label} has ${map.params.length} parameters and ${map.ranges.length} ranges.`,
      map.id,
    );
  if (new Set(map.params).size < map.params.length)
    yield problem("bad-map", `The map ${map.label} has two parameters of one name.`, map.id);
  if (map.ranges.some((r) => constantOf(r.step) === 0))
    yield problem("bad-map", `The map ${map.label} has a step of 0.`, map.id);
}
