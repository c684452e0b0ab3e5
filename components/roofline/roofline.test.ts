import { compileText } from "@datawright/compiler-core/compiler";
import { describe, expect, test } from "vitest";
import { axesFor, boundOf, pointsOf, type Roof } from "./roofline";

const triad = `import numpy as np
def triad(A, B, C):
    A[:] = B + 2.5 * C
def initialize(N):
    return np.zeros(N), np.ones(N), np.ones(N)
`;
const sdfg = compileText(triad, { now: () => 0 }).value?.program.sdfg;
const roofs: readonly Roof[] = [
  { kind: "bandwidth", name: "memory", rate: 1e10, spread: 0 },
  { kind: "bandwidth", name: "cache", rate: 1e11, spread: 0 },
  { kind: "arithmetic", name: "chain", rate: 4e9, spread: 0 },
];

describe("the triad", () => {
  if (sdfg === undefined) throw new Error("the triad does not compile");
  const points = pointsOf(sdfg, { N: 1000 }, 1e-6, "triad");
  const memory = points.find((point) => point.level === "D");
  test("2 operations and 24 bytes an element", () => {
    expect(memory?.flop).toBe(2000);
    expect(memory?.bytes).toBe(24_000);
    expect(memory?.intensity).toBeCloseTo(1 / 12, 10);
  });
  test("is bound by memory", () => {
    const bound = memory && boundOf(memory, roofs);
    expect(bound?.roof.name).toBe("memory");
    expect(bound?.attainable).toBeCloseTo(1e10 / 12, 0);
    expect(bound?.share).toBeCloseTo(2e9 / (1e10 / 12), 6);
  });
  test("is bound by the working set that holds what it moves", () => {
    const cache: Roof = { kind: "bandwidth", name: "L2", workingSet: 768_000, rate: 3e10, spread: 0 };
    const large: Roof = { kind: "bandwidth", name: "far", workingSet: 96e6, rate: 1e10, spread: 0 };
    const small: Roof = { kind: "bandwidth", name: "L1", workingSet: 8000, rate: 2e11, spread: 0 };
    expect(memory && boundOf(memory, [large, small, cache, ...roofs.slice(2)])?.roof.name).toBe("L2");
  });
  test("whole decades hold points and ridges", () => {
    const { x, y } = axesFor(points, roofs);
    for (const point of points)
      expect(x[0] <= Math.log10(point.intensity) && Math.log10(point.intensity) <= x[1]).toBe(true);
    expect(y[1]).toBeGreaterThan(9.6);
  });
});
