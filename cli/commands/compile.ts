// `compile FILE --emit …`: one stage's result, to a file or to the standard output.
import { writeFileSync } from "node:fs";
import { buildCpp, buildWasm, lowerProgram } from "../../compiler-core/compiler/index.ts";
import { printLoopProgram } from "../../compiler-core/lowering/index.ts";
import { printSdfg } from "../../compiler-core/sdfg/index.ts";
import { type ExitStatus, exit, usage } from "../exit.ts";
import { readWords } from "../options.ts";
import { type CompiledFile, compileFile, readProgram } from "../program-file.ts";
import { applyRecipe } from "../recipe.ts";
import { chooseSizes } from "../sizes.ts";
import type { World } from "../world.ts";

const forms = ["sdfg", "loops", "cpp", "wasm"] as const;
type Form = (typeof forms)[number];

export async function compile(world: World, args: readonly string[]): Promise<ExitStatus> {
  const words = readWords(args, { emit: "text", output: "text", recipe: "text", preset: "text", entry: "text" }, [
    "FILE",
  ]);
  const form = words.oneOf("emit", forms);
  if (form === undefined) throw usage(`--emit is missing: one of ${forms.join(", ")}.`);
  const [file = ""] = words.positionals;
  const entry = words.text("entry");
  const compiled = compileFile(world, readProgram(file), { ...(entry !== undefined && { entry }) });
  const made = emit(compiled, form, words.text("recipe") ?? "none", words.text("preset"));
  const output = words.text("output");
  if (output !== undefined) write(output, made);
  else if (typeof made === "string") world.out(made.trimEnd());
  else world.outBytes(made);
  return exit.right;
}

/** WebAssembly is made for one choice of sizes; everything else for all. */
function emit({ program }: CompiledFile, form: Form, recipe: string, preset: string | undefined): string | Uint8Array {
  const { sdfg } = applyRecipe(program, recipe);
  switch (form) {
    case "sdfg":
      return printSdfg(sdfg);
    case "loops":
      return printLoopProgram(lowerProgram(sdfg));
    case "cpp":
      return buildCpp(lowerProgram(sdfg)).source;
    case "wasm":
      return buildWasm(lowerProgram(sdfg), chooseSizes(program, preset).sizes).bytes;
  }
}

export function write(file: string, data: string | Uint8Array): void {
  try {
    writeFileSync(file, data);
  } catch (error) {
    throw usage(`${file} can't be written: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`);
  }
}
