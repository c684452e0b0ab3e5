import type { StateCreator } from "zustand";
import type { StudioState } from "./studio-store";

/** One thing is selected at a time, in every panel: a graph element, and through its origin a line of Python. */
export interface SelectionSlice {
  readonly selected: string | undefined;
  readonly select: (element: string | undefined) => void;
}

export const selectionSlice: StateCreator<StudioState, [], [], SelectionSlice> = (set) => ({
  selected: undefined,
  select: (selected) => set({ selected }),
});
