import { expect, it } from "vitest";
import { emptyRecipe } from "@/components/tuning/recipe-state";
import { decodeMoments, keptMoments, type Moment } from "./moment";

const moment = (N: number): Moment => ({ recipe: emptyRecipe, settings: { preset: "S", sizes: { N } } });

it("survives storage", () => {
  const moments = { past: [moment(1), moment(2)], future: [moment(3)] };
  expect(decodeMoments(structuredClone(moments))).toEqual(moments);
});

it("what lies behind an odd moment can't be reached, on either side", () => {
  const odd = { recipe: "none" };
  expect(decodeMoments({ past: [moment(1), odd, moment(2)], future: [moment(3), odd, moment(4)] })).toEqual({
    past: [moment(2)],
    future: [moment(3)],
  });
  expect(decodeMoments("undo")).toEqual({ past: [], future: [] });
  expect(decodeMoments({})).toEqual({ past: [], future: [] });
});

it("keeps the nearest", () => {
  const many = Array.from({ length: 80 }, (_, i) => moment(i));
  const { past, future } = keptMoments({ past: many, future: many });
  expect([past.at(-1), past.length, future[0], future.length]).toEqual([moment(79), 50, moment(0), 50]);
});
