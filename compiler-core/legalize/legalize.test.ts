// What no table of elements shows: whole programs with complex locals, arguments, conditions and reductions; and what a
// legal program may still contain.
import { describe, expect, it } from "vitest";
import { cppCapabilities } from "../codegen/cpp/index.ts";
import { wasmCapabilities } from "../codegen/wasm/index.ts";
import { buildWasm, lowerProgram } from "../compiler/index.ts";
import {
  indexValue,
  type LoopProgram,
  printLoopProgram,
  type Statement,
  type Value,
  valuesOf,
  walkStatements,
  walkValues,
} from "../lowering/index.ts";
import { interpret, loadWasm, type NdArray, type RunResult, runWasm } from "../runtime/index.ts";
import { type DType, isComplex } from "../sdfg/index.ts";
import { type Expr, int, symbol, zero } from "../symbolic/index.ts";
import { compiled, now, programNames, referenceOf } from "../testing/programs.ts";
import type { Capabilities } from "./capabilities.ts";
import { legalize } from "./legalize.ts";

const n = symbol("N");
const i = symbol("i");
const z: Value = { kind: "local", type: "complex128", name: "z" };
const load = (memory: string, at: Expr, type: DType = "complex128"): Value => ({
  kind: "load",
  type,
  memory,
  at: indexValue(at),
});
const binary = (operator: "+" | "*" | "/", left: Value, right: Value): Value => ({
  kind: "binary",
  type: "complex128",
  operator,
  left,
  right,
});
const abs = (x: Value): Value => ({ kind: "call", type: "float64", fn: "abs", args: [x] });
const below = (x: Value, limit: number): Value => ({
  kind: "compare",
  type: "bool",
  operator: "<",
  left: x,
  right: { kind: "constant", type: "float64", value: limit },
});
const set = (value: Value): Statement => ({ kind: "assign", local: "z", value });
const store = (at: Expr, value: Value, wcr?: "sum" | "product"): Statement => ({
  kind: "store",
  memory: "out",
  dtype: "complex128",
  at: indexValue(at),
  value,
  ...(wcr && { wcr }),
});
const loop = (body: readonly Statement[], more: Partial<Statement & { kind: "for" }> = {}): Statement => ({
  kind: "for",
  variable: "i",
  begin: zero,
  end: n,
  step: 1,
  schedule: "sequential",
  body,
  ...more,
});

function program(body: readonly Statement[]): LoopProgram {
  const parameter = (name: string, shape: readonly Expr[], scalar: boolean, written: boolean) => ({
    name,
    dtype: "complex128" as const,
    shape,
    scalar,
    read: true,
    written,
    result: false,
  });
  return {
    name: "numbers",
    symbols: ["N"],
    locals: { z: "complex128" },
    exceptions: [],
    body,
    parameters: [
      parameter("x", [n], false, false),
      parameter("c", [], true, false),
      parameter("out", [n], false, true),
    ],
    buffers: { hold: { dtype: "complex128", size: n } },
  };
}

const count = 6;
const numbers = (seed: number, length = count): NdArray => ({
  dtype: "complex128",
  shape: length === 1 ? [] : [length],
  data: Float64Array.from({ length: 2 * length }, (_, k) => Math.sin(k * 1.7 + seed)),
});
const inputs = { x: numbers(1), c: numbers(2, 1), out: numbers(3) };
const given = { kind: "local", type: "complex128", name: "c" } as const;

const outOf = (result: RunResult) =>
  result.kind === "finished" ? Array.from(result.outputs["out"]?.data as Float64Array) : result;

async function check(body: readonly Statement[]): Promise<void> {
  const plain = program(body);
  const expected = outOf(interpret(plain, inputs, { N: count }, { now }));
  for (const capabilities of [wasmCapabilities, cppCapabilities])
    expect(outOf(interpret(legalize(plain, capabilities), inputs, { N: count }, { now }))).toEqual(expected);
  expect(outOf(runWasm(await loadWasm(buildWasm(plain, { N: count })), inputs, { now }))).toEqual(expected);
}

