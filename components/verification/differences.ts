// Where a result differs: how many elements, which is the first, and a small picture of the places. Pure; it runs beside
// the engine, so that only the picture travels.
import { type FoundElement, foundElement, isOff, type NdArray } from "@datawright/compiler-core/runtime";
import { kindOf } from "@datawright/compiler-core/sdfg";

export interface Difference {
  readonly name: string;
  readonly count: number;
  readonly total: number;
  readonly first: FoundElement;
  /** The share that differs, over the first index (down) and the second (to the right); over the only one to the right. */
  readonly cells: readonly (readonly number[])[];
}

/** The picture has at most so many rows and columns; a cell then stands for several indices. */
const [mostRows, mostColumns] = [32, 64];

/** Nothing where no element by itself is off: the type or the shape is another one, or it is missing. */
export function differenceOf(name: string, actual: NdArray | undefined, expected: NdArray): Difference | undefined {
  if (actual?.dtype !== expected.dtype || actual.shape.join() !== expected.shape.join()) return undefined;
  const { shape } = expected;
  const [rows, columns] = shape.length < 2 ? [1, shape[0] ?? 1] : [shape[0] ?? 1, shape[1] ?? 1];
  const parts = kindOf(expected.dtype) === "complex" ? 2 : 1;
  const total = expected.data.length / parts;
  const each = Math.max(1, total / (rows * columns));
  const [height, width] = [Math.min(rows, mostRows), Math.min(columns, mostColumns)];
  const seen = Array.from({ length: height }, () => ({
    off: Array<number>(width).fill(0),
    of: Array<number>(width).fill(0),
  }));
  const off = isOff(actual, expected);
  let [count, first] = [0, -1];
  for (let element = 0; element < total; element++) {
    const isWrong = off(element * parts) || (parts === 2 && off(element * parts + 1));
    const at = Math.floor(element / each);
    const row = seen[Math.floor((Math.floor(at / columns) * height) / rows)];
    const column = Math.floor(((at % columns) * width) / columns);
    if (row !== undefined) row.of[column] = (row.of[column] ?? 0) + 1;
    if (!isWrong) continue;
    if (row !== undefined) row.off[column] = (row.off[column] ?? 0) + 1;
    if (first < 0) first = element;
    count++;
  }
  if (first < 0) return undefined;
  const part = off(first * parts) ? first * parts : first * parts + 1;
  return {
    name,
    count,
    total,
    first: foundElement(part, actual, expected, parts),
    cells: seen.map((row) => row.off.map((number, i) => number / Math.max(1, row.of[i] ?? 1))),
  };
}
