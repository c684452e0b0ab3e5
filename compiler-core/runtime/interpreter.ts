// The reference: runs a loop program one step at a time, slowly and plainly. Every target is tested against it.
import { CompilerBug, invariant, need } from "../diagnostics/index.ts";
import type { LoopProgram, Matrix, Statement, Value } from "../lowering/index.ts";
import { type DType, kindOf, partOf } from "../sdfg/index.ts";
import { evaluate } from "../symbolic/index.ts";
import { freshArguments, type Inputs } from "./arguments.ts";
import {
  applyBinary,
  applyCall,
  applyCast,
  applyCompare,
  applyMachine,
  applyUnary,
  combine,
  type Element,
  isTrue,
} from "./element.ts";
import { withoutRows } from "./grown-results.ts";
import { allocate, bytesOfArray, type NdArray, type TypedData } from "./nd-array.ts";
import type { RunOptions, RunResult } from "./run-result.ts";

interface Machine {
  readonly program: LoopProgram;
  readonly memory: Map<string, NdArray>;
  readonly locals: Map<string, Element>;
  readonly symbols: Map<string, number>;
}

type Jump = "break" | "continue" | "return" | { readonly raised: number } | undefined;

export function interpret(
  program: LoopProgram,
  inputs: Inputs,
  sizes: Readonly<Record<string, number>>,
  options: RunOptions,
): RunResult {
  const started = options.now();
  const memory = freshArguments(program, inputs, sizes);
  const machine: Machine = { program, memory, locals: new Map(), symbols: new Map(Object.entries(sizes)) };
  for (const p of program.parameters)
    if (p.scalar) machine.locals.set(p.name, elementAt(need(memory.get(p.name), p.name), 0));
  const before = options.now();
  const jump = runBody(machine, program.body);
  const seconds = [options.now() - before];
  if (typeof jump === "object") {
    const raised = need(program.exceptions[jump.raised], "exception");
    return { kind: "raised", ...raised };
  }
  const outputs = Object.fromEntries(
    program.parameters.filter((p) => !p.scalar).map((p) => [p.name, need(memory.get(p.name), p.name)]),
  );
  return { kind: "finished", outputs: withoutRows(outputs), seconds, marshallingSeconds: before - started };
}

function runBody(m: Machine, body: readonly Statement[]): Jump {
  for (const statement of body) {
    const jump = runStatement(m, statement);
    if (jump !== undefined) return jump;
  }
  return undefined;
}

function runStatement(m: Machine, s: Statement): Jump {
  switch (s.kind) {
    case "alloc": {
      const buffer = need(m.program.buffers[s.buffer], s.buffer);
      m.memory.set(s.buffer, unwritten(allocate(buffer.dtype, [evaluate(buffer.size, m.symbols)])));
      return undefined;
    }
    case "free":
      m.memory.delete(s.buffer);
      return undefined;
    case "for": {
      const [begin, end] = [evaluate(s.begin, m.symbols), evaluate(s.end, m.symbols)];
      for (let i = begin; s.step > 0 ? i < end : i > end; i += s.step) {
        m.symbols.set(s.variable, i);
        const jump = runBody(m, s.body);
        if (jump === "break") break;
        if (jump !== undefined && jump !== "continue") return jump;
      }
      return undefined;
    }
    case "while":
      while (isTrue(evaluateValue(m, s.condition))) {
        const jump = runBody(m, s.body);
        if (jump === "break") break;
        if (jump !== undefined && jump !== "continue") return jump;
      }
      return undefined;
    case "if":
      return runBody(m, isTrue(evaluateValue(m, s.condition)) ? s.then : s.otherwise);
    case "break":
    case "continue":
    case "return":
      return s.kind;
    case "symbol":
      m.symbols.set(s.name, Number(evaluateValue(m, s.value)));
      return undefined;
    case "assign":
      m.locals.set(s.local, evaluateValue(m, s.value));
      return undefined;
    case "store": {
      const array = memoryAs(m, s.memory, s.dtype);
      const at = addressOf(m, s.at, array, s.memory);
      const value = evaluateValue(m, s.value);
      setElement(array, at, s.wcr === undefined ? value : combine(s.wcr, array.dtype, elementAt(array, at), value));
      return undefined;
    }
    case "check":
      return isTrue(evaluateValue(m, s.condition)) ? undefined : { raised: s.exception };
    case "matmul":
      multiplyMatrices(m, s);
      return undefined;
  }
}