describe("complex numbers become pairs", () => {
  it("of a local that its own new value depends on", () =>
    check([loop([set(load("x", i)), set(binary("+", binary("*", z, z), given)), store(i, z)])]));
  it("of a store that reads the element it replaces", () =>
    check([loop([store(i, binary("*", load("out", i), load("out", i)))])]));
  it("in nested products and quotients", () =>
    check([
      loop([
        store(
          i,
          binary("/", binary("*", binary("*", load("x", i), given), load("x", i)), binary("+", load("out", i), given)),
        ),
      ]),
    ]));
  it("in what a choice leaves unevaluated", () =>
    check([
      loop([
        store(i, {
          kind: "select",
          type: "complex128",
          condition: below(abs(load("x", i)), 0.8),
          then: binary("*", load("x", i), given),
          otherwise: load("x", zero),
        }),
      ]),
    ]));
  it("in the condition of a while loop", () =>
    check([
      set(given),
      {
        kind: "while",
        condition: below(abs(z), 50),
        body: [set(binary("+", binary("*", z, z), given)), set(binary("+", z, given))],
      },
      store(zero, z),
    ]));
  it("in local memory", () =>
    check([
      { kind: "alloc", buffer: "hold" },
      loop([{ kind: "store", memory: "hold", dtype: "complex128", at: indexValue(i), value: load("x", i) }]),
      loop([store(i, load("hold", i))]),
      { kind: "free", buffer: "hold" },
    ]));
  it("in stores that join", () =>
    check([loop([store(zero, load("x", i), "sum"), store(int(1), load("x", i), "product")])]));
  it("in sums of a loop", () =>
    check([
      set(given),
      loop([set(binary("+", z, load("x", i)))], { reductions: [{ local: "z", operator: "sum" }] }),
      store(zero, z),
    ]));
});

describe("matrix products", () => {
  it.each(["complex128", "float64"] as const)("%s: a row times a column sums in order", (dtype) => {
    const matrix = (memory: string) => ({ memory, offset: zero, rowStride: int(1), columnStride: int(1) });
    const plain = program([
      {
        kind: "matmul",
        dtype,
        a: matrix("x"),
        b: matrix("x"),
        c: matrix("out"),
        m: int(1),
        n: int(1),
        k: n,
        threads: false,
      },
    ]);
    const legal = legalize(plain, wasmCapabilities);
    expect(printLoopProgram(legal)).not.toContain("matmul");
    if (dtype === "complex128")
      expect(outOf(interpret(legal, inputs, { N: count }, { now }))).toEqual(
        outOf(interpret(plain, inputs, { N: count }, { now })),
      );
  });
});

describe("stores that join where iterations run at once", () => {
  const parallel = program([loop([store(zero, load("x", i), "sum")], { schedule: "parallel" })]);
  it("stay for a target with atomic stores", () =>
    expect(schedules(legalize(parallel, cppCapabilities))).toEqual(["parallel"]));
  it("run in order for others", () => expect(schedules(legalize(parallel, wasmCapabilities))).toEqual(["sequential"]));
});

const schedules = (legal: LoopProgram) =>
  walkStatements(legal.body).flatMap((s) => (s.kind === "for" ? [s.schedule] : []));

describe.each([
  ["wasm", wasmCapabilities],
  ["cpp", cppCapabilities],
] as const)("a program made legal for %s", (_, capabilities: Capabilities) => {
  it.each(programNames)("%s has neither complex numbers nor functions that the target lacks", (name) => {
    const legal = legalize(lowerProgram(compiled(name).sdfg), capabilities);
    let seen = 0;
    const visit = (value: Value) => {
      for (const v of walkValues(value)) {
        seen++;
        expect(v.type !== "index" && isComplex(v.type)).toBe(false);
        if (v.kind === "call") expect([...capabilities.functions]).toContain(v.fn);
        if (v.kind === "apply") expect(Object.keys(legal.functions ?? {})).toContain(v.name);
      }
    };
    for (const s of walkStatements(legal.body)) for (const value of valuesOf(s)) visit(value);
    for (const f of Object.values(legal.functions ?? {}))
      for (const value of [...f.lets.map((x) => x.value), f.result]) visit(value);
    expect(seen).toBeGreaterThan(0);
  });

  it.each(programNames)("%s runs in the interpreter as before", (name) => {
    const { sizes, inputs: given } = referenceOf(name);
    const plain = lowerProgram(compiled(name).sdfg);
    const [expected, actual] = [
      interpret(plain, given, sizes, { now }),
      interpret(legalize(plain, capabilities), given, sizes, { now }),
    ];
    // Only exponentials differ from JavaScript's, by an ulp.
    if (expected.kind === "finished" && actual.kind === "finished" && !["softmax", "mlp", "mandelbrot"].includes(name))
      expect(actual.outputs).toMatchObject(expected.outputs);
    else expect(actual.kind).toBe(expected.kind);
  });
});
