// The printed kernels of small programs, with the Python they came from; `vitest -u` rewrites them.
import { expect, it } from "vitest";
import { buildCpp, lowerProgram } from "../../compiler/index.ts";
import { need } from "../../diagnostics/index.ts";
import type { Value } from "../../lowering/index.ts";
import { elementwise } from "../../testing/elementwise.ts";
import { compiled, textOf } from "../../testing/programs.ts";
import { commented } from "./statements.ts";

it.each(["raising", "select_positive", "swapping"])("%s", async (name) => {
  const lines = textOf(name).split("\n");
  const shown = lines
    .slice(
      0,
      lines.findIndex((line) => line.startsWith("def initialize")),
    )
    .map((line) => `// ${line}`.trimEnd());
  const { kernel } = buildCpp(lowerProgram(compiled(name).sdfg), lines);
  await expect(`${shown.join("\n")}\n\n${kernel}`).toMatchFileSnapshot(`golden/${name}.cpp`);
});

it("a parallel loop with a function of its own", async () => {
  const exp = (x?: Value): Value => ({ kind: "call", type: "float32", fn: "exp", args: [need(x, "operand")] });
  const program = elementwise(["float32"], "float32", exp);
  const body = program.body.map((s) => (s.kind === "for" ? { ...s, schedule: "parallel" as const } : s));
  await expect(buildCpp({ ...program, body }).kernel).toMatchFileSnapshot("golden/exp.cpp");
});

it("keeps foreign text inside its comment", () => {
  expect(commented("  x = a + \\")).toBe("x = a +");
  expect(commented("a\r\nint main() {} \\ \t")).toBe("a  int main() {}");
  expect(commented("what ??/")).toBe("what ?? /");
});
