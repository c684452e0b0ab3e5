// Parallel loops by g++: the first check in iteration order wins, reductions and joining stores lose nothing, locals are
// each iteration's own.
import { describe, expect, it } from "vitest";
import { buildCpp } from "../../compiler/index.ts";
import { need, noSpan } from "../../diagnostics/index.ts";
import { indexValue, type LoopProgram, type Statement, type Value } from "../../lowering/index.ts";
import { interpret, type NdArray } from "../../runtime/index.ts";
import type { DType, WriteConflict } from "../../sdfg/index.ts";
import { type Expr, int, symbol, zero } from "../../symbolic/index.ts";
import { hasCompiler, withNative } from "../../testing/native.ts";
import { now } from "../../testing/programs.ts";

const size = 10_007;
const n = symbol("N");
const at = (expr: Expr): Value => indexValue(expr);
const load = (memory: string, type: DType, expr: Expr): Value => ({ kind: "load", type, memory, at: at(expr) });
const local = (name: string, type: DType): Value => ({ kind: "local", type, name });

function program(part: Partial<LoopProgram> & Pick<LoopProgram, "body">): LoopProgram {
  const array = (name: string, dtype: DType, shape: readonly Expr[], written: boolean) => ({
    name,
    dtype,
    shape,
    scalar: false,
    read: true,
    written,
    result: false,
  });
  return {
    name: "parallel",
    symbols: ["N"],
    buffers: {},
    locals: {},
    exceptions: [],
    parameters: [array("x", "float64", [n], false), array("out", "float64", [int(4)], true)],
    ...part,
  };
}

const parallel = (body: readonly Statement[], more: Partial<Statement & { kind: "for" }> = {}): Statement => ({
  kind: "for",
  variable: "i",
  begin: zero,
  end: n,
  step: 1,
  schedule: "parallel",
  body,
  ...more,
});

const data = Float64Array.from({ length: size }, (_, i) => ((i * 7919) % 1013) / 8 - 60);
const inputs: Record<string, NdArray> = {
  x: { dtype: "float64", shape: [size], data },
  out: { dtype: "float64", shape: [4], data: Float64Array.of(1, 1, 1, 1) },
};

function runBoth(loops: LoopProgram, mode: "strict" | "relaxed", flags: readonly string[] = []) {
  const expected = interpret(loops, inputs, { N: size }, { now });
  const actual = withNative(buildCpp(loops), mode, (native) => native.run(inputs, { N: size }, 4), flags);
  return { expected, actual };
}

const i = symbol("i");

