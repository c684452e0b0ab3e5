// The recipe as a value: steps, how many of them are taken, and the tails that were left when a new step was taken before
// the end.
import { checkRecipe, type Step } from "@datawright/compiler-core/recipes";

export interface Alternative {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** What undo goes back to. */
export interface RecipeState {
  readonly steps: readonly Step[];
  /** Steps taken; those after it are kept and shown pale. */
  readonly cursor: number;
  readonly alternatives: readonly Alternative[];
}

export const emptyRecipe: RecipeState = { steps: [], cursor: 0, alternatives: [] };

/** A step taken where the cursor stands. What stood after it becomes an alternative, by the next free letter. */
export function withStep(recipe: RecipeState, step: Step): RecipeState {
  const { steps, cursor } = recipe;
  const kept = steps.slice(0, cursor);
  const same = JSON.stringify(steps[cursor]) === JSON.stringify(step);
  if (same) return { ...recipe, cursor: cursor + 1 };
  return {
    steps: [...kept, step],
    cursor: cursor + 1,
    alternatives: cursor < steps.length ? withAlternative(recipe.alternatives, steps) : recipe.alternatives,
  };
}

/** Another list of steps in the place of this one, which is kept as an alternative. */
export function withSteps(recipe: RecipeState, steps: readonly Step[]): RecipeState {
  const alternatives = recipe.alternatives.filter((alternative) => !equalSteps(alternative.steps, steps));
  const changed = recipe.steps.length > 0 && !equalSteps(recipe.steps, steps);
  return {
    steps,
    cursor: steps.length,
    alternatives: changed ? withAlternative(alternatives, recipe.steps) : alternatives,
  };
}

function withAlternative(alternatives: readonly Alternative[], steps: readonly Step[]): readonly Alternative[] {
  if (alternatives.some((alternative) => equalSteps(alternative.steps, steps))) return alternatives;
  const used = new Set(alternatives.map((alternative) => alternative.name));
  let name = "A";
  for (let i = 0; used.has(name); i++) name = i < 26 ? String.fromCharCode(65 + i) : `A${i}`;
  return [...alternatives, { name, steps }];
}

const equalSteps = (a: readonly Step[], b: readonly Step[]) => JSON.stringify(a) === JSON.stringify(b);

/** From storage or a link: steps that are no steps are refused as a whole. */
export function decodeRecipeState(value: unknown): RecipeState | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { steps, cursor, alternatives } = value as Record<string, unknown>;
  const checked = checkRecipe({ format: 1, strictness: "relaxed", steps });
  if (checked.kind === "refusal") return undefined;
  const kept = (Array.isArray(alternatives) ? alternatives : []).flatMap((each: unknown): Alternative[] => {
    const { name, steps: tail } = (typeof each === "object" && each !== null ? each : {}) as Record<string, unknown>;
    const other = checkRecipe({ format: 1, strictness: "relaxed", steps: tail });
    return typeof name === "string" && other.kind === "recipe" ? [{ name, steps: other.steps }] : [];
  });
  const at =
    typeof cursor === "number" && Number.isInteger(cursor)
      ? Math.min(checked.steps.length, Math.max(0, cursor))
      : checked.steps.length;
  return { steps: checked.steps, cursor: at, alternatives: kept };
}
