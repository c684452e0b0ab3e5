// The C++ of all programs on three threads under ThreadSanitizer, with threads that it can see (testing/thread-team.cpp).
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { auto } from "../../autotune/index.ts";
import { buildCpp, lowerProgram } from "../../compiler/index.ts";
import type { LoopProgram, Matrix } from "../../lowering/index.ts";
import { type Inputs, judge, type RunResult } from "../../runtime/index.ts";
import { int, one, symbol, zero } from "../../symbolic/index.ts";
import { assign, binary, load, local, loop, num, programOf, randomArray, store } from "../../testing/loop-programs.ts";
import { hasCompiler, withNative } from "../../testing/native.ts";
import { compiledText, programNames, referenceOf, textOf } from "../../testing/programs.ts";

const team = fileURLToPath(new URL("../../testing/thread-team.cpp", import.meta.url));

/** The result, or what the sanitizer said. */
function runSanitized(
  program: LoopProgram,
  inputs: Inputs,
  sizes: Readonly<Record<string, number>>,
): RunResult | string {
  try {
    return withNative(buildCpp(program), "relaxed", (native) => native.run(inputs, sizes, 3), [
      "-O1",
      "-g",
      "-fsanitize=thread",
      team,
    ]);
  } catch (error) {
    return String((error as { readonly stderr?: Buffer }).stderr ?? error);
  }
}

/** On some kernels it does not start at all: addresses lie where it does not expect them. */
function sanitizerStarts(): boolean {
  const nothing = runSanitized(programOf([], { a: "float64" }, 1), { a: randomArray("float64", 1, 1) }, {});
  return typeof nothing !== "string" || !nothing.includes("ThreadSanitizer: unexpected memory mapping");
}

function clean(program: LoopProgram, inputs: Inputs, sizes: Readonly<Record<string, number>>): RunResult {
  const result = runSanitized(program, inputs, sizes);
  if (typeof result === "string") throw new Error(result);
  return result;
}

describe.skipIf(!hasCompiler || !sanitizerStarts())("the threads of a program do not get into each other's way", () => {
  it("and would be told if they did", () => {
    // Every iteration adds to the same local, which is nobody's own.
    const sum = local("float64", "sum");
    const body = [
      assign("sum", num("float64", 0)),
      loop("i", 64, [assign("sum", binary("+", sum, load("float64", "a", symbol("i"))))], { schedule: "parallel" }),
      store("a", 0, sum),
    ];
    const program = programOf(body, { a: "float64" }, 64, { locals: { sum: "float64" } });
    const said = runSanitized(program, { a: randomArray("float64", 64, 1) }, {});
    expect(said).toContain("data race");
  });

  it.each(programNames)("%s", (name) => {
    const text = textOf(name);
    const { sizes, inputs, outputs, raised } = referenceOf(name);
    const result = clean(lowerProgram(auto(compiledText(text).sdfg, { text }).sdfg), inputs, sizes);
    if (result.kind === "raised") expect(result.message).toBe(raised?.message);
    else expect(judge(result.outputs, outputs)).toMatchObject({ kind: "right" });
  });

  it.each([
    ["packed", 200, 260, 140],
    ["of few rows", 3, 300, 1300],
    ["of one column", 1500, 700, 1],
  ])("a matrix product %s", (_, m, k, n) => {
    const matrix = (memory: string, columns: number): Matrix => ({
      memory,
      offset: zero,
      rowStride: int(columns),
      columnStride: one,
    });
    const [a, b, c] = [matrix("a", k), matrix("b", n), matrix("c", n)];
    const product = {
      kind: "matmul",
      dtype: "float64",
      a,
      b,
      c,
      m: int(m),
      n: int(n),
      k: int(k),
      threads: true,
    } as const;
    const elements = Math.max(m * k, k * n, m * n);
    const arrays = ["a", "b", "c"].map((name, i) => [name, randomArray("float64", elements, i + 1)] as const);
    const program = programOf([product], { a: "float64", b: "float64", c: "float64" }, elements);
    expect(clean(program, Object.fromEntries(arrays), {}).kind).toBe("finished");
  });
});
