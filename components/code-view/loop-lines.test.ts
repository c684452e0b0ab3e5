import { compileText, lowerProgram } from "@datawright/compiler-core/compiler";
import { statesOf } from "@datawright/compiler-core/sdfg";
import { describe, expect, test } from "vitest";
import { gallery } from "@/components/documents/gallery.gen";
import { loopLines } from "./loop-lines";

describe.each(gallery.filter(({ name }) => ["hdiff", "jacobi_2d", "lu", "softmax"].includes(name)))(
  "$name",
  ({ text }) => {
    const sdfg = compileText(text, { now: () => 0 }).value?.program.sdfg;
    const lines = sdfg === undefined ? [] : loopLines(lowerProgram(sdfg));
    test("every map's loop names its map", () => {
      const maps = new Set(
        [...(sdfg ? statesOf(sdfg) : [])].flatMap((state) =>
          Object.values(state.nodes)
            .filter((node) => node.kind === "map-entry")
            .map((node) => node.id),
        ),
      );
      const linked = new Set(
        lines.flatMap((line) =>
          line.text.trimStart().startsWith("for ") && line.element !== undefined ? [line.element] : [],
        ),
      );
      const outer = [...maps].filter((id) => linked.has(id));
      expect(maps.size).toBeGreaterThan(0);
      expect(outer.length).toBeGreaterThan(0);
    });
    test("the first line is the program's head and has no element", () => {
      expect(lines[0]?.text.startsWith("program ")).toBe(true);
      expect(lines[0]?.element).toBeUndefined();
    });
  },
);