describe.skipIf(!hasCompiler)("parallel loops by g++", () => {
  it("raises what the first iteration raises", () => {
    const below = (limit: number): Value => ({
      kind: "compare",
      type: "bool",
      operator: "<",
      left: load("x", "float64", i),
      right: { kind: "constant", type: "float64", value: limit },
    });
    const exception = (message: string) => ({ exception: "ValueError", message, span: noSpan });
    // The second check fails in many iterations, the first in others; the innermost loop must be left as well.
    const inner: Statement = {
      kind: "for",
      variable: "j",
      begin: zero,
      end: int(3),
      step: 1,
      schedule: "sequential",
      body: [{ kind: "check", condition: below(66), exception: 1 }],
    };
    const loops = program({
      exceptions: [exception("large"), exception("larger")],
      buffers: { own: { dtype: "float64", size: int(8) } },
      body: [
        parallel([
          { kind: "alloc", buffer: "own" },
          { kind: "check", condition: below(66.4), exception: 0 },
          inner,
          { kind: "free", buffer: "own" },
        ]),
      ],
    });
    // A leak would end the program with another status.
    const { expected, actual } = runBoth(loops, "strict", ["-fsanitize=address"]);
    expect(expected.kind).toBe("raised");
    expect(actual).toEqual(expected);
  });

  it("keeps its names apart from the program's", () => {
    const [x, out] = program({ body: [] }).parameters;
    const names = { symbol: "status", x: "end", out: "np_run" };
    const loops = program({
      name: "fail",
      symbols: [names.symbol],
      buffers: { own: { dtype: "float64", size: int(1) } },
      locals: { own_memory: "float64" },
      parameters: [
        { ...need(x, "x"), name: names.x, shape: [symbol(names.symbol)] },
        { ...need(out, "out"), name: names.out },
      ],
      body: [
        { kind: "alloc", buffer: "own" },
        { kind: "assign", local: "own_memory", value: load(names.x, "float64", zero) },
        { kind: "store", memory: "own", dtype: "float64", at: at(zero), value: local("own_memory", "float64") },
        { kind: "store", memory: names.out, dtype: "float64", at: at(zero), value: load("own", "float64", zero) },
        { kind: "free", buffer: "own" },
      ],
    });
    const given = { end: need(inputs["x"], "x"), np_run: need(inputs["out"], "out") };
    const result = withNative(buildCpp(loops), "strict", (native) => native.run(given, { status: size }, 1));
    expect(result.kind === "finished" && [...(result.outputs["np_run"]?.data ?? [])]).toEqual([data[0], 1, 1, 1]);
  });

  it.each(["sum", "min", "max"] as const)("reduces by %s", (operator) => {
    const r = local("r", "float64");
    const value: Value =
      operator === "sum"
        ? { kind: "binary", type: "float64", operator: "+", left: r, right: load("x", "float64", i) }
        : { kind: "call", type: "float64", fn: `${operator}imum`, args: [r, load("x", "float64", i)] };
    const loops = program({
      locals: { r: "float64" },
      body: [
        { kind: "assign", local: "r", value: load("out", "float64", zero) },
        parallel([{ kind: "assign", local: "r", value }], { reductions: [{ local: "r", operator }] }),
        { kind: "store", memory: "out", dtype: "float64", at: at(zero), value: r },
      ],
    });
    // Multiples of 1/8: every order of summation gives the same.
    for (const mode of ["strict", "relaxed"] as const) {
      const { expected, actual } = runBoth(loops, mode);
      expect(actual.kind === "finished" && actual.outputs["out"]?.data).toEqual(
        expected.kind === "finished" && expected.outputs["out"]?.data,
      );
    }
  });

  it.each(["sum", "min", "max"] as const)("joins stores of several threads by %s", (wcr: WriteConflict) => {
    const loops = program({
      body: [
        parallel([
          { kind: "store", memory: "out", dtype: "float64", at: at(int(2)), value: load("x", "float64", i), wcr },
        ]),
      ],
    });
    const { expected, actual } = runBoth(loops, "relaxed");
    expect(actual.kind === "finished" && actual.outputs["out"]?.data).toEqual(
      expected.kind === "finished" && expected.outputs["out"]?.data,
    );
  });

  it("gives each iteration locals of its own", () => {
    const t = local("t", "float64");
    const twice: Value = {
      kind: "binary",
      type: "float64",
      operator: "*",
      left: t,
      right: { kind: "constant", type: "float64", value: 2 },
    };
    const loops = program({
      locals: { t: "float64" },
      body: [
        parallel([
          {
            kind: "if",
            condition: {
              kind: "compare",
              type: "bool",
              operator: "<",
              left: load("x", "float64", i),
              right: { kind: "constant", type: "float64", value: 0 },
            },
            then: [
              {
                kind: "assign",
                local: "t",
                value: { kind: "unary", type: "float64", operator: "-", operand: load("x", "float64", i) },
              },
            ],
            otherwise: [{ kind: "assign", local: "t", value: load("x", "float64", i) }],
          },
          { kind: "assign", local: "t", value: twice },
          { kind: "store", memory: "out", dtype: "float64", at: at(int(1)), value: t, wcr: "sum" },
        ]),
      ],
    });
    const { expected, actual } = runBoth(loops, "relaxed");
    expect(actual.kind === "finished" && actual.outputs["out"]?.data).toEqual(
      expected.kind === "finished" && expected.outputs["out"]?.data,
    );
    expect(buildCpp(loops).kernel).toContain("for (int64_t i = 0; i < N; ++i) {\n        double t = 0;");
  });
});
