// Results whose first extent only the run knows: `return Z[Z > 0]`. Memory is made for the most that there can be, and the
// program leaves in a second result how many rows there are. Nobody outside sees that one.
import { rowsOf } from "../sdfg/index.ts";
import type { NdArray } from "./nd-array.ts";

/** What a run left, with each result as long as the run says. */
export function withoutRows(outputs: Readonly<Record<string, NdArray>>): Record<string, NdArray> {
  const telling = new Set(Object.keys(outputs).map(rowsOf));
  return Object.fromEntries(
    Object.entries(outputs)
      .filter(([name]) => !telling.has(name))
      .map(([name, array]): [string, NdArray] => {
        const rows = outputs[rowsOf(name)]?.data[0];
        return [name, rows === undefined ? array : firstRows(array, Number(rows))];
      }),
  );
}

/** An array's first rows: they lie one behind the other from its beginning on. */
export function firstRows(array: NdArray, rows: number): NdArray {
  const [most = 0, ...behind] = array.shape;
  const each = most === 0 ? 0 : array.data.length / most;
  return { ...array, shape: [rows, ...behind], data: array.data.slice(0, rows * each) };
}
