"use client";
// The whole tuning history in one line: each step a chip with its name and its effect. A chip moves the cursor there.
import { type KeyboardEvent, useMemo, useRef } from "react";
import type { Command } from "@/components/commands/command";
import { CommandButton } from "@/components/commands/command-button";
import { primaryOf } from "@/components/commands/primary";
import { keyAfter, sizesOf } from "@/components/runs/run-subject";
import type { MeasuredStep } from "@/components/stores/run-slice";
import type { StudioState } from "@/components/stores/studio-store";
import { applyPreview, chooseAlternative, moveCursor } from "@/components/tuning/tuning-actions";
import { effectOf, type StepEffect } from "./step-effect";
import { StepOptions } from "./step-options";
import "./recipe-strip.css";

export interface RecipeStripProps {
  readonly state: StudioState;
  readonly commands: readonly Command[];
  readonly mac: boolean;
}

export function RecipeStrip({ state, commands, mac }: RecipeStripProps) {
  const { recipe, played, preview, setPreview } = state;
  const chips = useRef<HTMLDivElement>(null);
  const { measured, blamed } = useStepFacts(state);
  const stoppedAt = played?.stopped ? played.graphs.length : undefined;
  const isOpen = state.optionsOf === state.document.id && recipe.cursor > 0;
  const onKey = (event: KeyboardEvent) => {
    const to =
      event.key === "ArrowRight"
        ? recipe.cursor + 1
        : event.key === "ArrowLeft"
          ? recipe.cursor - 1
          : event.key === "Home"
            ? 0
            : event.key === "End"
              ? recipe.steps.length
              : undefined;
    if (to === undefined) return;
    event.preventDefault();
    moveCursor(to);
    const bounded = Math.min(recipe.steps.length, Math.max(0, to));
    chips.current?.querySelectorAll<HTMLElement>(".chip")[bounded]?.focus();
  };
  return (
    <section className="recipe-strip" aria-label="Recipe" data-pane="strip">
      <h2>Recipe</h2>
      <div ref={chips} role="toolbar" aria-label="Steps" className="chips" onKeyDown={onKey}>
        <Chip
          name="as written"
          taken
          isCursor={recipe.cursor === 0}
          onClick={() => moveCursor(0)}
          title="The program as it was written"
        />
        {recipe.steps.map((step, i) => (
          <Chip
            key={`${step.transformation} ${step.after}`}
            name={step.transformation}
            effect={stoppedAt === undefined || i < stoppedAt ? effectOf(measured[i], played?.changes[i]) : undefined}
            taken={i < recipe.cursor}
            isCursor={recipe.cursor === i + 1}
            failed={stoppedAt === i || blamed === i}
            title={titleOf(state, i, effectOf(measured[i], played?.changes[i]).sentence, blamed === i)}
            onClick={() => moveCursor(i + 1)}
          />
        ))}
        {preview && (
          <span className="chip ghost">
            preview: {preview.title} {effectOf(undefined, preview.change).words}
          </span>
        )}
      </div>
      {preview && (
        <>
          <button type="button" className="primary" onClick={applyPreview}>
            Apply
          </button>
          <button type="button" onClick={() => setPreview(undefined)}>
            Discard
          </button>
        </>
      )}
      {recipe.steps.length > 0 && (
        <CommandButton commands={commands} mac={mac} id="step-options" className="open-options" expanded={isOpen}>
          Options
        </CommandButton>
      )}
      {isOpen && <StepOptions state={state} onClose={() => state.setOptionsOf(undefined)} />}
      {recipe.alternatives.length > 0 && (
        <label className="alternatives">
          <span className="soft">alternatives</span>
          <select value="" onChange={(event) => chooseAlternative(event.target.value)}>
            <option value="">{recipe.alternatives.length}</option>
            {recipe.alternatives.map((alternative) => (
              <option key={alternative.name} value={alternative.name}>
                {alternative.name}: {alternative.steps.map((step) => step.transformation).join(", ")}
              </option>
            ))}
          </select>
        </label>
      )}
      {recipe.steps.length > 0 && (
        <CommandButton commands={commands} mac={mac} id="measure-steps" className="measure-steps">
          Measure steps
        </CommandButton>
      )}
      <CommandButton
        commands={commands}
        mac={mac}
        id="optimize"
        className={primaryOf(state) === "optimize" ? "primary" : ""}
      >
        Optimize
      </CommandButton>
      <CommandButton commands={commands} mac={mac} id="undo">
        Undo
      </CommandButton>
    </section>
  );
}

interface StepFacts {
  readonly measured: readonly (MeasuredStep | undefined)[];
  /** The step that was found to break the program. */
  readonly blamed: number | undefined;
}

/** What is known of the steps with the text and the sizes at hand, wherever the cursor stands. */
function useStepFacts({ document, graph, given, measuredSteps, blamed, recipe: { steps } }: StudioState): StepFacts {
  return useMemo(() => {
    if (Object.keys(measuredSteps).length === 0 && blamed === undefined) return { measured: [], blamed: undefined };
    const subject = { document, steps, sizes: sizesOf({ document, graph, given }) };
    const keys = steps.map((_, i) => keyAfter(subject, i + 1));
    const isHere = blamed?.found.kind === "step" && keys.includes(blamed.key);
    return {
      measured: keys.map((key) => measuredSteps[key]),
      blamed: isHere && blamed.found.kind === "step" ? blamed.found.step : undefined,
    };
  }, [document, graph, given, measuredSteps, blamed, steps]);
}

interface ChipProps {
  readonly name: string;
  readonly effect?: StepEffect | undefined;
  readonly taken: boolean;
  readonly isCursor: boolean;
  readonly failed?: boolean;
  readonly title: string;
  readonly onClick: () => void;
}

function Chip({ name, effect, taken, isCursor, failed = false, title, onClick }: ChipProps) {
  const isWrong = failed || effect?.check === "wrong";
  return (
    <button
      type="button"
      className={`chip ${taken ? "taken" : ""} ${isWrong ? "failed" : ""}`}
      aria-current={isCursor ? "step" : undefined}
      tabIndex={isCursor ? 0 : -1}
      title={title}
      onClick={onClick}
    >
      {name} {effect?.words && <span className="effect">{effect.words}</span>}
      {isWrong ? " ✕" : effect?.check === "right" ? " ✓" : ""}
    </button>
  );
}

/** The step with its options, what it gave or why it can't be taken, and whether it is still what was recorded. */
function titleOf({ recipe, played }: StudioState, i: number, effect: string, isBlamed: boolean): string {
  const step = recipe.steps[i];
  if (step === undefined) return "";
  const options = Object.entries(step.options).map(([option, value]) => `${option} ${String(value)}`);
  const stopped = played?.stopped && played.graphs.length === i ? played.stopped.reason : undefined;
  return [
    `${step.transformation}${options.length > 0 ? ` (${options.join(", ")})` : ""}`,
    stopped === undefined ? effect : `Can't be taken: ${stopped}`,
    ...(isBlamed ? ["The program matches before this step and differs after it."] : []),
    ...(played?.differing.includes(i)
      ? ["The result is not the graph that was recorded: the program or the transformation has changed since."]
      : []),
  ].join("\n");
}
