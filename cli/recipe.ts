// `--recipe none|auto|R.json`: how a program is to run.
import type { Strictness } from "../agent/src/toolchains/toolchain.ts";
import { auto } from "../compiler-core/autotune/index.ts";
import type { Program } from "../compiler-core/compiler/index.ts";
import { decodeRecipe, replay, type Step, type StepObserver } from "../compiler-core/recipes/index.ts";
import { CommandEnd, exit } from "./exit.ts";
import { type CompiledFile, readBytes } from "./program-file.ts";
import type { World } from "./world.ts";

export interface AppliedRecipe {
  /** As it was asked for: "none", "auto" or the file. */
  readonly name: string;
  readonly strictness: Strictness;
  readonly steps: readonly Step[];
  readonly sdfg: Program["sdfg"];
}

type Sizes = Readonly<Record<string, number>>;

/** `sizes`: what `auto` has in mind, where they are known. */
export function applyRecipe(
  world: World,
  { program, text }: CompiledFile,
  wanted: string,
  sizes?: Sizes,
  observe: StepObserver = () => undefined,
): AppliedRecipe {
  const { sdfg } = program;
  if (wanted === "none") return { name: wanted, strictness: "strict", steps: [], sdfg };
  if (wanted === "auto") return { name: wanted, ...auto(sdfg, { text, observe, ...(sizes && { sizes }) }) };
  return replayFile(world, sdfg, text, wanted, observe);
}

/** A recipe that was made elsewhere is taken as far as it goes; where it stops, so does the command. */
function replayFile(
  world: World,
  sdfg: Program["sdfg"],
  text: string,
  file: string,
  observe: StepObserver,
): AppliedRecipe {
  const recipe = decodeRecipe(readBytes(file).toString("utf8"));
  if (recipe.kind === "refusal") throw new CommandEnd(exit.refused, `${file}: ${recipe.reason}`);
  const { strictness, steps } = recipe;
  const { graphs, differing, stopped } = replay(sdfg, steps, text, observe);
  const nameOf = (i: number) => `step ${i + 1} (${steps[i]?.transformation})`;
  if (stopped !== undefined)
    throw new CommandEnd(exit.refused, `${file}: ${nameOf(graphs.length)} does not apply: ${stopped.reason}`);
  for (const i of differing) world.err(`${file}: ${nameOf(i)} made another graph here than where it was recorded.`);
  return { name: file, strictness, steps, sdfg: graphs.at(-1) ?? sdfg };
}
