// A loop program → one readable C++ file: the kernel, and a harness that feeds it from files and times it.
import { type LoopProgram, type Parameter, walkStatements } from "../../lowering/index.ts";
import { partOf } from "../../sdfg/index.ts";
import { functionTexts } from "./functions.ts";
import { harness } from "./harness.ts";
import { matrixProduct } from "./matrix-product.ts";
import { cppName } from "./names.ts";
import { placeLocals } from "./placement.ts";
import { extremeReductions, prelude } from "./prelude.ts";
import { namesOf, type Printer, printBody } from "./statements.ts";
import { type TimedElements, type Timer, timersPrelude } from "./timers.ts";
import { cppType } from "./values.ts";

export interface CppArtefact {
  readonly kind: "cpp";
  /** The kernel alone, as the Code panel shows it. */
  readonly kernel: string;
  /** A whole program: reads its inputs, runs, times, writes its outputs. */
  readonly source: string;
  readonly program: LoopProgram;
  /** What measures itself, in the order of the harness's `maps`; none where nothing was asked for. */
  readonly timers: readonly Timer[];
}

/**
 * The program must be legal (see legalize/). Where reordering is allowed, the toolchain defines DATAWRIGHT_RELAXED, and
 * DATAWRIGHT_OPENBLAS where it links one; without them the same text keeps the order of the source.
 * `lines` are the Python text's: each stands as a comment before what came from it. `timed` elements measure themselves.
 */
export function emitCpp(program: LoopProgram, lines: readonly string[] = [], timed?: TimedElements): CppArtefact {
  const timers: Timer[] = [];
  const kernel = `${functionTexts(program)}${emitKernel(program, lines, timed && { elements: timed, timers })}`;
  const statements = walkStatements(program.body);
  const parts = [prelude];
  if (statements.some((s) => s.kind === "matmul")) parts.push(matrixProduct);
  if (
    statements.some((s) => s.kind === "for" && s.reductions?.some((r) => r.operator === "min" || r.operator === "max"))
  )
    parts.push(extremeReductions);
  if (timers.length > 0) parts.push(timersPrelude(timers.length));
  return {
    kind: "cpp",
    kernel,
    source: [...parts, kernel, harness(program, timers.length)].join("\n"),
    program,
    timers,
  };
}

/** The function's declaration; symbols first, then parameters, as the harness passes them. */
export function parameterText(p: Parameter): string {
  const type = cppType(partOf(p.dtype));
  if (p.scalar) return `${type} ${cppName(p.name)}`;
  return `${p.written ? "" : "const "}${type} *__restrict ${cppName(p.name)}`;
}

function emitKernel(program: LoopProgram, source: readonly string[], timing: Printer["timing"]): string {
  const parameters = [...program.symbols.map((s) => `int64_t ${cppName(s)}`), ...program.parameters.map(parameterText)];
  const printer: Printer = {
    program,
    source,
    placement: placeLocals(program),
    lines: [],
    allocated: [],
    names: namesOf(program),
    parallel: [],
    shown: { line: 0 },
    timing,
  };
  printBody(printer, program.body, "    ");
  const head = `int64_t ${cppName(program.name)}(${parameters.join(", ")}) {`;
  const wrapped = head.length <= 120 ? head : `int64_t ${cppName(program.name)}(\n    ${parameters.join(",\n    ")}) {`;
  return `// Returns 0, or 1 + the place of the exception that was raised.\n${wrapped}\n${printer.lines.join("\n")}\n    return 0;\n}\n`;
}
