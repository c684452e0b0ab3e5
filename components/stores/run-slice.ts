import type { EngineResult } from "@/components/workers/compiler-requests";
import type { PythonState } from "@/components/workers/python/python-sandbox";
import type { StateCreator } from "zustand";
import type { StudioState } from "./studio-store";

export type RunState =
  | { readonly kind: "none" }
  | { readonly kind: "working"; readonly message: string }
  | { readonly kind: "done"; readonly key: string; readonly sizes: Readonly<Record<string, number>>; readonly result: EngineResult; readonly numpy?: { readonly seconds: readonly number[] } | { readonly raised: string } }
  | { readonly kind: "failed"; readonly message: string };

export interface RunSlice {
  readonly run: RunState;
  readonly python: PythonState | { readonly kind: "off" };
  readonly setRun: (run: RunState) => void;
  readonly setPython: (python: PythonState) => void;
}

export const runSlice: StateCreator<StudioState, [], [], RunSlice> = (set) => ({
  run: { kind: "none" },
  python: { kind: "off" },
  setRun: (run) => set({ run }),
  setPython: (python) => set({ python }),
});
