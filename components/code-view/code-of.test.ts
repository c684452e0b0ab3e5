import { compileText } from "@datawright/compiler-core/compiler";
import { describe, expect, test } from "vitest";
import { gallery } from "@/components/documents/gallery.gen";
import { linesOf } from "@/components/selection/source-links";
import { codeOf } from "./code-of";

const text = gallery.find((program) => program.name === "hdiff")?.text ?? "";
const program = compileText(text, { now: () => 0 }).value?.program;

describe("lines of code know where they come from", () => {
  if (program === undefined) throw new Error("hdiff does not compile");
  const { sdfg, presets } = program;
  const sizes = presets["T"] ?? {};
  test.each(["loops", "cpp", "wasm"] as const)("%s", (form) => {
    const { lines } = codeOf(sdfg, sizes, form, text);
    const elements = new Set(lines.flatMap((line) => line.element ?? []));
    expect(elements.size).toBeGreaterThan(form === "cpp" ? 4 : 15);
    for (const element of elements) expect(linesOf(sdfg, element)).toBeDefined();
  });
  test("C++ under a line of Python is of that line", () => {
    const { lines } = codeOf(sdfg, sizes, "cpp", text);
    const at = lines.findIndex((line) => line.text.includes("// 6: lap ="));
    expect(lines[at + 1]).toMatchObject({ line: 6 });
  });
  test("WebAssembly that multiplies stands under a tasklet or its map", () => {
    const { lines } = codeOf(sdfg, sizes, "wasm", text);
    const products = lines.filter((line) => /f64(x2)?\.mul/.test(line.text));
    expect(products.length).toBeGreaterThan(3);
    for (const line of products) expect(line.element).toBeDefined();
  });
});
