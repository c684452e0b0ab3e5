// Statements → C++, one a line, with the Python line that they came from above them.
import { invariant, need } from "../../diagnostics/index.ts";
import {
  type LoopProgram,
  type Reduction,
  type Statement,
  valuesOf,
  walkStatements,
  walkValues,
} from "../../lowering/index.ts";
import { freeName, kindOf, type WriteConflict } from "../../sdfg/index.ts";
import { symbolsOf } from "../../symbolic/index.ts";
import { cppName } from "./names.ts";
import type { Placement } from "./placement.ts";
import { type Timing, timerFor } from "./timers.ts";
import { cppType, printCpp, printIndexCpp } from "./values.ts";

export interface Printer {
  readonly program: LoopProgram;
  /** Lines of the Python text, if they are known. */
  readonly source: readonly string[];
  readonly placement: Placement;
  readonly lines: string[];
  readonly allocated: string[];
  /** What the program calls anything: names of ours keep away from them. */
  readonly names: ReadonlySet<string>;
  /** The parallel loops that we are in, outermost first, that hold checks. */
  readonly parallel: ParallelLoop[];
  /** The Python line that was shown last. */
  readonly shown: { line: number };
  /** Undefined where nothing is timed, and inside what is. */
  readonly timing: Timing | undefined;
}

interface ParallelLoop {
  readonly variable: string;
  readonly step: number;
  /** Names of what the loop's threads share, and of the label at an iteration's end. */
  readonly raised: string;
}

export function printBody(p: Printer, body: readonly Statement[], indent: string): void {
  const last = body.findLastIndex((s) => s.kind !== "free");
  for (const [i, s] of body.entries()) {
    // The end of its scope frees it as well.
    if (s.kind === "free" && i > last && body.some((t) => t.kind === "alloc" && t.buffer === s.buffer)) {
      forget(p, s.buffer);
      continue;
    }
    const line = s.origin?.span?.line ?? 0;
    if (line > 0 && line !== p.shown.line) {
      const text = p.source[line - 1];
      p.lines.push(`${indent}// ${line}${text === undefined ? "" : `: ${commented(text)}`}`);
      p.shown.line = line;
    }
    for (const name of p.placement.before.get(s) ?? []) p.lines.push(`${indent}${declared(p, name)} = 0;`);
    const timer = p.timing && timerFor(p.timing, s);
    if (timer === undefined) printStatement(p, s, indent);
    else {
      p.lines.push(`${indent}np::timers[${timer}] -= np::nanoseconds();`);
      printStatement({ ...p, timing: undefined }, s, indent);
      p.lines.push(`${indent}np::timers[${timer}] += np::nanoseconds();`);
    }
  }
}

/** Foreign text on one line: a backslash at the end, or its trigraph, would take the next line into the comment. */
export function commented(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]/gu, " ").replaceAll("??/", "?? /");
  return line.replace(/[\\\s]+$/, "").trimStart();
}

function declared(p: Printer, name: string): string {
  const type = p.program.locals[name];
  return `${type === undefined ? "int64_t" : cppType(type)} ${cppName(name)}`;
}

/** The left side of an assignment: a declaration where it is the first. */
function target(p: Printer, s: Statement, name: string): string {
  const place = p.placement.atAssignment.get(s);
  return place === undefined ? cppName(name) : `${place.constant ? "const " : ""}${declared(p, name)}`;
}

