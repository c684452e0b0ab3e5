// Simplification: passes in order, again until nothing changes.
import { obstacleIn } from "../analysis/index.ts";
import { invariant } from "../diagnostics/index.ts";
import type { Sdfg } from "../sdfg/index.ts";
import { deadDataflowElimination } from "./dead-dataflow-elimination.ts";
import { emptyStates } from "./empty-states.ts";
import type { Pass } from "./pass.ts";
import { redundantCopyElimination } from "./redundant-copy-elimination.ts";
import { stateFusion } from "./state-fusion.ts";
import { unusedNames } from "./unused-names.ts";

export const simplification: readonly Pass[] = [
  emptyStates,
  stateFusion,
  deadDataflowElimination,
  redundantCopyElimination,
  unusedNames,
];

/** Each round of passes either changes nothing or leaves a smaller graph, so it ends; more rounds than this are a bug. */
const mostRounds = 20;

export function simplifyGraph(sdfg: Sdfg): Sdfg {
  if (obstacleIn(sdfg) !== undefined) return sdfg;
  let current = sdfg;
  for (let round = 0; round < mostRounds; round++) {
    const next = simplification.reduce((graph, pass) => pass.run(graph), current);
    if (next === current) return current;
    current = next;
  }
  invariant(false, "simplification does not come to rest");
}
