// A run belongs to the document as it stood when it began, whatever is done while it goes on.
import { compileText } from "@datawright/compiler-core/compiler";
import { need } from "@datawright/compiler-core/diagnostics";
import { allocate, type OutputVerdict, type Verdict } from "@datawright/compiler-core/runtime";
import { beforeEach, expect, it, vi } from "vitest";
import { newDocument } from "@/components/documents/document";
import type { FinishedRun } from "@/components/stores/run-slice";
import { useStudio } from "@/components/stores/studio-store";
import { candidatesOf, playSteps, previewOf } from "@/components/tuning/tuning";
import type { EngineRun } from "@/components/workers/compiler-requests";
import { cancelRun } from "./run-life";
import { runProgram } from "./run-program";
import { runKey, sizesOf, subjectNow } from "./run-subject";

const text = `import numpy as np


def scale(A, B):
    B[:] = A * 3.0
    B[:] = B + 1.0


def initialize(N):
    return np.ones(N), np.zeros(N)


presets = {"T": {"N": 5}, "S": {"N": 8}}
`;
const { program } = need(compileText(text, { now: () => 0 }).value, "a program");
const [tile] = candidatesOf(program.sdfg, text).filter(({ transformation }) => transformation === "MapTiling");
const { transformation, match, options } = need(tile, "a map that can be tiled");
const defaults = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));
const preview = previewOf(program.sdfg, transformation, match, defaults, text, { N: 8 });
if (preview.kind !== "preview") throw new Error(preview.reason);
const { step } = preview;

/** What was asked of the engine, and what is done to the studio while NumPy runs. */
const asked: EngineRun[] = [];
let meanwhile: () => void | Promise<void> = () => undefined;
let verdict: Verdict = { kind: "right", rule: "", outputs: [] };
const moved = { B: allocate("float64", [8]) };

vi.mock("@/components/workers/services", () => ({
  engine: () => ({
    cancel: () => undefined,
    request: async (_kind: string, run: EngineRun) => {
      asked.push(run);
      return { kind: "finished", seconds: [1, 1, 1], marshallingSeconds: 0, verdict, threads: 1, notes: [] };
    },
  }),
  python: () => ({
    cancel: () => undefined,
    inputs: async (_key: string, _text: string, _entry: string, sizes: Record<string, number>) => {
      const shape = [sizes["N"] ?? 0];
      return { A: allocate("float64", shape), B: allocate("float64", shape) };
    },
    run: async (_key: string, _repeat: number, { nudge = false } = {}) => {
      await meanwhile();
      return { kind: "finished", outputs: nudge ? moved : {}, seconds: [1] };
    },
  }),
}));
vi.stubGlobal("window", { crossOriginIsolated: false });

/** As the hooks do it: compiled, and the steps played. */
function open(steps = [step], cursor = steps.length): void {
  const state = useStudio.getState();
  state.openDocument(newDocument({ name: "scale", text, provenance: "mine" }, 0));
  state.setCompiled({ program, diagnostics: [], stages: {} }, text);
  state.resetRecipe({ steps, cursor, alternatives: [] });
  play();
}

function play(): void {
  const { graph, recipe, setPlayed } = useStudio.getState();
  const { steps } = recipe;
  const { sdfg } = need(graph, "a program");
  setPlayed({ ...playSteps(sdfg, steps, text, { N: 8 }), program: need(graph, "a program"), steps });
}

function finished(): FinishedRun {
  const { run } = useStudio.getState();
  if (run.kind !== "done") throw new Error(JSON.stringify(run));
  return run;
}

const keyNow = () => runKey(useStudio.getState(), sizesOf(useStudio.getState()));

beforeEach(() => {
  asked.length = 0;
  meanwhile = () => undefined;
  verdict = { kind: "right", rule: "", outputs: [] };
  useStudio.setState({ history: [], engine: { kind: "wasm" } });
});

const changes: readonly (readonly [string, () => void])[] = [
  ["a step back", () => useStudio.getState().resetRecipe({ steps: [step], cursor: 0, alternatives: [] })],
  ["other sizes", () => useStudio.getState().setPreset("T")],
  ["another engine", () => useStudio.getState().setEngine({ kind: "interpreter" })],
  [
    "another program",
    () => useStudio.getState().setCompiled({ program: { ...program }, diagnostics: [], stages: {} }, text),
  ],
  ["a new name", () => useStudio.getState().changeDocument({ name: "other" })],
];

