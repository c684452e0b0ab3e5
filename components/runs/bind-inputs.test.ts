import { compileText } from "@datawright/compiler-core/compiler";
import { allocate, type Inputs, scalarArray } from "@datawright/compiler-core/runtime";
import { describe, expect, test } from "vitest";
import { bindInputs } from "./bind-inputs";
import { madeInputs } from "./made-inputs";

const text = `import numpy as np
def smooth(A, B, steps, w):
    for t in range(steps):
        B[1:-1] = w * (A[:-4] + A[4:])
def initialize(N, T):
    return np.zeros(N + 4), np.zeros(N + 2), T, 0.5
`;
const program = compileText(text, { now: () => 0 }).value?.program;
const fitting: Inputs = {
  A: allocate("float64", [14]),
  B: allocate("float64", [12]),
  steps: scalarArray("int64", 3),
  w: scalarArray("float64", 0.25),
};

describe("inputs of a file", () => {
  if (program === undefined) throw new Error("the program does not compile");
  const reasonOf = (change: Inputs) => {
    const bound = bindInputs(program, { ...fitting, ...change });
    return bound.kind === "refusal" ? bound.reason : "";
  };
  test("tell the sizes, through an offset and by value", () =>
    expect(bindInputs(program, fitting)).toEqual({ kind: "bound", sizes: { N: 10, T: 3 } }));
  test("of another type are refused", () =>
    expect(reasonOf({ A: allocate("float32", [14]) })).toMatch(/`A` is float32 of shape \(14\).* float64 of shape/));
  test("of other dimensions are refused", () =>
    expect(reasonOf({ A: allocate("float64", [14, 1]) })).toMatch(/`A` is float64 of shape \(14, 1\)/));
  test("that contradict each other are refused", () =>
    expect(reasonOf({ B: allocate("float64", [13]) })).toMatch(
      /`B` has the shape \(13\).*which is \(12\) with N = 10/,
    ));
  test("a float is no whole number", () =>
    expect(reasonOf({ steps: scalarArray("float64", 3) })).toMatch(/takes a whole number/));
  test("one that is missing is named", () => {
    const { w: _, ...rest } = fitting;
    expect(bindInputs(program, rest)).toMatchObject({ reason: "There is no `w` among A, B, steps." });
  });
});

test("inputs that are made up are the same every time and fit", () => {
  if (program === undefined) throw new Error("the program does not compile");
  const made = madeInputs(program, { N: 10, T: 3 });
  expect(made["A"]?.shape).toEqual([14]);
  expect(made).toEqual(madeInputs(program, { N: 10, T: 3 }));
  expect(new Set(made["A"]?.data as Float64Array).size).toBeGreaterThan(10);
});
