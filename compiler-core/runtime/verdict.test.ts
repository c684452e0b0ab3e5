import { expect, it } from "vitest";
import type { DType } from "../sdfg/index.ts";
import { allocate, type NdArray, setNumber } from "./nd-array.ts";
import { judge, type OracleFacts } from "./verdict.ts";

function array(dtype: DType, ...values: number[]): NdArray {
  const made = allocate(dtype, [values.length]);
  for (const [i, value] of values.entries()) setNumber(made.data, i, value);
  return made;
}

const doubles = (...values: number[]) => array("float64", ...values);
const judged = (actual: NdArray, expected: NdArray, oracle?: OracleFacts) =>
  judge({ x: actual }, { x: expected }, oracle);

it.each<[string, NdArray, NdArray, string]>([
  ["equal numbers", doubles(1, 2), doubles(1, 2), "right"],
  ["a difference within the tolerance of the largest", doubles(1000, 1e-7), doubles(1000, 0), "right"],
  ["a difference beyond it", doubles(1000, 1e-5), doubles(1000, 0), "wrong"],
  ["float32 is given more room", array("float32", 1000, 1e-3), array("float32", 1000, 0), "right"],
  ["NaN in the same place", doubles(Number.NaN, 1), doubles(Number.NaN, 1), "right"],
  ["NaN for a number", doubles(Number.NaN, 1), doubles(0, 1), "wrong"],
  ["infinity of the other sign", doubles(Number.POSITIVE_INFINITY), doubles(Number.NEGATIVE_INFINITY), "wrong"],
  ["another type", array("float32", 1), doubles(1), "wrong"],
  ["another shape", doubles(1), doubles(1, 1), "wrong"],
  ["an integer off by one", array("int64", 5), array("int64", 6), "wrong"],
  ["a bool", array("bool", 1), array("bool", 0), "wrong"],
])("%s", (_what, actual, expected, verdict) => expect(judged(actual, expected).kind).toBe(verdict));

it("names the element that is most off", () => {
  const verdict = judge(
    { x: { ...doubles(0, 0, 0, 9, 0, 1), shape: [2, 3] } },
    { x: { ...doubles(0, 0, 0, 0, 0, 0), shape: [2, 3] } },
  );
  expect(verdict).toMatchObject({ kind: "wrong", reason: expect.stringMatching(/^x\[1, 0\] is 9, and should be 0/) });
});

it("excuses what moving the inputs by one ulp does to NumPy as well, and says so", () => {
  const [expected, nudged] = [doubles(1, 2, 3, 4), doubles(1, 2, 3.001, 4)];
  expect(judged(doubles(1, 2.002, 3, 4), expected, { nudged: { x: nudged } })).toMatchObject({
    kind: "right",
    rule: expect.stringContaining("one ulp"),
  });
  expect(judged(doubles(1, 2.02, 3, 4), expected, { nudged: { x: nudged } })).toMatchObject({ kind: "wrong" });
  const many = Array<number>(40).fill(1);
  const one = doubles(...many.map((v, i) => (i === 0 ? v + 0.001 : v)));
  expect(judged(doubles(...many.map((v) => v + 0.001)), doubles(...many), { nudged: { x: one } })).toMatchObject({
    kind: "wrong",
  });
});

it("never excuses integers or misplaced NaN by a nudge", () => {
  expect(judged(array("int64", 1), array("int64", 2), { nudged: { x: array("int64", 7) } })).toMatchObject({
    kind: "wrong",
  });
  expect(judged(doubles(Number.NaN), doubles(2), { nudged: { x: doubles(9) } })).toMatchObject({ kind: "wrong" });
});

it("leaves open what a Python with 32-bit integers can't tell", () => {
  expect(judged(array("int64", 1), array("int32", 1), { bits: 32 })).toMatchObject({
    kind: "inconclusive",
    reason: expect.stringContaining("64-bit Python"),
  });
  expect(judged(array("int64", 2 ** 40), array("int64", 0), { bits: 32 })).toMatchObject({ kind: "inconclusive" });
  expect(judged(array("int64", 1), array("int32", 1), { bits: 64 })).toMatchObject({ kind: "wrong" });
  expect(judged(doubles(1), doubles(2), { bits: 32 })).toMatchObject({ kind: "wrong" });
});
