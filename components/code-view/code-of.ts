// A graph's code for the Code panel, by form.
import { buildCpp, buildWasm, lowerProgram, printWasmText } from "@datawright/compiler-core/compiler";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import type { CodeForm, CodeText } from "@/components/workers/compiler-requests";
import { loopLines } from "./loop-lines";

export function codeOf(sdfg: Sdfg, sizes: Readonly<Record<string, number>>, form: CodeForm): CodeText {
  const program = lowerProgram(sdfg);
  switch (form) {
    case "loops":
      return { lines: loopLines(program) };
    case "cpp":
      return { lines: textLines(buildCpp(program).kernel) };
    case "wasm": {
      const { bytes } = buildWasm(program, sizes);
      return { lines: textLines(printWasmText(bytes)), note: `${bytes.length} bytes, made for these sizes` };
    }
  }
}

const textLines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => ({ text: line }));
