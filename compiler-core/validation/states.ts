// The dataflow of a state: edges between nodes that exist, no cycles, nothing left over.
import { type ElementId, nodesOf, type State } from "../sdfg/index.ts";
import { own, type Problem, problem, type StateCode, warning } from "./problem.ts";

/** Whether the other checks of this state can be made follows from the first problem: there is none, or a warning. */
export function* checkState(state: State): Generator<Problem<StateCode>> {
  const waiting = new Map(Object.keys(state.nodes).map((id): [ElementId, number] => [id, 0]));
  const after = new Map<ElementId, ElementId[]>();
  const joined = new Set<ElementId>();
  let broken = false;
  for (const e of state.edges) {
    if (own(state.nodes, e.src) === undefined || own(state.nodes, e.dst) === undefined) {
      yield problem(
        "unknown-node",
        `An edge joins ${e.src} and ${e.dst}, which are not both in the state ${state.label}.`,
        state.id,
      );
      broken = true;
      continue;
    }
    waiting.set(e.dst, (waiting.get(e.dst) ?? 0) + 1);
    const next = after.get(e.src);
    if (next === undefined) after.set(e.src, [e.dst]);
    else next.push(e.dst);
    joined.add(e.src).add(e.dst);
  }
  if (broken) return;
  const ready = [...waiting].filter(([, n]) => n === 0).map(([id]) => id);
  for (let i = 0; i < ready.length; i++) {
    for (const next of after.get(ready[i] as ElementId) ?? []) {
      const left = (waiting.get(next) ?? 0) - 1;
      waiting.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  if (ready.length < waiting.size)
    yield problem(
      "state-cycle",
      `The dataflow of the state ${state.label} goes in a circle.`,
      state.id,
      ...[...waiting].flatMap(([id, n]) => (n > 0 ? [id] : [])).slice(0, 20),
    );
  for (const node of nodesOf(state)) {
    // Only a tasklet with effects of its own, such as a check, may stand alone.
    if (!joined.has(node.id) && node.kind !== "tasklet" && node.kind !== "nested-sdfg" && node.kind !== "foreign")
      yield warning("isolated-node", `${node.kind === "access" ? node.data : node.id} has no edge.`, node.id);
  }
}
