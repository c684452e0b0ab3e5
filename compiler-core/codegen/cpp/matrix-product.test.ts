// Matrix products of many shapes and layouts, compiled: strict ones give the interpreter's bits, which sums in order of k.
import { describe, expect, it } from "vitest";
import { buildCpp } from "../../compiler/index.ts";
import { need } from "../../diagnostics/index.ts";
import type { LoopProgram, Matrix, Parameter } from "../../lowering/index.ts";
import { type NdArray, interpret, viewOf } from "../../runtime/index.ts";
import type { DType } from "../../sdfg/index.ts";
import { type Expr, int, mul, one, symbol, zero } from "../../symbolic/index.ts";
import { buildNative, hasCompiler } from "../../testing/native.ts";
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
  const parameter = (name: string, rows: Expr, columns: Expr, written: boolean): Parameter => ({ name, dtype, shape: [mul(int(2), rows, columns)], scalar: false, read: true, written, result: false });
  const [a, b, c] = layouts;
  return {
    name: "product", symbols: ["M", "N", "K"], buffers: {}, locals: {}, exceptions: [],
    parameters: [parameter("a", m, k, false), parameter("b", k, n, false), parameter("c", m, n, true)],
    body: [{ kind: "matmul", dtype, a: matrix("a", m, k, a), b: matrix("b", k, n, b), c: matrix("c", m, n, c), m, n, k, threads: true }],
  };
}

function filled(dtype: DType, count: number, seed: number): NdArray {
  const data = viewOf(dtype, new ArrayBuffer(count * (dtype === "float32" ? 4 : dtype === "float64" ? 8 : dtype === "complex128" ? 16 : 8)), 0, count) as Float64Array;
  for (let i = 0; i < data.length; i++) data[i] = Math.sin(i * 12.9898 + seed) * 3;
  return { dtype, shape: [count], data };
}

const shapes = [[1, 1, 1], [3, 5, 7], [1, 300, 200], [300, 1, 211], [8, 129, 63], [67, 45, 301], [97, 2065, 5], [130, 70, 260], [5, 0, 3], [4, 3, 0]] as const;
const cases: readonly (readonly [DType, readonly [Layout, Layout, Layout]])[] = [
  ["float64", ["rows", "rows", "rows"]], ["float32", ["rows", "rows", "rows"]], ["float64", ["columns", "columns", "columns"]],
  ["float64", ["sparse", "sparse", "sparse"]], ["complex128", ["rows", "columns", "rows"]],
];

describe.skipIf(!hasCompiler)("matrix products by g++", () => {
  it.each(cases)("%s, %s", (dtype, layouts) => {
    const loops = program(dtype, layouts);
    const native = buildNative(buildCpp(loops), "strict");
    const relaxed = buildNative(buildCpp(loops), "relaxed");
    for (const [rows, columns, depth] of shapes) {
      const sizes = { M: rows, N: columns, K: depth };
      const inputs = { a: filled(dtype, 2 * rows * depth, 1), b: filled(dtype, 2 * depth * columns, 2), c: filled(dtype, 2 * rows * columns, 3) };
      const expected = interpret(loops, inputs, sizes, { now });
      if (expected.kind !== "finished") throw new Error("raised");
      const wanted = need(expected.outputs["c"], "c").data as Float64Array;
      for (const threads of [1, 2]) {
        const strict = native.run(inputs, sizes, threads);
        expect({ sizes, c: strict.kind === "finished" && strict.outputs["c"]?.data }).toEqual({ sizes, c: wanted });
        const loose = relaxed.run(inputs, sizes, threads);
        const got = loose.kind === "finished" ? (need(loose.outputs["c"], "c").data as Float64Array) : [];
        const limit = dtype === "float32" ? 1e-3 : 1e-11;
        expect(wanted.every((x, i) => Math.abs(x - (got[i] as number)) <= limit)).toBe(true);
      }
    }
    native.remove();
    relaxed.remove();
  });
});
