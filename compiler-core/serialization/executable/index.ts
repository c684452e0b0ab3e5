// From an opened graph to one that lowering takes, where that is possible.
import type { Refusal } from "../../diagnostics/index.ts";
import type { Sdfg } from "../../sdfg/index.ts";
import { withoutBorderCopies } from "./border-copies.ts";
import { withoutDerivedMemlets } from "./derived-memlets.ts";
import { withExpansions } from "./library-expansions.ts";
import { withOurNames } from "./library-names.ts";
import { refuseToRun } from "./refuse-to-run.ts";
import { everyGraph } from "./states.ts";
import { structured } from "./structured.ts";
import { withoutViews } from "./views.ts";

export { type RunCode, refusals, refuseToRun } from "./refuse-to-run.ts";

/** In this order: control flow first, since later steps ask what runs before what. */
const steps: readonly ((sdfg: Sdfg) => Sdfg)[] = [
  structured,
  withOurNames,
  withoutViews,
  withExpansions,
  withoutBorderCopies,
  withoutDerivedMemlets,
];

/** The same program in the forms that run here, without its file; whether it can run is another question. */
export function converted(sdfg: Sdfg): Sdfg {
  const { file: _, ...bare } = sdfg;
  return steps.reduce<Sdfg>((graph, step) => everyGraph(graph, step), bare);
}

/** A valid graph as one that can be lowered, or why it can't be. */
export function executable(sdfg: Sdfg): Sdfg | Refusal {
  const graph = converted(sdfg);
  return refuseToRun(graph) ?? graph;
}
