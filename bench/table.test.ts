import { expect, it } from "vitest";
import { page, quickest, type Row, targets } from "./table.mjs";

const row = {
  name: "hdiff",
  numpy: 0.08,
  numba: 0.1,
  written: 0.09,
  cpp: 0.01,
  pure: 0.01,
  wasm: 0.015,
  pyodide: 0.2,
  besidePyodide: 0.015,
  remarks: [],
};
const claims = (rows: readonly Row[]) => targets(rows).map(({ reached, met }) => `${reached} ${met}`);

it("says what was reached and whether it is what was asked for", () => {
  expect(claims([row])).toEqual([
    "8.00× true",
    "hdiff 8.00× true",
    "0.67× true",
    "hdiff 13.3×, 1 programs true",
    "hdiff 9.00× true",
  ]);
  expect(claims([{ ...row, cpp: 0.1, wasm: 0.3, besidePyodide: 0.3, written: 0.05 }])).toEqual([
    "0.80× false",
    "hdiff 0.80× false",
    "0.03× false",
    "hdiff 0.67×, 1 programs false",
    "hdiff 0.50× false",
  ]);
});

it("compares loops with Numba, and with NumPy where Numba refuses", () => {
  expect(claims([{ ...row, name: "lu", cpp: 0.2 }])[0]).toBe("lu 0.50× false");
  expect(claims([{ ...row, name: "lu", numba: undefined }])[0]).toBe("8.00× false");
});

it("takes each engine's quickest round, and none where one failed", () =>
  expect(
    quickest([
      { cpp: 3, wasm: 5, numba: undefined },
      { cpp: 4, wasm: 2, numba: 1 },
    ]),
  ).toEqual({ cpp: 3, wasm: 2 }));

it("leaves a dash where a figure is missing", () => {
  const versions = { python: "3.11", numpy: "2.0" };
  const text = page([{ ...row, wasm: undefined, besidePyodide: undefined }], {
    preset: "M",
    threads: 2,
    rounds: 2,
    machine: "a machine",
    versions,
  });
  expect(text).toContain("| hdiff | 80.0 | 8.00× | – | 0.89× | 0.80× | – | – |  |");
});
