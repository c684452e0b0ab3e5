import { compileText } from "@datawright/compiler-core/compiler";
import { describe, expect, test } from "vitest";
import { gallery } from "@/components/documents/gallery.gen";
import { elementsAt, linesOf, sourceLinks } from "./source-links";

const text = gallery.find((program) => program.name === "hdiff")?.text ?? "";
const sdfg = compileText(text, { now: () => 0 }).value?.program.sdfg;

describe("lines and elements", () => {
  test("hdiff compiles", () => expect(sdfg).toBeDefined());
  test("every element selected at a line came from that line", () => {
    if (sdfg === undefined) return;
    let seen = 0;
    for (const [i] of text.split("\n").entries()) {
      for (const element of elementsAt(sdfg, i + 1)) {
        const lines = linesOf(sdfg, element);
        expect(lines && lines[0] <= i + 1 && i + 1 <= lines[1]).toBe(true);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(10);
  });
  test("a line with a computation selects a map or a tasklet first", () => {
    if (sdfg === undefined) return;
    const line = text.split("\n").findIndex((row) => row.includes("lap = ")) + 1;
    const [first] = elementsAt(sdfg, line);
    expect(["map-entry", "tasklet"]).toContain(sourceLinks(sdfg).find((link) => link.element === first)?.kind);
  });
});
