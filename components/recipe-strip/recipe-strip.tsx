"use client";
// The whole tuning history in one line: each step a chip with its name and its effect. A chip moves the cursor there.
import { type KeyboardEvent, useRef } from "react";
import type { Command } from "@/components/commands/command";
import { CommandButton } from "@/components/commands/command-button";
import type { StudioState } from "@/components/stores/studio-store";
import { applyPreview, chooseAlternative, moveCursor } from "@/components/tuning/tuning-actions";
import { printChange } from "./print-change";
import "./recipe-strip.css";

export interface RecipeStripProps {
  readonly state: StudioState;
  readonly commands: readonly Command[];
  readonly mac: boolean;
}

export function RecipeStrip({ state, commands, mac }: RecipeStripProps) {
  const { recipe, played, preview, setPreview } = state;
  const chips = useRef<HTMLDivElement>(null);
  const stoppedAt = played?.stopped ? played.graphs.length : undefined;
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
            note={
              stoppedAt === i ? "✕" : stoppedAt !== undefined && i > stoppedAt ? "" : printChange(played?.changes[i])
            }
            taken={i < recipe.cursor}
            isCursor={recipe.cursor === i + 1}
            failed={stoppedAt === i}
            title={titleOf(
              step.transformation,
              Object.entries(step.options),
              played?.changes[i],
              stoppedAt === i ? played?.stopped?.reason : undefined,
              played?.differing.includes(i) ?? false,
            )}
            onClick={() => moveCursor(i + 1)}
          />
        ))}
        {preview && (
          <span className="chip ghost">
            preview: {preview.title} {printChange(preview.change)}
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
      <CommandButton commands={commands} mac={mac} id="optimize" className={recipe.steps.length === 0 ? "primary" : ""}>
        Optimize
      </CommandButton>
      <CommandButton commands={commands} mac={mac} id="undo">
        Undo
      </CommandButton>
    </section>
  );
}

interface ChipProps {
  readonly name: string;
  readonly note?: string;
  readonly taken: boolean;
  readonly isCursor: boolean;
  readonly failed?: boolean;
  readonly title: string;
  readonly onClick: () => void;
}

function Chip({ name, note, taken, isCursor, failed, title, onClick }: ChipProps) {
  return (
    <button
      type="button"
      className={`chip ${taken ? "taken" : ""} ${failed ? "failed" : ""}`}
      aria-current={isCursor ? "step" : undefined}
      tabIndex={isCursor ? 0 : -1}
      title={title}
      onClick={onClick}
    >
      {name} {note && <span className="effect">{note}</span>}
    </button>
  );
}

function titleOf(
  name: string,
  options: readonly (readonly [string, unknown])[],
  change: number | undefined,
  stopped: string | undefined,
  differs: boolean,
): string {
  const lines = [
    `${name}${options.length > 0 ? ` (${options.map(([option, value]) => `${option} ${String(value)}`).join(", ")})` : ""}`,
  ];
  if (stopped !== undefined) lines.push(`Can't be taken: ${stopped}`);
  else
    lines.push(
      change === undefined
        ? "No prediction: measure."
        : `Predicted: ${printChange(change)} of the bytes that maps move, from the model.`,
    );
  if (differs)
    lines.push("The result is not the graph that was recorded: the program or the transformation has changed since.");
  return lines.join("\n");
}
