// What a step that was taken again makes of the recipe, and how it is told.
import { type RecipeState, withSteps } from "./recipe-state";
import type { Retaken } from "./retake";

/** The recipe with what was taken again from one step on. The steps as they were stay under a name. */
export function withRetaken(
  recipe: RecipeState,
  at: number,
  { steps, stopped }: Extract<Retaken, { kind: "retaken" }>,
): { readonly recipe: RecipeState; readonly words: string } {
  const changed = withSteps(recipe, [...recipe.steps.slice(0, at), ...steps]);
  const was = JSON.stringify(recipe.steps);
  const name = changed.alternatives.find((each) => JSON.stringify(each.steps) === was)?.name;
  const [again, missing] = [steps.length - 1, recipe.steps.length - at - steps.length];
  const next = recipe.steps[at + steps.length];
  const sentences = [
    `${steps[0]?.transformation} is applied with its new options${again > 0 ? `, and ${countSteps(again)} after it again` : ""}.`,
    ...(stopped === undefined || next === undefined
      ? []
      : [
          `Step ${at + steps.length + 1}, ${next.transformation}, no longer applies${missing > 1 ? ` and is left out with ${countSteps(missing - 1)} after it` : " and is left out"}: ${stopped}`,
        ]),
    ...(name === undefined ? [] : [`The steps as they were are alternative ${name}.`]),
  ];
  return { recipe: changed, words: sentences.join(" ") };
}

const countSteps = (count: number) => (count === 1 ? "the step" : `the ${count} steps`);
