import { describe, expect, it, vi } from "vitest";
import { auto } from "../autotune/index.ts";
import type { Sdfg } from "../sdfg/index.ts";
import { compiled, referenceOf, textOf } from "../testing/programs.ts";
import { faultsOf, runner } from "../testing/steps.ts";
import { type Match, transformationNamed } from "../transformations/index.ts";
import { blame, type GraphVerdict, recordStep, replay, type Step } from "./index.ts";

vi.mock("../transformations/registry.gen.ts", async (original) => {
  const { transformations } = await original<typeof import("../transformations/registry.gen.ts")>();
  const { shiftedInterchange } = await import("../testing/planted-transformations.ts");
  return { transformations: [...transformations, shiftedInterchange] };
});

function record(graph: Sdfg, ids: readonly string[], text: string): readonly Step[] {
  const steps: Step[] = [];
  let current = graph;
  for (const id of ids) {
    const taken = [...(transformationNamed(id)?.find(current) ?? [])]
      .map((match: Match) => recordStep(current, id, match, {}, text))
      .find((step) => step.kind === "recorded");
    if (taken?.kind !== "recorded") throw new Error(`${id} does not apply`);
    steps.push(taken.step);
    current = taken.sdfg;
  }
  return steps;
}

/** By what a recipe does to hdiff, checked against CPython on the interpreter and on WebAssembly. */
async function blamed(ids: readonly string[]) {
  const [graph, text] = [compiled("hdiff").sdfg, textOf("hdiff")];
  const { graphs, stopped } = replay(graph, record(graph, ids, text), text);
  expect(stopped).toBeUndefined();
  const run = runner([referenceOf("hdiff")]);
  let checks = 0;
  const found = await blame([graph, ...graphs], async (candidate): Promise<GraphVerdict> => {
    checks++;
    return faultsOf(await run(candidate)).length === 0 ? "right" : "wrong";
  });
  return { found, checks };
}

describe("a wrong transformation", () => {
  it.each([
    [["Simplify", "ShiftedInterchange", "SetSchedule", "Vectorization"], 1],
    [["Simplify", "ShiftedInterchange"], 1],
    [["Simplify", "SetSchedule", "MapTiling", "ShiftedInterchange", "FullMapFusion"], 3],
    [["ShiftedInterchange", "Simplify"], 0],
  ])("in %j is blamed, not its successor", async (ids, step) => {
    expect((await blamed(ids)).found).toEqual({ kind: "step", step });
  });

  it("is nowhere in what auto does", async () => {
    const [graph, text] = [compiled("hdiff").sdfg, textOf("hdiff")];
    const { graphs } = replay(graph, auto(graph, { text }).steps, text);
    const run = runner([referenceOf("hdiff")]);
    const check = async (g: Sdfg): Promise<GraphVerdict> => (faultsOf(await run(g)).length === 0 ? "right" : "wrong");
    expect(await blame([graph, ...graphs], check)).toEqual({ kind: "nobody" });
  });
});

describe("blame", () => {
  const graphs = Array.from({ length: 33 }, () => compiled("gemm").sdfg);
  const by = async (verdictOf: (taken: number) => GraphVerdict) => {
    const asked: number[] = [];
    const found = await blame(graphs, async (_, taken) => {
      asked.push(taken);
      return verdictOf(taken);
    });
    return { found, asked: asked.length };
  };

  it("asks few graphs", async () => {
    for (let step = 0; step < 32; step++) {
      const { found, asked } = await by((taken) => (taken > step ? "wrong" : "right"));
      expect(found).toEqual({ kind: "step", step });
      expect(asked).toBeLessThanOrEqual(7);
    }
  });

  it("blames the program where no step is at fault", async () => {
    expect((await by(() => "wrong")).found).toEqual({ kind: "program" });
    expect((await by(() => "inconclusive")).found).toEqual({ kind: "nobody" });
  });

  it("says how far it came where graphs can't be judged", async () => {
    const verdictOf = (taken: number) => (taken < 10 ? "right" : taken < 14 ? "inconclusive" : "wrong");
    expect((await by(verdictOf)).found).toEqual({ kind: "steps", first: 9, last: 13 });
    const atFirst = (taken: number) => (taken === 0 ? "inconclusive" : "wrong");
    expect((await by(atFirst)).found).toEqual({ kind: "steps", first: 0, last: 0 });
  });

  it("names a step that broke a right graph, even where a later one hid it for a while", async () => {
    const verdictOf = (taken: number) => (taken === 3 || taken > 20 ? "wrong" : "right");
    const { found } = await by(verdictOf);
    expect([2, 20]).toContain(found.kind === "step" ? found.step : undefined);
  });
});
