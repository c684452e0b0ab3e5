// `--recipe none|auto|R.json`: how a program is to run.
import type { Strictness } from "../agent/src/toolchains/toolchain.ts";
import type { Program } from "../compiler-core/compiler/index.ts";
import { CommandEnd, exit } from "./exit.ts";

export interface AppliedRecipe {
  /** As it was asked for: "none", "auto" or the file. */
  readonly name: string;
  readonly strictness: Strictness;
  /** The names of its steps, in order. */
  readonly steps: readonly string[];
  readonly sdfg: Program["sdfg"];
}

export function applyRecipe(program: Program, wanted: string): AppliedRecipe {
  if (wanted === "none") return { name: "none", strictness: "strict", steps: [], sdfg: program.sdfg };
  throw new CommandEnd(exit.usage, `The recipe ${wanted} is not available in this version; use --recipe none.`);
}
