import { compileText } from "@datawright/compiler-core/compiler";
import { describe, expect, test } from "vitest";
import { gallery } from "@/components/documents/gallery.gen";
import { edgeBytes, overlayOf, widthOf } from "./overlay";

const text = gallery.find((program) => program.name === "hdiff")?.text ?? "";
const program = compileText(text, { now: () => 0 }).value?.program;

describe("hdiff", () => {
  if (program === undefined) throw new Error("hdiff does not compile");
  const sizes = { I: 64, J: 64, K: 60 };
  test("an edge from an argument carries its bytes", () => {
    const most = Math.max(...edgeBytes(program.sdfg, sizes).values());
    expect(most).toBe(68 * 68 * 60 * 8);
  });
  test("every map has a colour, between the least and the most", () => {
    for (const kind of ["bytes", "operations", "intensity", "parallelism"] as const) {
      const overlay = overlayOf(program.sdfg, sizes, kind, new Map());
      expect(overlay?.colours.size ?? 0, kind).toBeGreaterThan(5);
      expect((overlay?.least ?? 0) <= (overlay?.most ?? 0)).toBe(true);
    }
  });
  test("without measured times there is nothing to show of them", () =>
    expect(overlayOf(program.sdfg, sizes, "time", new Map())).toBeUndefined());
});

test("more bytes are wider, within limits", () => {
  expect(widthOf(8)).toBeLessThan(widthOf(8e6));
  expect(widthOf(1e15)).toBeLessThanOrEqual(4.5);
});
