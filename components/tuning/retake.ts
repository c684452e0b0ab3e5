// A step of the recipe taken again with other options, on the graph before it, and the steps after it on what that gives.
// Pure; it runs in the compiler's worker.
import { findTarget, recordStep, replay, type Step, structuralHash } from "@datawright/compiler-core/recipes";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import type { OptionValues } from "@datawright/compiler-core/transformations";
import { type Candidate, candidateAt } from "./tuning";

export type StepPlace =
  | { readonly kind: "found"; readonly candidate: Candidate }
  | { readonly kind: "lost"; readonly reason: string };

/** Where a recorded step applies in the graph before it, as the list of transformations would show it. */
export function placeOfStep(before: Sdfg, step: Step, text: string): StepPlace {
  const found = findTarget(before, step, text);
  return found.kind === "refusal"
    ? { kind: "lost", reason: found.reason }
    : { kind: "found", candidate: candidateAt(before, step.transformation, found.match, text) };
}

export type Retaken =
  | {
      readonly kind: "retaken";
      /** The step with its new options, then those after it, as far as they go. */
      readonly steps: readonly Step[];
      /** Why the first one that is left out no longer applies. */
      readonly stopped?: string;
    }
  | { readonly kind: "refused"; readonly reason: string };

export function retakeStep(
  before: Sdfg,
  step: Step,
  options: OptionValues,
  later: readonly Step[],
  text: string,
): Retaken {
  const found = findTarget(before, step, text);
  if (found.kind === "refusal") return { kind: "refused", reason: found.reason };
  const taken = recordStep(before, step.transformation, found.match, { ...step.options, ...options }, text);
  if (taken.kind === "refusal") return { kind: "refused", reason: taken.reason };
  const { graphs, stopped } = replay(taken.sdfg, later, text);
  // Each is recorded with the graph that it makes now: else it would be told as one that has changed since.
  const again = later.slice(0, graphs.length).map((each, i) => {
    const graph = graphs[i];
    return graph === undefined ? each : { ...each, after: structuralHash(graph) };
  });
  return { kind: "retaken", steps: [taken.step, ...again], ...(stopped && { stopped: stopped.reason }) };
}
