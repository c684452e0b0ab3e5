// The arguments that the open document takes from a file, held against its program.
import type { Inputs } from "@datawright/compiler-core/runtime";
import type { StateCreator } from "zustand";
import type { StudioState } from "./studio-store";

interface ReadFile {
  readonly name: string;
  /** The file as it is, for Python. */
  readonly bytes: Uint8Array;
  readonly arrays: Inputs;
}

export type GivenInputs =
  | { readonly kind: "none" }
  | { readonly kind: "reading"; readonly name: string }
  /** There is no program yet that compiles. */
  | ({ readonly kind: "read" } & ReadFile)
  /** `sizes`: what the program's sizes are for these. */
  | ({ readonly kind: "bound"; readonly sizes: Readonly<Record<string, number>> } & ReadFile)
  /** They are not what the program takes. */
  | ({ readonly kind: "misfit"; readonly reason: string } & ReadFile)
  | { readonly kind: "refused"; readonly name: string; readonly reason: string };

export interface InputsSlice {
  readonly given: GivenInputs;
  readonly setGiven: (given: GivenInputs) => void;
}

export const inputsSlice: StateCreator<StudioState, [], [], InputsSlice> = (set) => ({
  given: { kind: "none" },
  setGiven: (given) => set({ given }),
});

/** Why nothing can be run on them. */
export function whyNotGiven(given: GivenInputs): string | undefined {
  switch (given.kind) {
    case "misfit":
      return `${given.name} does not fit the program: ${given.reason}`;
    case "refused":
      return `${given.name} can't be read: ${given.reason}`;
    case "reading":
      return `${given.name} is being read.`;
    default:
      return undefined;
  }
}
