// Steps that nobody chose, as a recipe document: played on a program compiled anew, each makes the graph that was recorded.
import { expect, it } from "vitest";
import { nest, nestNames } from "../testing/nests.ts";
import { compiledText, programNames, textOf } from "../testing/programs.ts";
import { randomSteps } from "../testing/random-steps.ts";
import { decodeRecipe, encodeRecipe } from "./document.ts";
import { recordStep, replay, type Step } from "./replay.ts";
import { structuralHash } from "./structural-hash.ts";

const texts = new Map([
  ...programNames.map((name) => [name, textOf(name)] as const),
  ...nestNames.map((name) => [name, nest(name).text] as const),
]);

it.each([...texts])("%s", (name, text) => {
  for (const seed of [1, 2, 3]) {
    const { sdfg } = compiledText(text);
    const [before, steps]: [string, Step[]] = [structuralHash(sdfg), []];
    let current = sdfg;
    for (const { id, match, options } of randomSteps(sdfg, seed, 5)) {
      const done = recordStep(current, id, match, options, text);
      if (done.kind === "refusal") throw new Error(`${name}, ${id}: ${done.reason}`);
      steps.push(done.step);
      current = done.sdfg;
    }
    expect(structuralHash(sdfg), "the graph that the steps began with").toBe(before);
    const recipe = decodeRecipe(encodeRecipe({ strictness: "strict", steps }));
    if (recipe.kind === "refusal") throw new Error(recipe.reason);
    const played = replay(compiledText(text).sdfg, recipe.steps, text);
    expect([played.stopped, played.differing]).toEqual([undefined, []]);
    expect(structuralHash(played.graphs.at(-1) ?? sdfg)).toBe(structuralHash(current));
  }
});