for (const [name, change] of changes)
  it(`while NumPy runs, ${name} belongs to the next run`, async () => {
    open();
    const before = keyNow();
    meanwhile = change;
    await runProgram();
    const run = finished();
    expect(run).toMatchObject({
      key: before,
      label: "1 step, to MapTiling",
      sizes: { N: 8 },
      engine: { kind: "wasm" },
      document: { name: "scale" },
    });
    expect(run.graphs.run).not.toBe(program.sdfg);
    expect(run.graphs.written).toBe(program.sdfg);
    // The tuned program first, relaxed; then as written, which never is.
    const tuned = asked.filter(({ sdfg }) => sdfg === run.graphs.run);
    const written = asked.filter(({ sdfg }) => sdfg === program.sdfg);
    expect(tuned.length + written.length).toBe(asked.length);
    expect(tuned.every(({ sizes, relaxed }) => sizes["N"] === 8 && relaxed === true)).toBe(true);
    expect(written.length).toBeGreaterThan(0);
    expect(written.every(({ sizes, relaxed }) => sizes["N"] === 8 && relaxed === false)).toBe(true);
    expect(asked.every(({ engine }) => engine === "wasm")).toBe(true);
  });

it("waits for the compiler and for the steps", async () => {
  open([step], 0);
  useStudio.getState().changeDocument({ text: `${text}\n` });
  const subject = subjectNow();
  const seen = vi.fn();
  void subject.then(seen);
  await Promise.resolve();
  useStudio.getState().resetRecipe({ steps: [step], cursor: 1, alternatives: [] });
  const newer = { ...program };
  useStudio.getState().setCompiled({ program: newer, diagnostics: [], stages: {} }, `${text}\n`);
  await Promise.resolve();
  expect(seen).not.toHaveBeenCalled();
  play();
  expect(await subject).toMatchObject({ program: newer, text: `${text}\n`, steps: [step] });
});

it("is refused where a step can't be taken, or nothing compiles", async () => {
  open([{ ...step, transformation: "MapCollapse" }]);
  await expect(subjectNow()).rejects.toThrow("Step 1 of the recipe, MapCollapse, can't be taken here");
  open([]);
  useStudio.getState().setCompiled({ program: undefined, diagnostics: [], stages: {} }, text);
  await expect(subjectNow()).rejects.toThrow("doesn't compile");
});

it("one run at a time; Cancel and another document end it, and say nothing of it later", async () => {
  open();
  const first = runProgram();
  await runProgram();
  expect(useStudio.getState().run.kind).toBe("working");
  cancelRun();
  await first;
  expect(useStudio.getState()).toMatchObject({ run: { kind: "none" }, history: [] });

  meanwhile = () => open([]);
  await runProgram();
  expect(useStudio.getState()).toMatchObject({ run: { kind: "none" }, history: [] });
  // The next one works.
  meanwhile = () => undefined;
  await runProgram();
  expect(finished().label).toBe("as written");
});

it("what another document ended does not end the run after it, however long it takes to notice", async () => {
  open();
  let release: () => void = () => undefined;
  meanwhile = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  const first = runProgram();
  await vi.waitFor(() => expect(useStudio.getState().run).toMatchObject({ message: "Running NumPy" }));
  const releaseFirst = release;
  open([]);
  meanwhile = () => undefined;
  const second = runProgram();
  useStudio.getState().announce("anything");
  expect(useStudio.getState().run.kind).toBe("working");
  await second;
  expect(finished().label).toBe("as written");
  releaseFirst();
  await first;
  expect(finished().label).toBe("as written");
});

const off: OutputVerdict = {
  name: "B",
  dtype: "float64",
  shape: [8],
  maxAbsError: 1e-6,
  maxRelError: 1e-6,
  right: false,
  rule: "",
};

it("asks NumPy how far its own answer moves where a float is off, and only there", async () => {
  open([]);
  verdict = { kind: "wrong", reason: "", outputs: [off] };
  await runProgram();
  expect(asked.map(({ nudged }) => nudged)).toEqual([undefined, moved, undefined]);
  for (const output of [
    { ...off, dtype: "int64" },
    { ...off, maxAbsError: Number.NaN },
  ]) {
    asked.length = 0;
    verdict = { kind: "wrong", reason: "", outputs: [output] };
    await runProgram();
    expect(asked.map(({ nudged }) => nudged)).toEqual([undefined, undefined]);
  }
});
