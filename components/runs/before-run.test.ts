import { describe, expect, it, test } from "vitest";
import { newDocument } from "@/components/documents/document";
import type { Engine, FinishedRun } from "@/components/stores/run-slice";
import { emptyRecipe } from "@/components/tuning/recipe-state";
import { earlierRuns, roughly, wordsOf } from "./before-run";
import { runKey } from "./run-subject";

const presets = { S: { N: 8 }, M: { N: 80 } };
const state = {
  document: newDocument({ name: "mine", text: "text", provenance: "mine" }, 0),
  recipe: emptyRecipe,
  engine: { kind: "wasm" } as Engine,
};

function finished(seconds: readonly number[], { of = state, engine = state.engine } = {}): FinishedRun {
  const sizes = presets.S;
  return {
    key: runKey(of, sizes),
    engine,
    sizes,
    result: { kind: "finished", seconds, marshallingSeconds: 0, verdict: undefined, threads: 1, notes: [] },
  } as unknown as FinishedRun;
}

describe("earlier runs", () => {
  it("are measured ones of the same text and steps, on the same engine", () => {
    const other = { ...state, document: { ...state.document, text: "another" } };
    const history = [
      finished([5]),
      finished([5, 5], { of: other }),
      finished([5, 5], { engine: { kind: "interpreter" } }),
      finished([1, 2, 3]),
    ];
    expect(earlierRuns(state, history)).toEqual([{ sizes: presets.S, seconds: 2 }]);
  });
});

describe("the words", () => {
  test.each([
    [{ kind: "scaled", seconds: 0.4, from: presets.S }, "about 0.4 s, estimated from the run at S"],
    [{ kind: "scaled", seconds: 0.4, from: { N: 7 } }, "about 0.4 s, estimated from the run at N=7"],
    [{ kind: "scaled", seconds: 0.4, from: presets.M }, "about 0.4 s, estimated from the run at these sizes"],
    [{ kind: "modelled", seconds: 0.0129 }, "at least 12 ms, estimated by the model"],
    [{ kind: "unknown" }, "not known before a first run at these sizes"],
  ] as const)("of %o", (expected, words) => expect(wordsOf(expected, presets.M, presets).words).toBe(words));

  test.each([
    [0, "0 µs"],
    [3.4e-6, "3.5 µs"],
    [0.00123, "1.2 ms"],
    [0.0129, "13 ms"],
    [0.12, "0.12 s"],
    [0.0996, "100 ms"],
    [0.66, "0.7 s"],
    [44, "45 s"],
    [119, "120 s"],
    [300, "5 min"],
    [10_000, "3 h"],
  ])("%d seconds are %s", (seconds, text) => expect(roughly(seconds)).toBe(text));
  it("never rounds up what is the least", () => {
    expect(roughly(0.012, Math.floor)).toBe("12 ms");
    expect(roughly(0.0499, Math.floor)).toBe("45 ms");
  });
});
