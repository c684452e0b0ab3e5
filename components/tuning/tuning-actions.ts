// Preview, apply, undo, optimize: what the panel, the strip and the commands do.
import { checkRecipe } from "@datawright/compiler-core/recipes";
import type { OptionValues } from "@datawright/compiler-core/transformations";
import { runOptimized } from "@/components/runs/run-optimized";
import { sizesOf } from "@/components/runs/run-program";
import { useStudio } from "@/components/stores/studio-store";
import { compiler } from "@/components/workers/services";
import { Superseded } from "@/components/workers/worker-client";
import { withStep, withSteps } from "./recipe-state";
import { graphAtCursor } from "./shown";
import type { Candidate } from "./tuning";

export async function previewCandidate(candidate: Candidate, options: OptionValues): Promise<void> {
  const state = useStudio.getState();
  const sdfg = graphAtCursor(state);
  if (sdfg === undefined) return;
  const { transformation, match, title } = candidate;
  const preview = await compiler().request("preview", {
    sdfg,
    transformation,
    match,
    options,
    text: state.graphText,
    sizes: sizesOf(state),
  });
  if (preview.kind === "refused") {
    state.setPreview(undefined);
    state.setNotice({ tone: "note", text: `${title} does not apply here: ${preview.reason}` });
    state.announce(`Refused: ${preview.reason}`);
    return;
  }
  state.setPreview({ ...preview, title });
  state.announce(`Preview of ${title}`);
}

export async function applyCandidate(candidate: Candidate, options: OptionValues): Promise<void> {
  await previewCandidate(candidate, options);
  applyPreview();
}

export function applyPreview(): void {
  const { preview, recipe, setRecipe, announce } = useStudio.getState();
  if (preview === undefined) return;
  setRecipe(withStep(recipe, preview.step));
  announce(`${preview.title} is applied`);
}

export function moveCursor(cursor: number): void {
  const { recipe, resetRecipe, announce } = useStudio.getState();
  const to = Math.min(recipe.steps.length, Math.max(0, cursor));
  if (to === recipe.cursor) return;
  resetRecipe({ ...recipe, cursor: to });
  announce(to === 0 ? "The program as written" : `After step ${to}, ${recipe.steps[to - 1]?.transformation}`);
}

export function chooseAlternative(name: string): void {
  const { recipe, setRecipe } = useStudio.getState();
  const chosen = recipe.alternatives.find((alternative) => alternative.name === name);
  if (chosen) setRecipe(withSteps(recipe, chosen.steps));
}

/** A recipe from outside: checked before anything of it is used. */
export function stepsFrom(steps: readonly unknown[]): ReturnType<typeof checkRecipe> {
  return checkRecipe({ format: 1, strictness: "relaxed", steps });
}

const between = 110;

/** The one-click recipe: its steps appear one by one, then the program is checked and measured before and after. */
export async function optimize(): Promise<void> {
  const { graph, graphText, setOptimizing, setNotice } = useStudio.getState();
  if (graph === undefined) return;
  setOptimizing(true);
  try {
    const sizes = sizesOf(useStudio.getState());
    const steps = await compiler().request("auto", { sdfg: graph.sdfg, text: graphText, sizes });
    const { recipe, setRecipe, resetRecipe, announce } = useStudio.getState();
    if (steps.length === 0) {
      setNotice({
        tone: "note",
        text: "The optimizer finds no step for this program. The transformations of the panel can still be tried one by one.",
      });
      return;
    }
    const tuned = withSteps(recipe, steps);
    setRecipe({ ...tuned, cursor: 0 });
    announce(`${steps.length} steps found`);
    for (let cursor = 1; cursor <= steps.length; cursor++) {
      await new Promise((resolve) => window.setTimeout(resolve, between));
      if (!useStudio.getState().optimizing) return;
      resetRecipe({ ...tuned, cursor });
    }
    await runOptimized();
  } catch (error) {
    if (!(error instanceof Superseded))
      setNotice({
        tone: "problem",
        text: `Optimizing failed: ${error instanceof Error ? error.message : String(error)}`,
      });
  } finally {
    setOptimizing(false);
  }
}
