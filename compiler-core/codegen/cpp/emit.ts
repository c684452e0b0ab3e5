// A loop program → one readable C++ file: the kernel, and a harness that feeds it from files and times it.
import { CompilerBug, invariant, need } from "../../diagnostics/index.ts";
import type { LoopProgram, Parameter, Statement } from "../../lowering/index.ts";
import { harness } from "./harness.ts";
import { cppName, cppType, printCpp, printIndexCpp } from "./values.ts";

export interface CppArtefact {
  readonly kind: "cpp";
  /** The kernel alone, as the Code panel shows it. */
  readonly kernel: string;
  /** A whole program: reads its inputs, runs, times, writes its outputs. */
  readonly source: string;
  readonly program: LoopProgram;
}

export function emitCpp(program: LoopProgram): CppArtefact {
  const kernel = emitKernel(program);
  return { kind: "cpp", kernel, source: `${prelude}\n${kernel}\n${harness(program)}`, program };
}

const prelude = `#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>

// Python's floor division and modulo, for a divisor that is not zero.
static inline int64_t floor_div(int64_t a, int64_t b) { int64_t q = a / b; return q - ((a % b != 0) & ((a < 0) != (b < 0))); }
static inline int64_t floor_mod(int64_t a, int64_t b) { int64_t r = a % b; return r + ((r != 0) & ((r < 0) != (b < 0)) ? b : 0); }
// NumPy's minimum and maximum, which spread NaN.
template <class T> static inline T np_minimum(T a, T b) { return (a < b || a != a) ? a : b; }
template <class T> static inline T np_maximum(T a, T b) { return (a > b || a != a) ? a : b; }
// Float to integer: what C++ leaves open saturates, NaN gives 0.
template <class T, class F> static inline T np_trunc(F x) {
    if (!(x == x)) return 0;
    if (x <= F(std::numeric_limits<T>::min())) return std::numeric_limits<T>::min();
    if (x >= F(std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
    return T(x);
}
`;

/** The function's declaration; symbols first, then parameters, as the harness passes them. */
export function parameterText(p: Parameter): string {
  if (p.scalar) return `${cppType(p.dtype)} ${cppName(p.name)}`;
  return `${p.written ? "" : "const "}${cppType(p.dtype)} *__restrict ${cppName(p.name)}`;
}

function emitKernel(program: LoopProgram): string {
  const parameters = [...program.symbols.map((s) => `int64_t ${cppName(s)}`), ...program.parameters.map(parameterText)];
  const lines: string[] = [];
  for (const [name, dtype] of Object.entries(program.locals)) lines.push(`    ${cppType(dtype)} ${cppName(name)} = 0;`);
  const printer: Printer = { program, lines, allocated: [] };
  printBody(printer, program.body, "    ");
  return `// Returns 0, or 1 + the place of the exception that was raised.\nint64_t ${cppName(program.name)}(${parameters.join(", ")}) {\n${lines.join("\n")}\n    return 0;\n}\n`;
}

interface Printer {
  readonly program: LoopProgram;
  readonly lines: string[];
  readonly allocated: string[];
}

function printBody(p: Printer, body: readonly Statement[], indent: string): void {
  for (const s of body) printStatement(p, s, indent);
}

function printStatement(p: Printer, s: Statement, indent: string): void {
  const line = (text: string) => p.lines.push(`${indent}${text}`);
  const block = (body: readonly Statement[]) => printBody(p, body, `${indent}    `);
  switch (s.kind) {
    case "alloc": {
      const buffer = need(p.program.buffers[s.buffer], s.buffer);
      const type = cppType(buffer.dtype);
      line(
        `${type} *__restrict ${cppName(s.buffer)} = static_cast<${type} *>(std::aligned_alloc(64, (${printIndexCpp(buffer.size)}) * sizeof(${type}) / 64 * 64 + 64));`,
      );
      p.allocated.push(s.buffer);
      return;
    }
    case "free":
      line(`std::free(${cppName(s.buffer)});`);
      p.allocated.splice(p.allocated.indexOf(s.buffer), 1);
      return;
    case "for": {
      const v = cppName(s.variable);
      if (s.schedule === "parallel") line("#pragma omp parallel for schedule(static)");
      if (s.schedule === "simd") line("#pragma omp simd");
      const advance = s.step === 1 ? `++${v}` : s.step === -1 ? `--${v}` : `${v} += ${s.step}`;
      line(
        `for (int64_t ${v} = ${printIndexCpp(s.begin)}; ${v} ${s.step > 0 ? "<" : ">"} ${printIndexCpp(s.end)}; ${advance}) {`,
      );
      block(s.body);
      line("}");
      return;
    }
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
      line(`${freeing(p)}return 0;`);
      return;
    case "symbol":
      line(
        `const int64_t ${cppName(s.name)} = ${s.value.kind === "index" ? printIndexCpp(s.value.expr) : printCpp(s.value)};`,
      );
      return;
    case "assign":
      line(`${cppName(s.local)} = ${printCpp(s.value)};`);
      return;
    case "store":
      invariant(s.wcr === undefined, "a conflict was not resolved");
      line(`${cppName(s.memory)}[${printCpp(s.at)}] = ${printCpp(s.value)};`);
      return;
    case "matmul":
      throw new CompilerBug("a matrix product has no kernel here yet");
    case "check":
      line(`if (!(${printCpp(s.condition)})) { ${freeing(p)}return ${s.exception + 1}; }`);
      return;
  }
}

const freeing = (p: Printer) => p.allocated.map((name) => `std::free(${cppName(name)}); `).join("");
