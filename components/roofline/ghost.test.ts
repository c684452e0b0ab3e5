import { compileText } from "@datawright/compiler-core/compiler";
import { need } from "@datawright/compiler-core/diagnostics";
import { describe, expect, test } from "vitest";
import { candidatesOf, previewOf } from "@/components/tuning/tuning";
import { ghostsOf, originOf } from "./ghost";
import { type Point, pointsOf, type Roof } from "./roofline";

const text = `import numpy as np
def twice(A, B):
    B[:] = (A + 1.0) * 2.0
def initialize(N):
    return np.zeros(N), np.ones(N)
`;
const { sdfg } = need(compileText(text, { now: () => 0 }).value, "a program").program;
const sizes = { N: 1000 };
const fusion = need(
  candidatesOf(sdfg, text).find(({ transformation, whyNot }) => transformation === "MapFusion" && whyNot === undefined),
  "two maps that can be joined",
);
const preview = previewOf(sdfg, "MapFusion", fusion.match, {}, text, sizes);
if (preview.kind !== "preview") throw new Error(preview.reason);
const { work } = preview;

const bandwidth = (name: string, rate: number, workingSet: number): Roof => ({
  kind: "bandwidth",
  name,
  rate,
  workingSet,
  spread: 0,
});
const [cache, memory] = [bandwidth("cache", 1e11, 8000), bandwidth("memory", 1e10, 1e6)];
const chain: Roof = { kind: "arithmetic", name: "chain", rate: 4e9, spread: 0 };
const roofs = [cache, memory, chain];

describe("a preview's ghost", () => {
  const measured = pointsOf(sdfg, sizes, 1e-3, "as written");
  const at = (points: readonly Point[], level: "R" | "D") =>
    need(
      points.find((p) => p.level === level),
      level,
    );
  const ghosts = ghostsOf(work, sizes, roofs);

  test("stands at the previewed graph's intensity, which moves where the preview moves fewer bytes", () => {
    expect(ghosts.map(({ level, name, predicted }) => [level, name, predicted])).toEqual([
      ["R", "preview (predicted)", true],
      ["D", "preview (predicted)", true],
    ]);
    // Both read A and write B once; the sum between them is no longer stored and loaded.
    expect(at(ghosts, "D").intensity).toBeCloseTo(2000 / 16_000, 10);
    expect(at(ghosts, "R").intensity).toBeGreaterThan(at(measured, "R").intensity);
  });
  test("is as high as the roof that binds its level", () => {
    expect(at(ghosts, "D").performance).toBeCloseTo(1e10 / 8, 0);
    expect(at(ghosts, "R").performance).toBe(Math.min(4e9, 1e11 * at(ghosts, "R").intensity));
    const low = ghostsOf(work, sizes, [cache, memory, { ...chain, rate: 1e6 }]);
    expect(low.map(({ performance }) => performance)).toEqual([1e6, 1e6]);
  });
  test("is not where roofs or sizes are missing", () => {
    expect(ghostsOf(work, sizes, [])).toEqual([]);
    expect(ghostsOf(work, sizes, [chain])).toEqual([]);
    expect(ghostsOf(work, {}, roofs)).toEqual([]);
  });
  test("comes from the newest measured point of its level, never from a map's or another ghost", () => {
    const newest = pointsOf(sdfg, sizes, 1e-4, "1 step");
    const map: Point = { ...at(newest, "D"), id: "7", element: "7" };
    const all = [...measured, ...newest, map, ...ghosts];
    for (const ghost of ghosts) expect(originOf(ghost, all)).toBe(at(newest, ghost.level));
    expect(originOf(at(ghosts, "D"), ghosts)).toBeUndefined();
  });
});
