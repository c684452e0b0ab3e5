// A program file, or a graph (.sdfg): reads it, compiles it, and says what is wrong with it where an editor can jump to it.
import { readFileSync } from "node:fs";
import { compileText, openGraph, type Program, type Signature, type Stage } from "../compiler-core/compiler/index.ts";
import { type Diagnostic, formatDiagnostic, noSpan } from "../compiler-core/diagnostics/index.ts";
import { CommandEnd, exit, usage } from "./exit.ts";
import { now, type World } from "./world.ts";

export interface ProgramFile {
  readonly file: string;
  readonly text: string;
}

export interface CompiledFile extends ProgramFile {
  readonly program: Program;
  readonly stages: Partial<Record<Stage, number>>;
  /** What was said besides; never an error. */
  readonly diagnostics: readonly Diagnostic[];
}

export function readProgram(file: string): ProgramFile {
  const bytes = readBytes(file);
  try {
    return { file, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    const span = { ...noSpan, line: 1 };
    throw refusedProgram(file, [
      {
        severity: "error",
        code: "not-utf8",
        span,
        message: "This file is not text in UTF-8.",
        fix: "Save it as UTF-8.",
      },
    ]);
  }
}

function refusedProgram(file: string, diagnostics: readonly Diagnostic[]): CommandEnd {
  const message = diagnostics.map((d) => formatDiagnostic(file, d)).join("\n");
  return new CommandEnd(exit.refused, message, { file, diagnostics });
}

/** The bytes of a file that was named on the command line. */
export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw usage(code === "ENOENT" ? `There is no file ${file}.` : `${file} can't be read: ${code ?? String(error)}.`);
  }
}

export interface CompileChoices {
  readonly entry?: string;
  readonly signature?: Signature;
}

export const isGraph = (file: string) => file.endsWith(".sdfg");

/** Ends the command where the program is refused; warnings are printed. */
export function compileFile(world: World, source: ProgramFile, choices: CompileChoices): CompiledFile {
  if (isGraph(source.file)) return openFile(world, source);
  const { file, text } = source;
  const { value, diagnostics } = compileText(text, { now, ...choices });
  const told = diagnostics.filter((d) => d.severity !== "note");
  if (value === undefined) throw refusedProgram(file, told);
  for (const each of told) world.err(formatDiagnostic(file, each));
  return { file, text, program: value.program, stages: value.stages, diagnostics };
}

/** A graph has one entry, and types of its own. */
function openFile(world: World, { file, text }: ProgramFile): CompiledFile {
  const { value, diagnostics } = openGraph(text);
  if (value === undefined) throw refusedProgram(file, diagnostics);
  const { program, problems, refusal } = value;
  if (refusal !== undefined) throw new CommandEnd(exit.refused, `${file}: ${refusal.reason}`);
  for (const problem of problems) world.err(`${file}: ${problem.message}`);
  return { file, text, program, stages: {}, diagnostics };
}
