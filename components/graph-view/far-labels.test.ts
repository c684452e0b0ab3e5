import { expect, it } from "vitest";
import { farLabels, farStep } from "./far-labels";
import type { FlatNode, Picture } from "./flatten";

const flat = (id: string, kind: "data" | "map", x: number, y: number, width: number, height: number): FlatNode => ({
  node: { id, kind, title: id, detail: "" },
  x,
  y,
  width,
  height,
  depth: 0,
  isFrame: kind === "map",
});
const picture = (...nodes: FlatNode[]): Picture => ({ width: 1000, height: 1000, nodes, edges: [] });
const step = farStep(0.25) ?? 0;

it("is for pictures that are seen from afar", () => {
  expect(farStep(0.5)).toBeUndefined();
  expect(farStep(0.25)).toBe(-4);
});

it("a title stands above its frame, or at its right where an argument's name is at the left", () => {
  const map = flat("i = 0:N", "map", 0, 100, 900, 300);
  expect(farLabels(picture(map), step)).toMatchObject([{ x: 0, anchor: "start", y: 88 }]);
  const argument = flat("A", "data", 50, 60, 90, 40);
  expect(farLabels(picture(map, argument), step)).toMatchObject([
    { id: "A", anchor: "middle" },
    { id: "i = 0:N", x: 900, anchor: "end", y: 88 },
  ]);
});

it("below the frame where there is no room above, and nowhere where there is none at all", () => {
  const map = flat("i = 0:N", "map", 0, 100, 120, 100);
  const above = flat("A", "data", 10, 60, 90, 40);
  const below = flat("B", "data", 10, 220, 90, 40);
  expect(farLabels(picture(map, above), step)).toMatchObject([{ id: "A" }, { id: "i = 0:N", y: 252 }]);
  expect(farLabels(picture(map, above, below), step).map(({ id }) => id)).toEqual(["A", "B"]);
});
