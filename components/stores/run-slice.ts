import type { Blame } from "@datawright/compiler-core/recipes";
import type { Raised, Verdict } from "@datawright/compiler-core/runtime";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import type { StateCreator } from "zustand";
import type { Roof } from "@/components/roofline/roofline";
import type { EngineResult } from "@/components/workers/compiler-requests";
import type { PythonState } from "@/components/workers/python/python-sandbox";
import type { StudioState } from "./studio-store";

export type NumpyRun =
  | { readonly seconds: readonly number[] }
  | { readonly raised: Raised }
  | { readonly missing: string };

export interface FinishedRun {
  readonly kind: "done";
  /** Names exactly what was run. */
  readonly key: string;
  /** The key that was asked for, where a check at the test sizes was answer enough. */
  readonly answersFor?: string;
  readonly engine: Engine;
  /** The document that was run. */
  readonly document: { readonly id: string; readonly name: string };
  /** What was run, and the same program without any step. */
  readonly graphs: { readonly run: Sdfg; readonly written: Sdfg };
  readonly at: number;
  /** What the answer was compared with. */
  readonly reference: "NumPy" | "the interpreter";
  /** "as written", or the recipe's words. */
  readonly label: string;
  readonly sizes: Readonly<Record<string, number>>;
  readonly result: EngineResult;
  readonly numpy: NumpyRun;
  /** Times of the program without any step, where that is another one. */
  readonly written?: readonly number[];
}

export type RunState =
  | { readonly kind: "none" }
  | { readonly kind: "working"; readonly message: string }
  | FinishedRun
  | { readonly kind: "failed"; readonly message: string };

/** Where Run runs: in this page, or on the agent. */
export type Engine =
  /** None of its own: as many threads as the page may have. */
  { readonly kind: "wasm"; readonly threads?: number } | { readonly kind: "interpreter" } | { readonly kind: "agent" };

/** A step beside what it was taken on, both measured by turns. */
export interface MeasuredStep {
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** What the check after it said; nothing where nothing was compared. */
  readonly check: Verdict["kind"] | undefined;
}

export type RoofsState =
  | { readonly kind: "unknown" }
  | { readonly kind: "known"; readonly roofs: readonly Roof[] }
  | { readonly kind: "failed"; readonly message: string };

export interface RunSlice {
  readonly run: RunState;
  readonly engine: Engine;
  /** Finished runs of this visit, newest first. */
  readonly history: readonly FinishedRun[];
  /** The run that others are compared with. */
  readonly baseline: FinishedRun | undefined;
  /** Which step broke the run of this key, once it was asked. */
  readonly blamed: { readonly key: string; readonly found: Blame } | undefined;
  /** By the key of the program after the step. */
  readonly measuredSteps: Readonly<Record<string, MeasuredStep>>;
  readonly addMeasuredSteps: (steps: Readonly<Record<string, MeasuredStep>>) => void;
  readonly setBlamed: (blamed: { readonly key: string; readonly found: Blame }) => void;
  /** This page's. */
  readonly roofs: RoofsState;
  readonly setRoofs: (roofs: RoofsState) => void;
  readonly python: PythonState | { readonly kind: "off" };
  readonly setRun: (run: RunState) => void;
  /** Into the history, while another thing is shown. */
  readonly recordRun: (run: FinishedRun) => void;
  readonly setEngine: (engine: Engine) => void;
  readonly setBaseline: (baseline: FinishedRun | undefined) => void;
  readonly setPython: (python: PythonState) => void;
}

const longestHistory = 50;

function withRun(history: readonly FinishedRun[], run: FinishedRun): readonly FinishedRun[] {
  return history.includes(run) ? history : [run, ...history].slice(0, longestHistory);
}

export const runSlice: StateCreator<StudioState, [], [], RunSlice> = (set) => ({
  run: { kind: "none" },
  engine: { kind: "wasm" },
  history: [],
  baseline: undefined,
  blamed: undefined,
  measuredSteps: {},
  addMeasuredSteps: (steps) => set(({ measuredSteps }) => ({ measuredSteps: { ...measuredSteps, ...steps } })),
  setBlamed: (blamed) => set({ blamed }),
  roofs: { kind: "unknown" },
  setRoofs: (roofs) => set({ roofs }),
  python: { kind: "off" },
  setRun: (run) => set(({ history }) => ({ run, ...(run.kind === "done" && { history: withRun(history, run) }) })),
  recordRun: (run) => set(({ history }) => ({ history: withRun(history, run) })),
  setEngine: (engine) => set({ engine }),
  setBaseline: (baseline) => set({ baseline }),
  setPython: (python) => set({ python }),
});
