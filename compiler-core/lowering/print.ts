// A loop program as text: what the Code panel and the goldens show.
import { printExpr } from "../symbolic/index.ts";
import type { LoopProgram, Statement, Value } from "./loop-program.ts";

export function printLoopProgram(program: LoopProgram): string {
  const parameters = program.parameters.map(
    (p) => `${p.name}: ${p.dtype}${p.scalar ? "" : `[${p.shape.map(printExpr).join(", ")}]`}`,
  );
  const lines = [`program ${program.name}(${[...program.symbols, ...parameters].join(", ")})`];
  lines.push(...localLines(program.locals));
  for (const [name, f] of Object.entries(program.functions ?? {})) {
    lines.push(`  function ${name}(${f.parameters.map((p) => `${p.name}: ${p.type}`).join(", ")})`);
    for (const { name: local, value } of f.lets) lines.push(`    ${local} = ${printValue(value)}`);
    lines.push(`    return ${printValue(f.result)}`);
  }
  printBody(program, program.body, "  ", lines);
  return `${lines.join("\n")}\n`;
}

/** By type, since there may be many: `local float64: lap, lap_add, …`. */
function localLines(locals: LoopProgram["locals"]): string[] {
  const byType = new Map<string, string[]>();
  for (const [name, dtype] of Object.entries(locals)) byType.set(dtype, [...(byType.get(dtype) ?? []), name]);
  return [...byType].flatMap(([dtype, names]) => wrapped(`  local ${dtype}: `, names));
}

const widest = 120;

/** Names joined by commas, in lines under each other. */
function wrapped(head: string, names: readonly string[]): string[] {
  const lines: string[] = [];
  let line = head;
  for (const [i, name] of names.entries()) {
    const piece = i === names.length - 1 ? name : `${name}, `;
    if (line.length + piece.length > widest && line.trim() !== "" && line !== head) {
      lines.push(line.trimEnd());
      line = " ".repeat(head.length);
    }
    line += piece;
  }
  return [...lines, line];
}

function printBody(program: LoopProgram, body: readonly Statement[], indent: string, lines: string[]): void {
  for (const s of body) {
    switch (s.kind) {
      case "alloc": {
        const buffer = program.buffers[s.buffer];
        lines.push(`${indent}alloc ${s.buffer}: ${buffer?.dtype}[${buffer ? printExpr(buffer.size) : "?"}]`);
        break;
      }
      case "free":
        lines.push(`${indent}free ${s.buffer}`);
        break;
      case "for":
        lines.push(
          `${indent}for ${s.variable} in ${printExpr(s.begin)}:${printExpr(s.end)}${s.step === 1 ? "" : `:${s.step}`}${s.schedule === "sequential" ? "" : ` ${s.schedule}${s.lanes ? ` ${s.lanes}` : ""}`}`,
        );
        printBody(program, s.body, `${indent}  `, lines);
        break;
      case "while":
        lines.push(`${indent}while ${printValue(s.condition)}`);
        printBody(program, s.body, `${indent}  `, lines);
        break;
      case "if":
        lines.push(`${indent}if ${printValue(s.condition)}`);
        printBody(program, s.then, `${indent}  `, lines);
        if (s.otherwise.length > 0) {
          lines.push(`${indent}else`);
          printBody(program, s.otherwise, `${indent}  `, lines);
        }
        break;
      case "symbol":
        lines.push(`${indent}${s.name} := ${printValue(s.value)}`);
        break;
      case "assign":
        lines.push(`${indent}${s.local} = ${printValue(s.value)}`);
        break;
      case "store":
        lines.push(`${indent}${s.memory}[${printValue(s.at)}] ${s.wcr ? `${s.wcr}=` : "="} ${printValue(s.value)}`);
        break;
      case "check": {
        const raised = program.exceptions[s.exception];
        lines.push(
          `${indent}check ${printValue(s.condition)} else ${raised?.exception}(${JSON.stringify(raised?.message)})`,
        );
        break;
      }
      case "matmul":
        lines.push(
          `${indent}matmul ${s.c.memory} = ${s.a.memory} @ ${s.b.memory}  (${printExpr(s.m)} × ${printExpr(s.k)} × ${printExpr(s.n)} ${s.dtype})`,
        );
        break;
      default:
        lines.push(`${indent}${s.kind}`);
    }
  }
}

export function printValue(value: Value): string {
  switch (value.kind) {
    case "constant":
      return value.imag === undefined ? `${value.value}` : `(${value.value} + ${value.imag}j)`;
    case "local":
      return value.name;
    case "index":
      return printExpr(value.expr);
    case "load":
      return `${value.memory}[${printValue(value.at)}]`;
    case "unary":
      return `(${value.operator === "not" ? "not " : value.operator}${printValue(value.operand)})`;
    case "binary":
    case "compare":
    case "logical":
      return `(${printValue(value.left)} ${value.operator} ${printValue(value.right)})`;
    case "select":
      return `(${printValue(value.then)} if ${printValue(value.condition)} else ${printValue(value.otherwise)})`;
    case "call":
      return `${value.fn}(${value.args.map(printValue).join(", ")})`;
    case "cast":
      return `${value.type}(${printValue(value.operand)})`;
    case "apply":
      return `${value.name}(${value.args.map(printValue).join(", ")})`;
    case "machine":
      return `${value.operation === "reinterpret" ? `bits_as_${value.type}` : value.operation}(${value.args.map(printValue).join(", ")})`;
  }
}
