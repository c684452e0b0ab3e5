// Matrix products of many shapes and layouts, compiled: strict ones give the interpreter's bits, which sums in order of k.
import { describe, expect, it } from "vitest";
import { buildCpp } from "../../compiler/index.ts";
import { need } from "../../diagnostics/index.ts";
import type { LoopProgram, Matrix, Parameter } from "../../lowering/index.ts";
import { interpret, type NdArray, type RunResult, viewOf } from "../../runtime/index.ts";
import type { DType } from "../../sdfg/index.ts";
import { type Expr, int, mul, one, symbol, zero } from "../../symbolic/index.ts";
import { hasCompiler, withNative } from "../../testing/native.ts";
import { now } from "../../testing/programs.ts";

const [m, n, k] = ["M", "N", "K"].map((name) => symbol(name)) as [Expr, Expr, Expr];
type Layout = "rows" | "columns" | "sparse";

/** By rows, by columns, or every second element of rows. */
function matrix(memory: string, rows: Expr, columns: Expr, layout: Layout): Matrix {
  if (layout === "columns") return { memory, offset: zero, rowStride: one, columnStride: rows };
  const step = layout === "sparse" ? int(2) : one;
  return { memory, offset: zero, rowStride: mul(step, columns), columnStride: step };
}

function program(dtype: DType, layouts: readonly [Layout, Layout, Layout]): LoopProgram {
  const parameter = (name: string, rows: Expr, columns: Expr, written: boolean): Parameter => ({
    name,
    dtype,
    shape: [mul(int(2), rows, columns)],
    scalar: false,
    read: true,
    written,
    result: false,
  });
  const [a, b, c] = layouts;
  return {
    name: "product",
    symbols: ["M", "N", "K"],
    buffers: {},
    locals: {},
    exceptions: [],
    parameters: [parameter("a", m, k, false), parameter("b", k, n, false), parameter("c", m, n, true)],
    body: [
      {
        kind: "matmul",
        dtype,
        a: matrix("a", m, k, a),
        b: matrix("b", k, n, b),
        c: matrix("c", m, n, c),
        m,
        n,
        k,
        threads: true,
      },
    ],
  };
}

function filled(dtype: DType, count: number, seed: number): NdArray {
  const data = viewOf(
    dtype,
    new ArrayBuffer(count * (dtype === "float32" ? 4 : dtype === "float64" ? 8 : dtype === "complex128" ? 16 : 8)),
    0,
    count,
  ) as Float64Array;
  for (let i = 0; i < data.length; i++) data[i] = Math.sin(i * 12.9898 + seed) * 3;
  return { dtype, shape: [count], data };
}

const shapes = [
  [1, 300, 70],
  [300, 1, 71],
  [8, 129, 63],
  [17, 2065, 2],
  [20, 20, 260],
  [100, 17, 5],
  [4, 3, 0],
] as const;
const cases: readonly (readonly [DType, readonly [Layout, Layout, Layout]])[] = [
  ["float64", ["rows", "rows", "rows"]],
  ["float32", ["rows", "rows", "rows"]],
  ["float64", ["columns", "columns", "columns"]],
  ["float64", ["sparse", "sparse", "sparse"]],
  ["complex128", ["rows", "columns", "rows"]],
];

type Sizes = Readonly<Record<"M" | "N" | "K", number>>;

const sizesOf = ([rows, columns, depth]: readonly [number, number, number]): Sizes => ({
  M: rows,
  N: columns,
  K: depth,
});

function inputsFor(dtype: DType, { M, N, K }: Sizes): Record<string, NdArray> {
  return { a: filled(dtype, 2 * M * K, 1), b: filled(dtype, 2 * K * N, 2), c: filled(dtype, 2 * M * N, 3) };
}

function resultOf(result: RunResult): Float64Array {
  if (result.kind !== "finished") throw new Error("raised");
  return need(result.outputs["c"], "c").data as Float64Array;
}

describe.skipIf(!hasCompiler)("matrix products by g++", () => {
  it.each(cases)("%s, %s: strict ones have the interpreter's bits", (dtype, layouts) => {
    const loops = program(dtype, layouts);
    withNative(buildCpp(loops), "strict", (native) => {
      for (const sizes of shapes.map(sizesOf)) {
        const inputs = inputsFor(dtype, sizes);
        const wanted = resultOf(interpret(loops, inputs, sizes, { now }));
        expect({ sizes, c: resultOf(native.run(inputs, sizes, sizes.M > 16 ? 2 : 1)) }).toEqual({ sizes, c: wanted });
      }
    });
  });

  it.each(["float64", "float32"] as const)("%s: relaxed ones are near", (dtype) => {
    const loops = program(dtype, ["rows", "rows", "rows"]);
    const limit = dtype === "float32" ? 1e-3 : 1e-11;
    withNative(buildCpp(loops), "relaxed", (native) => {
      for (const sizes of shapes.map(sizesOf)) {
        const inputs = inputsFor(dtype, sizes);
        const wanted = resultOf(interpret(loops, inputs, sizes, { now }));
        const got = resultOf(native.run(inputs, sizes, 2));
        expect(wanted.findIndex((x, i) => !(Math.abs(x - (got[i] as number)) <= limit))).toBe(-1);
      }
    });
  });
});
