// A graph's code for the Code panel, by form, each line with what it came from.
import { buildCpp, buildWasm, lowerProgram, printWasmLines } from "@datawright/compiler-core/compiler";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import { elementsAt } from "@/components/selection/source-links";
import type { CodeForm, CodeText } from "@/components/workers/compiler-requests";
import { type CodeLine, loopLines } from "./loop-lines";

export function codeOf(
  sdfg: Sdfg,
  sizes: Readonly<Record<string, number>>,
  form: CodeForm,
  programText: string,
): CodeText {
  const program = lowerProgram(sdfg);
  switch (form) {
    case "loops":
      return { lines: loopLines(program) };
    case "cpp":
      return { lines: cppLines(buildCpp(program, programText.split("\n")).kernel, sdfg) };
    case "wasm": {
      const { bytes, marks } = buildWasm(program, sizes);
      return { lines: wasmLines(bytes, marks), note: `${bytes.length} bytes, made for these sizes` };
    }
  }
}

/** The printer puts the number of a Python line above what came from it. */
export function cppLines(text: string, sdfg: Sdfg): readonly CodeLine[] {
  let line: number | undefined;
  let element: string | undefined;
  return text
    .trimEnd()
    .split("\n")
    .map((row): CodeLine => {
      const named = /^\s*\/\/ (\d+)(?:: |$)/.exec(row)?.[1];
      if (named !== undefined) {
        line = Number(named);
        element = elementsAt(sdfg, line)[0];
      }
      return { text: row, ...(line !== undefined && { line }), ...(element !== undefined && { element }) };
    });
}

/** Marks stand in the order of the instructions: each holds until the next. */
export function wasmLines(bytes: Uint8Array, marks: ReturnType<typeof buildWasm>["marks"]): readonly CodeLine[] {
  let next = 0;
  let element: string | undefined;
  return printWasmLines(bytes).map(({ text, at }): CodeLine => {
    if (at === undefined) return { text };
    for (let mark = marks[next]; mark !== undefined && mark.at <= at; mark = marks[++next]) element = mark.element;
    return element === undefined ? { text } : { text, element };
  });
}
