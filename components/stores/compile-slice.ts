import type { StateCreator } from "zustand";
import type { Compiled } from "@/components/workers/compiler-requests";
import type { StudioState } from "./studio-store";

export interface CompileSlice {
  /** What the newest finished compilation gave; its graph stays, dimmed, while newer text doesn't compile. */
  readonly compiled: Compiled | undefined;
  /** The newest graph there was. */
  readonly graph: NonNullable<Compiled["program"]> | undefined;
  /** The text that `graph` came from. */
  readonly graphText: string;
  readonly setCompiled: (compiled: Compiled, text: string) => void;
}

export const compileSlice: StateCreator<StudioState, [], [], CompileSlice> = (set) => ({
  compiled: undefined,
  graph: undefined,
  graphText: "",
  setCompiled: (compiled, text) =>
    set(compiled.program === undefined ? { compiled } : { compiled, graph: compiled.program, graphText: text }),
});
