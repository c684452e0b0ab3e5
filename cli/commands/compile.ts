// `compile FILE --emit …`: one stage's result, to a file or to the standard output.
import { writeFileSync } from "node:fs";
import { isDiskFull } from "../../agent/src/jobs/unexpected.ts";
import { buildCpp, buildWasm, lowerProgram } from "../../compiler-core/compiler/index.ts";
import { printLoopProgram } from "../../compiler-core/lowering/index.ts";
import { writeSdfgFile } from "../../compiler-core/serialization/index.ts";
import { CommandEnd, type ExitStatus, exit, usage } from "../exit.ts";
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
  const made = emit(world, compiled, form, words.text("recipe") ?? "none", words.text("preset"));
  const output = words.text("output");
  if (output !== undefined) write(output, made);
  else if (typeof made === "string") world.out(made.trimEnd());
  else world.outBytes(made);
  return exit.right;
}

/** WebAssembly is made for one choice of sizes; everything else for all. */
function emit(
  world: World,
  compiled: CompiledFile,
  form: Form,
  recipe: string,
  preset: string | undefined,
): string | Uint8Array {
  const { program } = compiled;
  const sizes = preset === undefined && form !== "wasm" ? undefined : chooseSizes(program, preset).sizes;
  const { sdfg } = applyRecipe(world, compiled, recipe, sizes);
  switch (form) {
    case "sdfg":
      return sdfgFile(world, sdfg);
    case "loops":
      return printLoopProgram(lowerProgram(sdfg));
    case "cpp":
      return buildCpp(lowerProgram(sdfg), compiled.text.split("\n")).source;
    case "wasm":
      return buildWasm(lowerProgram(sdfg), sizes ?? {}).bytes;
  }
}

/** A graph as DaCe's tools open it. What such a file has no place for is told. */
function sdfgFile(world: World, sdfg: CompiledFile["program"]["sdfg"]): string {
  const { value, diagnostics } = writeSdfgFile(sdfg);
  const told = diagnostics.map((d) => `${d.severity}: ${d.message}`);
  if (value === undefined) throw new CommandEnd(exit.refused, told.join("\n"));
  for (const line of told) world.err(line);
  return value;
}

export function write(file: string, data: string | Uint8Array): void {
  try {
    writeFileSync(file, data);
  } catch (error) {
    if (isDiskFull(error)) throw new CommandEnd(exit.environment, `${file} can't be written whole: its disk is full.`);
    throw usage(`${file} can't be written: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`);
  }
}
