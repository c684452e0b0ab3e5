// The front door: program text → graph → artefact, with the seconds of each stage.

import { type CppArtefact, cppCapabilities, emitCpp, type TimedElements } from "../codegen/cpp/index.ts";
import { emitWasm, type WasmArtefact, type WasmOptions, wasmCapabilities } from "../codegen/wasm/index.ts";
import type { Diagnostic, Outcome } from "../diagnostics/index.ts";
import { compileModule, type FrontendOptions, type Program } from "../frontend/index.ts";
import { legalize } from "../legalize/index.ts";
import { type LoopProgram, lower, specialize } from "../lowering/index.ts";
import type { Sdfg } from "../sdfg/index.ts";
import { parsePython } from "../syntax/index.ts";

export type Stage = "parse" | "frontend" | "simplify" | "recipe" | "lower" | "emit";

export interface Clock {
  /** Seconds on a monotonic clock. */
  readonly now: () => number;
}

export interface Parsed {
  readonly program: Program;
  readonly stages: Partial<Record<Stage, number>>;
}

export function compileText(text: string, options: FrontendOptions & Clock): Outcome<Parsed> {
  const begin = options.now();
  const tree = parsePython(text);
  const parsed = options.now();
  if (tree.value === undefined) return { value: undefined, diagnostics: tree.diagnostics };
  const program = compileModule(tree.value, options);
  const stages = { parse: parsed - begin, frontend: options.now() - parsed };
  const diagnostics: readonly Diagnostic[] = [...tree.diagnostics, ...program.diagnostics];
  return { value: program.value === undefined ? undefined : { program: program.value, stages }, diagnostics };
}

export function lowerProgram(sdfg: Sdfg): LoopProgram {
  return lower(sdfg);
}

/** For these sizes only: the page's artefact. */
export function buildWasm(
  program: LoopProgram,
  sizes: Readonly<Record<string, number>>,
  options: WasmOptions = {},
): WasmArtefact {
  return emitWasm(legalize(specialize(program, sizes), wasmCapabilities), options);
}

/** `lines` of the Python text stand as comments above what came from them; `timed` elements measure themselves. */
export function buildCpp(program: LoopProgram, lines: readonly string[] = [], timed?: TimedElements): CppArtefact {
  return emitCpp(legalize(program, cppCapabilities), lines, timed);
}