function printStatement(p: Printer, s: Statement, indent: string): void {
  const line = (text: string) => p.lines.push(`${indent}${text}`);
  const block = (body: readonly Statement[]) => printBody(p, body, `${indent}    `);
  switch (s.kind) {
    case "alloc": {
      const buffer = need(p.program.buffers[s.buffer], s.buffer);
      const type = cppType(buffer.dtype);
      line(`np::Memory<${type}> ${memoryOf(p, s.buffer)}{${printIndexCpp(buffer.size)}};`);
      line(`${type} *__restrict ${cppName(s.buffer)} = ${memoryOf(p, s.buffer)}.data;`);
      p.allocated.push(s.buffer);
      return;
    }
    case "free":
      line(`${memoryOf(p, s.buffer)}.free();`);
      forget(p, s.buffer);
      return;
    case "for":
      printFor(p, s, indent);
      return;
    case "while":
      line(`while (${printCpp(s.condition)}) {`);
      block(s.body);
      line("}");
      return;
    case "if":
      line(`if (${printCpp(s.condition)}) {`);
      block(s.then);
      if (s.otherwise.length > 0) {
        line("} else {");
        block(s.otherwise);
      }
      line("}");
      return;
    case "break":
    case "continue":
      line(`${s.kind};`);
      return;
    case "return":
      line("return 0;");
      return;
    case "symbol":
      line(`${target(p, s, s.name)} = ${printCpp(s.value)};`);
      return;
    case "assign":
      line(`${target(p, s, s.local)} = ${printCpp(s.value)};`);
      return;
    case "store":
      printStore(s, line);
      return;
    case "matmul": {
      const type = cppType(s.dtype);
      const matrix = (m: typeof s.a) =>
        `{${cppName(m.memory)}${m.offset.terms.length === 0 ? "" : ` + ${printIndexCpp(m.offset)}`}, ${printIndexCpp(m.rowStride)}, ${printIndexCpp(m.columnStride)}}`;
      line(
        `np::matrix_product<${type}>(${[s.m, s.n, s.k].map(printIndexCpp).join(", ")}, ${matrix(s.a)}, ${matrix(s.b)}, ${matrix(s.c)}, ${s.threads});`,
      );
      return;
    }
    case "check":
      printCheck(p, s, line);
      return;
  }
}

function forget({ allocated }: Printer, buffer: string): void {
  allocated.splice(allocated.indexOf(buffer), 1);
}

/** What owns a buffer's memory. */
function memoryOf({ names }: Printer, buffer: string): string {
  return freeName(`${cppName(buffer)}_memory`, (name) => names.has(name));
}

export function namesOf(program: LoopProgram): ReadonlySet<string> {
  const names = [
    ...program.symbols,
    ...program.parameters.map((p) => p.name),
    ...Object.keys(program.buffers),
    ...Object.keys(program.locals),
  ];
  for (const s of walkStatements(program.body)) {
    if (s.kind === "for") names.push(s.variable);
    if (s.kind === "symbol") names.push(s.name);
  }
  return new Set(names.map(cppName));
}

function printFor(p: Printer, s: Statement & { kind: "for" }, indent: string): void {
  const line = (text: string) => p.lines.push(`${indent}${text}`);
  const v = cppName(s.variable);
  const isParallel = s.schedule === "parallel";
  const checks = isParallel && walkStatements(s.body).some((x) => x.kind === "check");
  const raised = `raised_${p.shown.line}_${p.lines.length}`;
  if (checks) {
    line(`int64_t ${raised} = 0, ${raised}_at = ${s.step > 0 ? "INT64_MAX" : "INT64_MIN"};`);
    p.parallel.push({ variable: v, step: s.step, raised });
  }
  printPragma(p, s, line, checks ? raised : undefined);
  const advance = s.step === 1 ? `++${v}` : s.step === -1 ? `--${v}` : `${v} += ${s.step}`;
  line(
    `for (int64_t ${v} = ${printIndexCpp(s.begin)}; ${v} ${s.step > 0 ? "<" : ">"} ${printIndexCpp(s.end)}; ${advance}) {`,
  );
  if (checks) {
    line("    {");
    printBody(p, s.body, `${indent}        `);
    line(`    }\n${indent}    ${raised}_next:;`);
  } else printBody(p, s.body, `${indent}    `);
  line("}");
  if (!checks) return;
  p.parallel.pop();
  printLeaving(p, `${raised} != 0`, raised, line);
}

function printPragma(
  p: Printer,
  s: Statement & { kind: "for" },
  line: (text: string) => void,
  raised: string | undefined,
): void {
  if (s.schedule === "sequential") return;
  const clauses = (s.reductions ?? [])
    .map((r) => ` reduction(${reductionOperator(p, r)} : ${cppName(r.local)})`)
    .join("");
  const lanes = s.schedule === "simd" && s.lanes !== undefined ? ` simdlen(${s.lanes})` : "";
  // The way out of a loop that raises is a call, before which the compiler takes all that threads share to be changed.
  const shared =
    raised === undefined ? "" : ` shared(${raised}, ${raised}_at)${clause("firstprivate", fixedNamesIn(p, s.body))}`;
  const pragma =
    s.schedule === "parallel"
      ? `#pragma omp parallel for schedule(static)${clauses}${shared}`
      : `#pragma omp simd${lanes}${clauses}`;
  // A sum in another order has other roundings.
  const ordered = s.reductions?.some(
    (r) =>
      kindOf(p.program.locals[r.local] ?? "float64") === "float" && (r.operator === "sum" || r.operator === "product"),
  );
  if (ordered) p.lines.push("#ifdef DATAWRIGHT_RELAXED");
  line(pragma);
  if (ordered) p.lines.push("#endif");
}

