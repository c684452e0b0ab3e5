"use client";
// After a wrong result: whose mistake it is, as far as that is known, and the way on.
import type { Blame, Step } from "@datawright/compiler-core/recipes";
import { exportDocument } from "@/components/documents/document-actions";
import { runProgram } from "@/components/runs/run-program";
import { useStudio } from "@/components/stores/studio-store";
import { moveCursor } from "@/components/tuning/tuning-actions";
import { blameWords, findWrongStep } from "./find-wrong-step";

export interface WhatToDoProps {
  /** The recipe's steps at the cursor. */
  readonly steps: readonly Step[];
  /** What the search for the wrong step found, once it was asked. */
  readonly found: Blame | undefined;
}

export function WhatToDo({ steps, found }: WhatToDoProps) {
  const isInterpreted = useStudio((state) => state.engine.kind === "interpreter");
  const asWritten = steps.length === 0 || found?.kind === "program";
  return (
    <div className="what-to-do">
      {found !== undefined && (
        <p>
          <strong data-testid="blame">{blameWords(found, steps)}</strong>
        </p>
      )}
      <p>{adviceFor(asWritten, found)}</p>
      {steps.length > 0 && found === undefined && (
        <button type="button" className="primary" onClick={() => void findWrongStep()}>
          Which step broke it?
        </button>
      )}
      {found?.kind === "step" && (
        <button type="button" className="primary" onClick={() => moveCursor(found.step)}>
          Go back to before it
        </button>
      )}
      {asWritten && !isInterpreted && (
        <button type="button" onClick={runWithInterpreter}>
          Run with the interpreter
        </button>
      )}
      <button type="button" onClick={() => exportDocument("recipe")}>
        Export program and recipe
      </button>
    </div>
  );
}

function adviceFor(asWritten: boolean, found: Blame | undefined): string {
  const report = "Export it to report it.";
  if (asWritten)
    return `Your program is not at fault, and neither is a step: Datawright translates it wrongly. The interpreter tells whether only the fast code is wrong. ${report}`;
  if (found?.kind === "nobody") return "Something outside of the program changes its result: run it again.";
  if (found === undefined)
    return "Your program is not at fault: a step of the recipe, or Datawright itself, changed what it computes.";
  return `Your program is not at fault: the step should have been refused here. Go back to before it and take another way from there. ${report}`;
}

function runWithInterpreter(): void {
  useStudio.getState().setEngine({ kind: "interpreter" });
  void runProgram();
}
