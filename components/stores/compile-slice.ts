import type { StateCreator } from "zustand";
import type { Compiled } from "@/components/workers/compiler-requests";
import type { StudioState } from "./studio-store";

export interface CompileSlice {
  /** What the newest finished compilation gave; its graph stays, dimmed, while newer text doesn't compile. */
  readonly compiled: Compiled | undefined;
  /** The text that `compiled` is of: the document's, once the compiler has caught up with it. */
  readonly compiledText: string | undefined;
  /** The newest graph there was. */
  readonly graph: NonNullable<Compiled["program"]> | undefined;
  /** The program text that `graph` came from; nothing where it came from a file. */
  readonly graphText: string;
  readonly setCompiled: (compiled: Compiled, text: string) => void;
}

export const compileSlice: StateCreator<StudioState, [], [], CompileSlice> = (set) => ({
  compiled: undefined,
  compiledText: undefined,
  graph: undefined,
  graphText: "",
  setCompiled: (compiled, text) =>
    set(({ document }) => ({
      compiled,
      compiledText: text,
      ...(compiled.program !== undefined && {
        graph: compiled.program,
        graphText: document.form === "graph" ? "" : text,
        // What was previewed is of the graph before.
        preview: undefined,
      }),
    })),
});
