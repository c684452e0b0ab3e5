// What a target can print as it is; legalize rewrites the rest. Each target declares its own, beside its printer.
import type { ScalarFunction } from "../sdfg/index.ts";

export interface Capabilities {
  /** Functions of floats that are one instruction, or exact in the target's library. */
  readonly functions: ReadonlySet<ScalarFunction>;
  /** A store may join with what is there although other threads do so as well. */
  readonly atomicStores: boolean;
}

/** What every processor rounds correctly; WebAssembly has an instruction for each. */
export const exactFunctions: readonly ScalarFunction[] = [
  "sqrt",
  "abs",
  "floor",
  "ceil",
  "trunc",
  "rint",
  "minimum",
  "maximum",
];
