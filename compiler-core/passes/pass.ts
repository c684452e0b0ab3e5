// A pass makes a graph simpler without changing what it computes: valid in, valid out, the input untouched.
import type { Sdfg } from "../sdfg/index.ts";

export interface Pass {
  /** The file's name in Pascal case. */
  readonly id: string;
  readonly title: string;
  /** The same object where there was nothing to do. */
  run(sdfg: Sdfg): Sdfg;
}
