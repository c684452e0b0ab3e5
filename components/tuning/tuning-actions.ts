// Preview, apply, undo, optimize: what the panel, the strip and the commands do.
import { checkRecipe } from "@datawright/compiler-core/recipes";
import type { OptionValues } from "@datawright/compiler-core/transformations";
import { type Life, live } from "@/components/runs/run-life";
import { runOptimized } from "@/components/runs/run-optimized";
import { runKey, sizesOf, subjectNow } from "@/components/runs/run-subject";
import { useStudio } from "@/components/stores/studio-store";
import { compiler } from "@/components/workers/services";
import { Superseded } from "@/components/workers/worker-client";
import { type RecipeState, withStep, withSteps } from "./recipe-state";
import type { Candidate } from "./tuning";

/** True where there is a preview now. What was asked before the program changed, or before another preview, gives none. */
export async function previewCandidate(candidate: Candidate, options: OptionValues): Promise<boolean> {
  const { transformation, match, title } = candidate;
  try {
    const { sdfg, text, sizes, key } = await subjectNow();
    const preview = await compiler().request("preview", { sdfg, transformation, match, options, text, sizes });
    const state = useStudio.getState();
    if (runKey(state, sizesOf(state)) !== key) return false;
    if (preview.kind === "refused") {
      state.setPreview(undefined);
      state.setNotice({ tone: "note", text: `${title} does not apply here: ${preview.reason}` });
      state.announce(`Refused: ${preview.reason}`);
      return false;
    }
    state.setPreview({ ...preview, title });
    state.announce(`Preview of ${title}`);
    return true;
  } catch (error) {
    if (!(error instanceof Superseded)) sayProblem(`${title} can't be previewed`, error);
    return false;
  }
}

export async function applyCandidate(candidate: Candidate, options: OptionValues): Promise<void> {
  if (await previewCandidate(candidate, options)) applyPreview();
}

function sayProblem(what: string, error: unknown): void {
  const text = `${what}: ${error instanceof Error ? error.message : String(error)}`;
  const { setNotice, announce } = useStudio.getState();
  setNotice({ tone: "problem", text });
  announce(text);
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
export function optimize(): Promise<void> {
  return live("Looking for steps", async (life) => {
    const { program, text, sizes } = await subjectNow(life.signal);
    const steps = await compiler().request("auto", { sdfg: program.sdfg, text, sizes });
    life.signal.throwIfAborted();
    const { graph, recipe, setRecipe, announce, setNotice } = useStudio.getState();
    if (graph !== program) {
      setNotice({ tone: "note", text: "The program changed while steps were looked for: Optimize again." });
      return undefined;
    }
    if (steps.length === 0) {
      setNotice({
        tone: "note",
        text: "The optimizer finds no step for this program. The transformations of the panel can still be tried one by one.",
      });
      return undefined;
    }
    const tuned = withSteps(recipe, steps);
    setRecipe({ ...tuned, cursor: 0 });
    announce(`${steps.length} steps found`);
    await showSteps(tuned, life);
    return runOptimized(life, await subjectNow(life.signal));
  });
}

/** One by one, until the person takes another way. */
async function showSteps(tuned: RecipeState, { signal }: Life): Promise<void> {
  for (let cursor = 1; cursor <= tuned.steps.length; cursor++) {
    const { recipe: shown } = useStudio.getState();
    await new Promise((resolve) => window.setTimeout(resolve, between));
    signal.throwIfAborted();
    const { recipe, resetRecipe } = useStudio.getState();
    if (recipe !== shown) return;
    resetRecipe({ ...tuned, cursor });
  }
}