function multiplyMatrices(m: Machine, s: Statement & { kind: "matmul" }): void {
  const [rows, columns, depth] = [s.m, s.n, s.k].map((e) => evaluate(e, m.symbols)) as [number, number, number];
  const place = (matrix: Matrix) => {
    const [offset, row, column] = [matrix.offset, matrix.rowStride, matrix.columnStride].map((e) =>
      evaluate(e, m.symbols),
    ) as [number, number, number];
    return {
      array: need(m.memory.get(matrix.memory), matrix.memory),
      at: (i: number, j: number) => offset + i * row + j * column,
    };
  };
  const [a, b, c] = [place(s.a), place(s.b), place(s.c)];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = applyCast(s.dtype, 0);
      for (let k = 0; k < depth; k++)
        sum = applyBinary(
          "+",
          s.dtype,
          sum,
          applyBinary("*", s.dtype, elementAt(a.array, a.at(i, k)), elementAt(b.array, b.at(k, j))),
        );
      setElement(c.array, c.at(i, j), sum);
    }
  }
}

/** New memory holds NaN (or −1), so that an element that is read before it was written shows. */
function unwritten(array: NdArray): NdArray {
  bytesOfArray(array).fill(0xff);
  return array;
}

function evaluateValue(m: Machine, v: Value): Element {
  switch (v.kind) {
    case "constant":
      return constantElement(v.type, v.value, v.imag);
    case "local":
      return need(m.locals.get(v.name), `a value of ${v.name}`);
    case "index":
      return evaluate(v.expr, m.symbols);
    case "load": {
      const array = memoryAs(m, v.memory, v.type);
      return elementAt(array, addressOf(m, v.at, array, v.memory));
    }
    case "unary":
      return applyUnary(v.operator, v.type, evaluateValue(m, v.operand));
    case "binary":
      return applyBinary(v.operator, v.type, evaluateValue(m, v.left), evaluateValue(m, v.right));
    case "compare":
      return applyCompare(v.operator, evaluateValue(m, v.left), evaluateValue(m, v.right));
    case "logical": {
      const left = isTrue(evaluateValue(m, v.left));
      return v.operator === "and"
        ? left && isTrue(evaluateValue(m, v.right))
        : left || isTrue(evaluateValue(m, v.right));
    }
    case "select":
      return evaluateValue(m, isTrue(evaluateValue(m, v.condition)) ? v.then : v.otherwise);
    case "call":
      return applyCall(
        v.fn,
        v.type,
        v.args.map((arg) => evaluateValue(m, arg)),
      );
    case "cast":
      return applyCast(v.type, evaluateValue(m, v.operand), v.operand.type);
    case "apply": {
      const f = need(m.program.functions?.[v.name], `function ${v.name}`);
      const locals = new Map(
        v.args.map((arg, i): [string, Element] => [need(f.parameters[i], "parameter").name, evaluateValue(m, arg)]),
      );
      const inner: Machine = { ...m, locals };
      for (const { name, value } of f.lets) locals.set(name, evaluateValue(inner, value));
      return evaluateValue(inner, f.result);
    }
    case "machine":
      return applyMachine(
        v.operation,
        v.type,
        v.args.map((arg) => ({ type: arg.type, value: evaluateValue(m, arg) })),
      );
  }
}

/** Memory of complex numbers may be addressed by their parts, twice as many. */
function memoryAs(m: Machine, name: string, type: DType): NdArray {
  const array = need(m.memory.get(name), `memory ${name}`);
  if (array.dtype === type) return array;
  invariant(partOf(array.dtype) === type, `${name} holds ${array.dtype}, not ${type}`);
  return { dtype: type, shape: [array.data.length], data: array.data };
}

function addressOf(m: Machine, at: Value, array: NdArray, name: string): number {
  const address = Number(evaluateValue(m, at));
  const length = kindOf(array.dtype) === "complex" ? array.data.length / 2 : array.data.length;
  if (!(address >= 0 && address < length))
    throw new CompilerBug(`${name}[${address}] is outside its ${length} elements`);
  return address;
}

function constantElement(dtype: DType, value: number, imag: number | undefined): Element {
  const kind = kindOf(dtype);
  if (kind === "bool") return value !== 0;
  if (kind === "complex") return { re: value, im: imag ?? 0 };
  return dtype === "int64" || dtype === "uint64" ? BigInt(value) : value;
}

export function elementAt(array: NdArray, at: number): Element {
  const { data } = array;
  if (kindOf(array.dtype) === "complex") return { re: Number(data[2 * at]), im: Number(data[2 * at + 1]) };
  const value = data[at];
  invariant(value !== undefined, "an element");
  return array.dtype === "bool" ? value !== 0 : value;
}

function setElement(array: NdArray, at: number, value: Element): void {
  const data = array.data as TypedData;
  if (typeof value === "object") {
    data[2 * at] = value.re;
    data[2 * at + 1] = value.im;
  } else if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[at] = BigInt(value);
  else data[at] = Number(value);
}
