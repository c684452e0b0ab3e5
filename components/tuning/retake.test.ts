import { compileText } from "@datawright/compiler-core/compiler";
import type { Step } from "@datawright/compiler-core/recipes";
import type { OptionValues } from "@datawright/compiler-core/transformations";
import { describe, expect, test } from "vitest";
import { gallery } from "@/components/documents/gallery.gen";
import { placeOfStep, type Retaken, retakeStep } from "./retake";
import { candidatesOf, playSteps, previewOf } from "./tuning";
import { withRetaken } from "./with-retaken";

const text = gallery.find((program) => program.name === "hdiff")?.text ?? "";
const sdfg = compileText(text, { now: () => 0 }).value?.program.sdfg;
if (sdfg === undefined) throw new Error("hdiff does not compile");

/** Takes each at its first place that writes this, one after the other. */
function recorded(...wanted: readonly (readonly [string, string, OptionValues])[]): readonly Step[] {
  let current = sdfg;
  return wanted.map(([transformation, writes, options]) => {
    const candidate = candidatesOf(current ?? never(), text).find(
      (each) => each.transformation === transformation && each.place.includes(`→ ${writes},`),
    );
    const taken = previewOf(current ?? never(), transformation, candidate?.match ?? never(), options, text, {});
    if (taken.kind === "refused") throw new Error(taken.reason);
    current = taken.sdfg;
    return taken.step;
  });
}

function never(): never {
  throw new Error("There is no such place.");
}

function good(retaken: Retaken): Extract<Retaken, { kind: "retaken" }> {
  if (retaken.kind === "refused") throw new Error(retaken.reason);
  return retaken;
}

const threads = { schedule: "CPU_Multicore" };
const alone = { schedule: "Sequential" };

describe("a step that is opened", () => {
  const steps = recorded(["MapTiling", "lap", { sizes: [32] }], ["SetSchedule", "out_field", threads]);
  const [tiling = never(), schedule = never()] = steps;

  test("has its place and its options as the list shows them", () => {
    const place = placeOfStep(sdfg, tiling, text);
    expect(place).toMatchObject({ kind: "found", candidate: { transformation: "MapTiling" } });
    if (place.kind === "found") {
      expect(place.candidate).toEqual(candidatesOf(sdfg, text).find(({ key }) => key === place.candidate.key));
      expect(Object.keys(place.candidate.options)).toEqual(Object.keys(tiling.options));
    }
  });

  test("is taken again with other values, and those after it follow", () => {
    const retaken = good(retakeStep(sdfg, tiling, { sizes: [64] }, [schedule], text));
    expect(retaken.stopped).toBeUndefined();
    expect(retaken.steps.map(({ transformation, options }) => [transformation, options])).toEqual([
      ["MapTiling", { sizes: [64] }],
      ["SetSchedule", schedule.options],
    ]);
    // They are recorded with the graphs that they make now.
    expect(playSteps(sdfg, retaken.steps, text, {})).toMatchObject({ differing: [] });
    const { recipe, words } = withRetaken({ steps, cursor: 1, alternatives: [] }, 0, retaken);
    expect(recipe).toEqual({ steps: retaken.steps, cursor: 2, alternatives: [{ name: "A", steps }] });
    expect(words).toBe(
      "MapTiling is applied with its new options, and the step after it again. The steps as they were are alternative A.",
    );
  });

  test("is refused with values that mean nothing", () => {
    expect(retakeStep(sdfg, tiling, { sizes: [1] }, [schedule], text)).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("at least two elements"),
    });
  });

  test("stops at the first later step that no longer applies, and says which and why", () => {
    const three = recorded(
      ["SetSchedule", "lap", threads],
      ["SetSchedule", "lap", alone],
      ["SetSchedule", "out_field", threads],
    );
    const [first = never(), ...later] = three;
    const retaken = good(retakeStep(sdfg, first, alone, later, text));
    expect(retaken.steps.map(({ options }) => options["schedule"])).toEqual(["Sequential"]);
    const { recipe, words } = withRetaken({ steps: three, cursor: 1, alternatives: [] }, 0, retaken);
    expect(recipe.cursor).toBe(1);
    expect(recipe.alternatives.map((alternative) => alternative.steps)).toEqual([three]);
    expect(words).toBe(
      "SetSchedule is applied with its new options. Step 2, SetSchedule, no longer applies and is left out with the step after it: The map has the schedule Sequential already. The steps as they were are alternative A.",
    );
  });
});
