// Where only the run tells that Python would give what we can't, every engine stops with the reason instead of a wrong number:
// ints have no end in Python, and a number's type may depend on the path.
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
  type: [
    "n = 0",
    "for k in range(3):",
    "    n = n + k",
    "s = 0",
    "for k in range(n - 3):",
    "    s = s + 0.5",
    "return s",
  ],
  "type of a power": ["n = 0", "for k in range(3):", "    n = n + k", "return 2 ** (2 - n)"],
  conversion: ["s = 1.0", "for k in range(70):", "    s = s * 2.0", "return int(s)"],
};

describe.each(Object.entries(programs))("%s", (subject, body) => {
  const text = ["def kernel():", ...body.map((line) => `    ${line}`), "", "def initialize():", "    return ()", ""];
  const { value } = compileText(text.join("\n"), { now });
  const program = lowerProgram(need(value, "a program").program.sdfg);
  const stopped = { kind: "raised", exception: subject.startsWith("type") ? "TypeError" : "OverflowError" };

  it("stops on the interpreter", () => {
    expect(interpret(program, {}, {}, { now })).toMatchObject(stopped);
  });

  it("stops on WebAssembly", async () => {
    expect(await runWasm(await loadWasm(buildWasm(program, {})), {}, { now })).toMatchObject(stopped);
  });
});
