// Python's ints have no end: where one outgrows 64 bits, every engine stops with the reason instead of a wrong number.
import { describe, expect, it } from "vitest";
import { buildWasm, compileText, lowerProgram } from "../compiler/index.ts";
import { need } from "../diagnostics/index.ts";
import { now } from "../testing/programs.ts";
import { interpret } from "./interpreter.ts";
import { loadWasm, runWasm } from "./wasm-host.ts";

const programs: Readonly<Record<string, readonly string[]>> = {
  product: ["s = 1", "for k in range(70):", "    s = s * 2", "return s"],
  sum: ["s = 2 ** 50", "for k in range(20):", "    s = s + s", "return s"],
  difference: ["s = -(2 ** 50)", "for k in range(20):", "    s = s - 2 ** 51", "    s = s + s", "return s"],
  power: ["s = 1", "for k in range(5):", "    s = s * 7", "return s ** 5"],
  shift: ["s = 1", "for k in range(5):", "    s = s << 15", "return s"],
  conversion: ["s = 1.0", "for k in range(70):", "    s = s * 2.0", "return int(s)"],
};

describe.each(Object.entries(programs))("a %s that outgrows 64 bits", (_, body) => {
  const text = ["def kernel():", ...body.map((line) => `    ${line}`), "", "def initialize():", "    return ()", ""];
  const { value } = compileText(text.join("\n"), { now });
  const program = lowerProgram(need(value, "a program").program.sdfg);
  const stopped = { kind: "raised", exception: "OverflowError" };

  it("stops on the interpreter", () => {
    expect(interpret(program, {}, {}, { now })).toMatchObject(stopped);
  });

  it("stops on WebAssembly", async () => {
    expect(await runWasm(await loadWasm(buildWasm(program, {})), {}, { now })).toMatchObject(stopped);
  });
});
