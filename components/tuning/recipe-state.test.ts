import type { Step } from "@datawright/compiler-core/recipes";
import { describe, expect, test } from "vitest";
import { decodeRecipeState, emptyRecipe, withStep, withSteps } from "./recipe-state";

const step = (transformation: string): Step => ({ transformation, target: {}, options: {}, after: transformation });
const [a, b, c] = [step("A"), step("B"), step("C")];

describe("steps and the cursor", () => {
  const two = withStep(withStep(emptyRecipe, a), b);
  test("a step at the end is added", () => expect(two).toEqual({ steps: [a, b], cursor: 2, alternatives: [] }));
  test("before the end it forks, and the old steps stay under a name", () => {
    const forked = withStep({ ...two, cursor: 1 }, c);
    expect(forked).toEqual({ steps: [a, c], cursor: 2, alternatives: [{ name: "A", steps: [a, b] }] });
  });
  test("the same step again only moves the cursor", () =>
    expect(withStep({ ...two, cursor: 1 }, b)).toEqual({ ...two, cursor: 2 }));
  test("choosing an alternative keeps what it replaces, once", () => {
    const forked = withStep({ ...two, cursor: 1 }, c);
    const back = withSteps(forked, [a, b]);
    expect(back.steps).toEqual([a, b]);
    expect(back.alternatives.map((alternative) => alternative.steps)).toEqual([[a, c]]);
  });
});

test("a recipe from storage is the same, and what is none is none", () => {
  const kept = { steps: [a, b], cursor: 1, alternatives: [{ name: "A", steps: [c] }] };
  expect(decodeRecipeState(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
  expect(decodeRecipeState({ steps: [{ transformation: 3 }] })).toBeUndefined();
});
