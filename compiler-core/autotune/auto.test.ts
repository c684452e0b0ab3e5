import { describe, expect, it } from "vitest";
import { compileText, lowerProgram } from "../compiler/index.ts";
import { decodeRecipe, encodeRecipe, replay } from "../recipes/index.ts";
import { countOf, interpret } from "../runtime/index.ts";
import { type Sdfg, statesOf } from "../sdfg/index.ts";
import { evaluate } from "../symbolic/index.ts";
import { nest, nestNames } from "../testing/nests.ts";
import { compiled, now, programNames, referencesOf, textOf } from "../testing/programs.ts";
import { snippets } from "../testing/snippets.ts";
import { faultsOf, frozen, haveEqualBits, runner } from "../testing/steps.ts";
import { auto } from "./auto.ts";

const mapsIn = (sdfg: Sdfg) =>
  statesOf(sdfg).flatMap((s) => Object.values(s.nodes).filter((n) => n.kind === "map-entry"));

describe("auto", () => {
  it.each(programNames)("gives a recipe for %s that plays again and computes the same", async (name) => {
    const program = compiled(name);
    const graph = frozen(program.sdfg);
    const text = textOf(name);
    const { steps, sdfg } = auto(graph, { text });
    expect(faultsOf(await runner(referencesOf(name))(sdfg))).toEqual([]);
    const recipe = decodeRecipe(encodeRecipe({ strictness: "relaxed", steps }));
    if (recipe.kind === "refusal") throw new Error(recipe.reason);
    const played = replay(compiled(name).sdfg, recipe.steps, text);
    expect(played).toMatchObject({ differing: [] });
    expect(played.stopped).toBeUndefined();
    expect(played.graphs).toHaveLength(steps.length);
  });

  it.each(nestNames)("keeps %s right", async (name) => {
    const { sdfg, text, expectations } = nest(name);
    expect(faultsOf(await runner(expectations)(auto(sdfg, { text }).sdfg))).toEqual([]);
  });

  it("keeps every small program of the language tests right", async () => {
    let count = 0;
    for (const snippet of snippets()) {
      const { value } = compileText(snippet.text, { now });
      if (value === undefined) continue;
      const run = runner([{ ...snippet, sizes: {} }]);
      if (faultsOf(await run(value.program.sdfg)).length > 0) continue;
      const tuned = auto(value.program.sdfg, { text: snippet.text }).sdfg;
      expect([snippet.name, faultsOf(await run(tuned))]).toEqual([snippet.name, []]);
      count++;
    }
    expect(count).toBeGreaterThan(50);
  });

  it.each([
    ["hdiff", 1],
    ["jacobi_2d", 2],
  ])("leaves %s few maps, spread over threads and lanes", (name, most) => {
    const maps = mapsIn(auto(compiled(name).sdfg, { text: textOf(name) }).sdfg);
    expect(maps).toHaveLength(most);
    for (const map of maps) expect(map).toMatchObject({ schedule: "CPU_Multicore", vectorWidth: 4 });
  });

  it.each([
    ["hdiff", { I: 1, J: 1, K: 1 }],
    ["hdiff", { I: 0, J: 3, K: 2 }],
    ["hdiff", { I: 2, J: 3, K: 0 }],
    ["jacobi_2d", { TSTEPS: 3, N: 3 }],
    ["jacobi_2d", { TSTEPS: 3, N: 1 }],
    ["jacobi_2d", { TSTEPS: 1, N: 5 }],
    ["vadv", { I: 1, J: 1, K: 3 }],
    ["vadv", { I: 0, J: 2, K: 3 }],
    ["lu", { N: 1 }],
    ["lu", { N: 0 }],
    ["gemm", { NI: 1, NJ: 0, NK: 2 }],
  ])("keeps %s the same for %o", (name, given) => {
    const sizes = given as Record<string, number>;
    const { sdfg } = compiled(name);
    const program = lowerProgram(sdfg);
    const inputs = Object.fromEntries(
      program.parameters.map((p, n) => {
        const shape = p.shape.map((e) => evaluate(e, sizes));
        const data = Float64Array.from({ length: countOf(shape) }, (_, i) => Math.sin(17 * n + i) + 2);
        return [p.name, { dtype: p.dtype, shape, data }];
      }),
    );
    const of = (graph: Sdfg) => interpret(lowerProgram(graph), inputs, sizes, { now });
    expect(haveEqualBits(of(sdfg), of(auto(sdfg, { text: textOf(name) }).sdfg))).toBe(true);
  });

  it("does not start threads for little work", () => {
    const maps = mapsIn(auto(compiled("hdiff").sdfg, { text: textOf("hdiff"), sizes: { I: 2, J: 3, K: 5 } }).sdfg);
    for (const map of maps) expect(map).toMatchObject({ schedule: "Default" });
  });
});