const clause = (kind: string, names: readonly string[]) => (names.length === 0 ? "" : ` ${kind}(${names.join(", ")})`);

/** Sizes, parameters and buffers that a loop uses and never changes: addresses and numbers, not what lies there. */
function fixedNamesIn({ program, allocated }: Printer, body: readonly Statement[]): readonly string[] {
  const used = new Set<string>();
  for (const s of walkStatements(body)) {
    if (s.kind === "store") used.add(s.memory);
    if (s.kind === "for") for (const e of [s.begin, s.end]) symbolsOf(e, used);
    if (s.kind === "matmul") {
      for (const m of [s.a, s.b, s.c]) {
        used.add(m.memory);
        for (const e of [m.offset, m.rowStride, m.columnStride]) symbolsOf(e, used);
      }
      for (const e of [s.m, s.n, s.k]) symbolsOf(e, used);
    }
    for (const value of valuesOf(s))
      for (const v of walkValues(value)) {
        if (v.kind === "load") used.add(v.memory);
        if (v.kind === "local") used.add(v.name);
        if (v.kind === "index") symbolsOf(v.expr, used);
      }
  }
  const fixed = [...program.symbols, ...program.parameters.map((p) => p.name), ...allocated];
  return fixed.filter((name) => used.has(name)).map(cppName);
}

function reductionOperator(p: Printer, r: Reduction): string {
  const isFloat = kindOf(p.program.locals[r.local] ?? "float64") === "float";
  switch (r.operator) {
    case "sum":
      return "+";
    case "product":
      return "*";
    case "min":
    case "max":
      return isFloat ? `np_${r.operator}` : r.operator;
    case "and":
      return "&&";
    case "or":
      return "||";
  }
}

/** In a parallel loop the first iteration to raise wins, and only this iteration ends. */
function printCheck(p: Printer, s: Statement & { kind: "check" }, line: (text: string) => void): void {
  const raised = p.program.exceptions[s.exception];
  line(`// ${commented(`${raised?.exception}: ${raised?.message}`)}`);
  const always = s.condition.kind === "constant" && s.condition.value === 0;
  printLeaving(p, always ? undefined : `!(${printCpp(s.condition)})`, `${s.exception + 1}`, line);
}

/** Out of the function, or of this iteration of the parallel loop around. */
function printLeaving(p: Printer, when: string | undefined, status: string, line: (text: string) => void): void {
  const loop = p.parallel.at(-1);
  const lead = when === undefined ? "" : `if (${when}) `;
  if (loop === undefined) {
    line(`${lead}return ${status};`);
    return;
  }
  const { raised, variable, step } = loop;
  line(`${lead}{`);
  line("    #pragma omp critical");
  line(
    `    if (${variable} ${step > 0 ? "<" : ">"} ${raised}_at) { ${raised}_at = ${variable}; ${raised} = ${status}; }`,
  );
  line(`    goto ${raised}_next;`);
  line("}");
}

function printStore(s: Statement & { kind: "store" }, line: (text: string) => void): void {
  const place = `${cppName(s.memory)}[${printCpp(s.at)}]`;
  if (s.wcr === undefined) {
    line(`${place} = ${printCpp(s.value)};`);
    return;
  }
  // Other threads may join to the same element.
  const operator = atomicOperator(s.wcr, s.dtype === "bool");
  if (operator !== undefined) {
    line("#pragma omp atomic");
    line(`${place} ${operator}= ${printCpp(s.value)};`);
    return;
  }
  invariant(s.wcr === "min" || s.wcr === "max", "a conflict without a rule");
  line("#pragma omp critical");
  line(`${place} = np::${s.wcr}imum(${place}, ${printCpp(s.value)});`);
}

function atomicOperator(wcr: WriteConflict, ofBools: boolean): string | undefined {
  return { sum: ofBools ? "|" : "+", product: ofBools ? "&" : "*", and: "&", or: "|", min: undefined, max: undefined }[
    wcr
  ];
}
