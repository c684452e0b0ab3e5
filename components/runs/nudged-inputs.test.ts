import { allocate, type NdArray } from "@datawright/compiler-core/runtime";
import { expect, it } from "vitest";
import { nudgedInputs } from "./nudged-inputs";

const doubles = (...values: number[]): NdArray => ({
  dtype: "float64",
  shape: [values.length],
  data: Float64Array.from(values),
});
const after = (array: NdArray) => [...(nudgedInputs({ x: array })["x"]?.data ?? [])].map(Number);

it("moves each float by one ulp, and is the same every time", () => {
  const ones = doubles(...Array<number>(64).fill(1), ...Array<number>(64).fill(-1));
  const moved = after(ones);
  expect(new Set(moved.slice(0, 64))).toEqual(new Set([1 + Number.EPSILON, 1 - Number.EPSILON / 2]));
  expect(new Set(moved.slice(64))).toEqual(new Set([-1 - Number.EPSILON, -1 + Number.EPSILON / 2]));
  expect(after(ones)).toEqual(moved);
  expect([...ones.data].every((value) => Math.abs(Number(value)) === 1)).toBe(true);
});

it("knows the ends: zero moves away, the largest inwards, and what is no number stays", () => {
  const [zero, largest, infinite, none] = after(doubles(0, Number.MAX_VALUE, Number.NEGATIVE_INFINITY, Number.NaN));
  expect(zero).toBe(Number.MIN_VALUE);
  expect(largest).toBeLessThan(Number.MAX_VALUE);
  expect(largest).toBeGreaterThan(Number.MAX_VALUE * 0.999);
  expect([infinite, none]).toEqual([Number.NEGATIVE_INFINITY, Number.NaN]);
});

it("moves float32 in its own ulps, complex numbers in both parts, and nothing else", () => {
  const single = { dtype: "float32" as const, shape: [1], data: Float32Array.of(1) };
  expect([1 + 2 ** -23, 1 - 2 ** -24]).toContain(after(single)[0]);
  const complex = { dtype: "complex128" as const, shape: [1], data: Float64Array.of(1, 2) };
  expect(after(complex).every((part, i) => part !== [1, 2][i])).toBe(true);
  expect(after(allocate("int64", [3]))).toEqual([0, 0, 0]);
});
