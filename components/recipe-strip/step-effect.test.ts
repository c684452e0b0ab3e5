import { expect, it } from "vitest";
import { effectOf } from "./step-effect";

const steady = (seconds: number) => Array.from({ length: 9 }, () => seconds);

it.each([
  ["measured", { before: steady(8), after: steady(2), check: "right" as const }, -0.5, "4.00× faster"],
  ["slower", { before: steady(2), after: steady(3), check: "right" as const }, -0.5, "1.50× slower"],
  ["equal", { before: steady(2), after: steady(2), check: undefined }, -0.5, "no difference"],
  ["predicted", undefined, -0.384, "−38 % predicted"],
  ["unknown", undefined, undefined, ""],
])("a step that is %s", (_what, measured, predicted, words) => {
  expect(effectOf(measured, predicted).words).toBe(words);
});

it("says what the check of a measured step gave, and never a number without a model", () => {
  expect(effectOf({ before: steady(1), after: steady(1), check: "wrong" }, undefined)).toMatchObject({
    check: "wrong",
    sentence: expect.stringContaining("the result differs"),
  });
  expect(effectOf(undefined, undefined).sentence).toBe("No prediction: measure.");
});
