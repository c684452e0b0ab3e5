import { compileText } from "@datawright/compiler-core/compiler";
import { need } from "@datawright/compiler-core/diagnostics";
import { describe, expect, it, test } from "vitest";
import type { Roof } from "@/components/roofline/roofline";
import { expectedTime } from "./expected-time";

const graphOf = (body: string, type = "float64") =>
  need(
    compileText(
      `import numpy as np


def kernel(A, B):
    ${body}


def initialize(N):
    return np.ones((N, N), dtype=np.${type}), np.ones((N, N), dtype=np.${type})
`,
      { now: () => 0 },
    ).value,
    "a program",
  ).program.sdfg;

const product = graphOf("B[:] = A @ A");
const sum = graphOf("B[:] = A + 2.0");
const copy = graphOf("B[:] = A");
const roofs: readonly Roof[] = [
  { kind: "bandwidth", name: "memory", workingSet: 1e8, rate: 1e10, spread: 0 },
  { kind: "arithmetic", name: "multiply and add", rate: 1e9, spread: 0 },
];
const at = (N: number) => ({ N });

describe("from an earlier run", () => {
  test.each([
    ["operations", product, 8],
    ["operations of a line", sum, 4],
    ["accesses of what only moves", copy, 4],
  ])("the time grows with the %s", (_, sdfg, times) => {
    const earlier = [{ sizes: at(100), seconds: 0.01 }];
    const expected = expectedTime({ sdfg, sizes: at(200), earlier, roofs });
    expect(expected).toMatchObject({ kind: "scaled", from: at(100) });
    expect(expected.kind === "scaled" && expected.seconds / 0.01).toBeCloseTo(times, 0);
  });
  it("is that run's time at the same sizes, whatever came since", () => {
    const earlier = [
      { sizes: at(300), seconds: 9 },
      { sizes: at(200), seconds: 0.5 },
    ];
    expect(expectedTime({ sdfg: product, sizes: at(200), earlier, roofs: [] })).toEqual({
      kind: "scaled",
      seconds: 0.5,
      from: at(200),
    });
  });
  it("takes the newest that tells something: not too far off, and not too short", () => {
    const earlier = [
      { sizes: at(2), seconds: 0.01 },
      { sizes: at(190), seconds: 2e-6 },
      { sizes: at(100), seconds: 0.01 },
      { sizes: at(150), seconds: 0.02 },
    ];
    expect(expectedTime({ sdfg: product, sizes: at(200), earlier, roofs: [] })).toMatchObject({ from: at(100) });
    expect(expectedTime({ sdfg: product, sizes: at(200), earlier: earlier.slice(0, 2), roofs: [] }).kind).toBe(
      "unknown",
    );
  });
});

describe("from the model", () => {
  it("is what the roof that binds allows", () => {
    // 16 bytes an element at 1e10 bytes a second take longer than one operation at 1e9 a second, or two where two fit in one.
    expect(expectedTime({ sdfg: sum, sizes: at(1000), earlier: [], roofs })).toMatchObject({ kind: "modelled" });
    const seconds = (sdfg: typeof sum) => {
      const expected = expectedTime({ sdfg, sizes: at(1000), earlier: [], roofs });
      return expected.kind === "modelled" ? expected.seconds : Number.NaN;
    };
    expect(seconds(sum)).toBeCloseTo(0.0016, 4);
    expect(seconds(graphOf("B[:] = A + 2.0", "float32"))).toBeCloseTo(0.0008, 4);
  });
  test.each([
    ["without roofs", sum, at(10), []],
    ["without a size", sum, {}, roofs],
    ["where nothing is computed", copy, at(10), roofs],
    ["for nothing", sum, at(0), roofs],
  ])("is not claimed %s", (_, sdfg, sizes, known) =>
    expect(expectedTime({ sdfg, sizes, earlier: [], roofs: known })).toEqual({ kind: "unknown" }),
  );
});
