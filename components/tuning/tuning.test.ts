import { compileText } from "@datawright/compiler-core/compiler";
import { describe, expect, test } from "vitest";
import { gallery } from "@/components/documents/gallery.gen";
import { autoSteps, candidatesOf, movedBytes, playSteps, predictionsOf, previewOf } from "./tuning";

const text = gallery.find((program) => program.name === "hdiff")?.text ?? "";
const program = compileText(text, { now: () => 0 }).value?.program;
const sizes = program?.presets["S"] ?? {};

describe("hdiff's transformations", () => {
  if (program === undefined) throw new Error("hdiff does not compile");
  const { sdfg } = program;
  const candidates = candidatesOf(sdfg, text);
  test("each has a place in words and its own key", () => {
    expect(candidates.length).toBeGreaterThan(5);
    expect(new Set(candidates.map((c) => c.key)).size).toBe(candidates.length);
    for (const candidate of candidates) expect(candidate.place).not.toBe("");
    // Two maps that do the same are told apart by what they write and where they come from.
    const pairs = candidates.filter(({ transformation }) => transformation === "MapFusion");
    expect(pairs.length).toBeGreaterThan(5);
    expect(new Set(pairs.map(({ place }) => place)).size).toBe(pairs.length);
    expect(pairs[0]?.place).toMatch(/^\w+ → \w+, line \d+, then \w+ → \w+, line \d+$/);
  });
  test("what is not refused can be previewed, and the graph at hand stays as it is", () => {
    const before = JSON.stringify(sdfg);
    const open = candidates.filter((candidate) => candidate.whyNot === undefined).slice(0, 8);
    expect(open.length).toBeGreaterThan(0);
    for (const { transformation, match } of open)
      expect(previewOf(sdfg, transformation, match, {}, text, sizes).kind).toBe("preview");
    expect(JSON.stringify(sdfg)).toBe(before);
  });
  test("what is predicted of several steps is what each preview says, and nothing of a refused one", () => {
    const asked = [candidates.find((c) => c.transformation === "MapFusion"), candidates.find((c) => c.whyNot)].flatMap(
      (candidate) => (candidate === undefined ? [] : [{ ...candidate, options: {} }]),
    );
    const [fused] = asked.map(({ transformation, match }) => previewOf(sdfg, transformation, match, {}, text, sizes));
    expect(fused).toMatchObject({ kind: "preview", change: expect.any(Number) });
    expect(predictionsOf(sdfg, asked, text, sizes)).toEqual([
      fused?.kind === "preview" ? fused.change : undefined,
      undefined,
    ]);
  });
  test("a refusal says why", () => {
    for (const { whyNot } of candidates) if (whyNot) expect(whyNot.reason.length).toBeGreaterThan(20);
  });
  test("the one-click recipe replays without a difference and moves fewer bytes", () => {
    const steps = autoSteps(sdfg, text, sizes);
    const played = playSteps(sdfg, steps, text, sizes);
    expect(played.stopped).toBeUndefined();
    expect(played.differing).toEqual([]);
    expect(played.graphs.length).toBe(steps.length);
    const last = played.graphs.at(-1);
    expect(last && (movedBytes(last, sizes) ?? 0) < (movedBytes(sdfg, sizes) ?? 0)).toBe(true);
  });
});
