import { allocate, type NdArray, setNumber } from "@datawright/compiler-core/runtime";
import { expect, it } from "vitest";
import { differenceOf } from "./differences";

function filled(shape: readonly number[], wrong: readonly number[] = []): NdArray {
  const array = allocate("float64", shape);
  for (let i = 0; i < array.data.length; i++) setNumber(array.data, i, wrong.includes(i) ? 2 : 1);
  return array;
}

it("counts what differs, names the first, and shows where", () => {
  const found = differenceOf("x", filled([2, 3, 2], [4, 5, 11]), filled([2, 3, 2]));
  expect(found).toEqual({
    name: "x",
    count: 3,
    total: 12,
    first: { index: [0, 2, 0], actual: "2", expected: "1" },
    cells: [
      [0, 0, 1],
      [0, 0, 0.5],
    ],
  });
});

it("a long array is a strip of at most 64 cells, and a number is one", () => {
  const found = differenceOf("x", filled([640], [639]), filled([640]));
  expect(found?.cells.map((row) => row.length)).toEqual([64]);
  expect(found?.cells[0]?.at(-1)).toBe(0.1);
  expect(differenceOf("x", filled([], [0]), filled([]))).toMatchObject({ cells: [[1]], first: { index: [] } });
});

it("looks at both parts of a complex element", () => {
  const complex = (...data: number[]): NdArray => ({ dtype: "complex128", shape: [2], data: Float64Array.from(data) });
  expect(differenceOf("x", complex(1, 2, 3, 5), complex(1, 2, 3, 4))).toMatchObject({
    count: 1,
    total: 2,
    first: { index: [1], actual: "5", expected: "4" },
  });
});

it("has nothing to show where nothing differs by element", () => {
  expect(differenceOf("x", filled([3]), filled([3]))).toBeUndefined();
  expect(differenceOf("x", filled([3]), filled([4]))).toBeUndefined();
  expect(differenceOf("x", undefined, filled([4]))).toBeUndefined();
});
