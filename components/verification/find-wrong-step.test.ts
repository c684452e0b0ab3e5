import { expect, it } from "vitest";
import { blameWords } from "./find-wrong-step";

const steps = ["Simplify", "MapFusion", "MapTiling"].map((transformation) => ({ transformation }));

it("names the step that broke it, and says what was seen", () => {
  expect(blameWords({ kind: "step", step: 1 }, steps)).toBe(
    "It was step 2, MapFusion: the program matches before it and differs after it.",
  );
  expect(blameWords({ kind: "steps", first: 1, last: 2 }, steps)).toContain("step 2, MapFusion to step 3, MapTiling");
});

it("blames nobody for what is wrong as written", () => {
  expect(blameWords({ kind: "program" }, steps)).toContain("as written");
  expect(blameWords({ kind: "nobody" }, steps)).toContain("no step is to blame");
});
