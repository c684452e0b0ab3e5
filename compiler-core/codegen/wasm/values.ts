// Expressions → instructions that leave one value on the stack.
import { CompilerBug, invariant, need } from "../../diagnostics/index.ts";
import type { LoopFunction, Value, ValueType } from "../../lowering/index.ts";
import { bytesOf, type DType, kindOf } from "../../sdfg/index.ts";
import { type Atom, constantOf, type Expr, int, sub, type Term } from "../../symbolic/index.ts";
import type { FunctionWriter } from "./function-writer.ts";
import type { KnownSymbols } from "./known-symbols.ts";
import type { Opcode, SaturatingOpcode, WasmType } from "./opcodes.ts";

export interface ValueContext {
  readonly writer: FunctionWriter;
  readonly addresses: ReadonlyMap<string, number>;
  /** Memory whose byte address is only known at run time: the local that holds it. */
  readonly pointers: ReadonlyMap<string, string>;
  readonly known: KnownSymbols;
  readonly functions: Readonly<Record<string, LoopFunction>>;
  /** The function whose body is being put in place of a call: its locals are its own. */
  readonly scope?: string;
}

export function wasmTypeOf(type: ValueType): WasmType {
  if (type === "index") return "i32";
  if (type === "float64" || type === "float32") return type === "float64" ? "f64" : "f32";
  invariant(kindOf(type) !== "complex" && type !== "float16", `${type} was not legalized`);
  return bytesOf(type) === 8 ? "i64" : "i32";
}

export function emitValue(ctx: ValueContext, value: Value): void {
  const { writer } = ctx;
  switch (value.kind) {
    case "constant":
      emitConstant(writer, value.value, value.type);
      return;
    case "local":
      writer.get(ctx.scope === undefined ? value.name : `${ctx.scope}.${value.name}`);
      return;
    case "index":
      emitIndex(ctx, value.expr);
      return;
    case "load": {
      const offset = emitAddress(ctx, value.memory, value.at, bytesOf(value.type));
      const { opcode, align } = loadOf(value.type);
      writer.memory(opcode, align, offset);
      return;
    }
    case "unary":
      emitUnary(ctx, value);
      return;
    case "binary":
      emitBinary(ctx, value);
      return;
    case "compare":
      emitValue(ctx, value.left);
      emitValue(ctx, value.right);
      writer.emit(comparison(value.operator, value.left.type));
      return;
    case "logical":
      emitValue(ctx, value.left);
      emitValue(ctx, value.right);
      writer.emit(value.operator === "and" ? "i32.and" : "i32.or");
      return;
    case "select":
      if (appliesRare(ctx, value.then) || appliesRare(ctx, value.otherwise)) {
        emitBranch(ctx, value);
        return;
      }
      emitValue(ctx, value.then);
      emitValue(ctx, value.otherwise);
      emitValue(ctx, value.condition);
      writer.emit("select");
      return;
    case "call":
      emitCall(ctx, value);
      return;
    case "cast":
      emitValue(ctx, value.operand);
      emitCast(writer, value.operand.type, value.type);
      return;
    case "apply":
      emitApply(ctx, value);
      return;
    case "machine":
      emitMachine(ctx, value);
      return;
  }
}

const appliesRare = (ctx: ValueContext, value: Value) =>
  value.kind === "apply" && ctx.functions[value.name]?.rare === true;

/** A choice of which one side is long and hardly ever taken. */
function emitBranch(ctx: ValueContext, value: Value & { kind: "select" }): void {
  const { writer } = ctx;
  const chosen = writer.temporary(wasmTypeOf(value.type));
  emitValue(ctx, value.condition);
  writer.open("if");
  emitValue(ctx, value.then);
  writer.setLocal(chosen);
  writer.emit("else");
  emitValue(ctx, value.otherwise);
  writer.setLocal(chosen);
  writer.close();
  writer.getLocal(chosen);
}

/** The function's body in the place of the call. All arguments are on the stack before a parameter changes, so calls may nest. */
function emitApply(ctx: ValueContext, value: Value & { kind: "apply" }): void {
  const { writer } = ctx;
  const f = need(ctx.functions[value.name], `function ${value.name}`);
  for (const arg of value.args) emitValue(ctx, arg);
  const inner: ValueContext = { ...ctx, scope: value.name };
  const set = (name: string, type: ValueType) =>
    writer.setLocal(writer.local(`${value.name}.${name}`, wasmTypeOf(type)));
  for (const p of [...f.parameters].reverse()) set(p.name, p.type);
  for (const { name, value: bound } of f.lets) {
    emitValue(inner, bound);
    set(name, bound.type);
  }
  emitValue(inner, f.result);
}

function emitMachine(ctx: ValueContext, value: Value & { kind: "machine" }): void {
  const { writer } = ctx;
  for (const arg of value.args) emitValue(ctx, arg);
  const type = wasmTypeOf(value.type);
  switch (value.operation) {
    case "reinterpret": {
      const from = wasmTypeOf(need(value.args[0], "an argument").type);
      if (from !== type) writer.emit(`${type}.reinterpret_${from}` as Opcode);
      return;
    }
    case "copysign":
      writer.emit(`${type}.copysign` as Opcode);
      return;
    case "quotient":
    case "remainder":
      writer.emit(
        `${type}.${value.operation === "quotient" ? "div" : "rem"}_${kindOf(value.type) === "uint" ? "u" : "s"}` as Opcode,
      );
      return;
  }
}

export function emitConstant(writer: FunctionWriter, value: number, type: ValueType): void {
  const wasm = wasmTypeOf(type);
  if (wasm === "f64") writer.f64(value);
  else if (wasm === "f32") writer.f32(value);
  else if (wasm === "i64") writer.i64(value);
  else writer.i32(value);
}

function emitUnary(ctx: ValueContext, value: Value & { kind: "unary" }): void {
  const { writer } = ctx;
  const type = wasmTypeOf(value.type);
  if (value.operator === "not") {
    emitValue(ctx, value.operand);
    writer.emit("i32.eqz");
    return;
  }
  if (type === "f32" || type === "f64") {
    emitValue(ctx, value.operand);
    writer.emit(`${type}.neg` as Opcode);
    return;
  }
  emitConstant(writer, value.operator === "-" ? 0 : -1, value.type);
  emitValue(ctx, value.operand);
  writer.emit(`${type}.${value.operator === "-" ? "sub" : "xor"}` as Opcode);
}

const arithmetic: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "&": "and",
  "|": "or",
  "^": "xor",
  "<<": "shl",
};

function emitBinary(ctx: ValueContext, value: Value & { kind: "binary" }): void {
  const { writer } = ctx;
  const type = wasmTypeOf(value.type);
  emitValue(ctx, value.left);
  emitValue(ctx, value.right);
  const unsigned = value.type !== "index" && kindOf(value.type) === "uint";
  const isFloat = type === "f32" || type === "f64";
  const name =
    value.operator === "/" && isFloat
      ? "div"
      : value.operator === ">>"
        ? unsigned
          ? "shr_u"
          : "shr_s"
        : arithmetic[value.operator];
  if (name === undefined || (value.type === "bool" && (value.operator === "+" || value.operator === "*"))) {
    if (value.type === "bool") {
      writer.emit(value.operator === "+" ? "i32.or" : "i32.and");
      return;
    }
    throw new CompilerBug(`${value.operator} on ${value.type} was not legalized`);
  }
  writer.emit(`${type}.${name}` as Opcode);
}

function comparison(operator: string, type: ValueType): Opcode {
  const wasm = wasmTypeOf(type);
  const name = need({ "==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge" }[operator], operator);
  if (wasm === "f32" || wasm === "f64" || name === "eq" || name === "ne") return `${wasm}.${name}` as Opcode;
  return `${wasm}.${name}_${type !== "index" && kindOf(type) === "uint" ? "u" : "s"}` as Opcode;
}

/** Functions that are one instruction; `min` and `max` of WebAssembly spread NaN as NumPy's do. */
export const directFunctions: Readonly<Record<string, string>> = {
  sqrt: "sqrt",
  abs: "abs",
  floor: "floor",
  ceil: "ceil",
  trunc: "trunc",
  rint: "nearest",
  minimum: "min",
  maximum: "max",
};

function emitCall(ctx: ValueContext, value: Value & { kind: "call" }): void {
  const type = wasmTypeOf(value.type);
  const name = directFunctions[value.fn];
  if ((type !== "f32" && type !== "f64") || name === undefined)
    throw new CompilerBug(`${value.fn} on ${value.type} was not legalized`);
  for (const arg of value.args) emitValue(ctx, arg);
  ctx.writer.emit(`${type}.${name}` as Opcode);
}

function emitCast(writer: FunctionWriter, from: ValueType, to: ValueType): void {
  const [a, b] = [wasmTypeOf(from), wasmTypeOf(to)];
  const isUnsigned = (type: ValueType) => type !== "index" && (kindOf(type) === "uint" || type === "bool");
  const suffix = isUnsigned(from) ? "u" : "s";
  if (to === "bool") {
    if (from === "bool") return;
    emitConstant(writer, 0, from);
    writer.emit(`${a}.ne` as Opcode);
    return;
  }
  if (a !== b) {
    if ((a === "f32" || a === "f64") && (b === "i32" || b === "i64"))
      writer.saturate(`${b}.trunc_sat_${a}_${isUnsigned(to) ? "u" : "s"}` as SaturatingOpcode);
    else if (a === "i32" && b === "i64") writer.emit(`i64.extend_i32_${suffix}` as Opcode);
    else if (a === "i64" && b === "i32") writer.emit("i32.wrap_i64");
    else if (a === "f32" && b === "f64") writer.emit("f64.promote_f32");
    else if (a === "f64" && b === "f32") writer.emit("f32.demote_f64");
    else writer.emit(`${b}.convert_${a}_${suffix}` as Opcode);
  }
  if (to === "int8") writer.emit("i32.extend8_s");
  if (to === "int16") writer.emit("i32.extend16_s");
  if (to === "uint8" || to === "uint16") {
    writer.i32(to === "uint8" ? 0xff : 0xffff);
    writer.emit("i32.and");
  }
}

export function loadOf(type: DType): { opcode: Opcode; align: number } {
  const wasm = wasmTypeOf(type);
  const bytes = bytesOf(type);
  const sign = kindOf(type) === "int" ? "s" : "u";
  return { opcode: (bytes < 4 ? `i32.load${bytes * 8}_${sign}` : `${wasm}.load`) as Opcode, align: Math.log2(bytes) };
}

export function storeOf(type: DType): { opcode: Opcode; align: number } {
  const bytes = bytesOf(type);
  return {
    opcode: (bytes < 4 ? `i32.store${bytes * 8}` : `${wasmTypeOf(type)}.store`) as Opcode,
    align: Math.log2(bytes),
  };
}

/** Leaves a byte address on the stack and returns the constant offset that belongs to it. */
export function emitAddress(ctx: ValueContext, memory: string, at: Value, bytes: number): number {
  const { writer } = ctx;
  const pointer = ctx.pointers.get(memory);
  const base = pointer === undefined ? need(ctx.addresses.get(memory), `address of ${memory}`) : 0;
  const finish = (offset: number) => {
    if (pointer !== undefined) {
      writer.get(pointer);
      writer.emit("i32.add");
    }
    return offset;
  };
  if (at.kind === "index") {
    const constant = at.expr.terms.find((t) => t.factors.length === 0)?.coefficient ?? 0;
    const moving = sub(at.expr, int(constant));
    const offset = base + constant * bytes;
    if (offset >= 0 && ctx.known.isNonNegative(moving)) {
      emitIndex(ctx, moving);
      scaleByBytes(writer, bytes);
      return finish(offset);
    }
  }
  emitValue(ctx, at);
  scaleByBytes(writer, bytes);
  return finish(base);
}

function scaleByBytes(writer: FunctionWriter, bytes: number): void {
  if (bytes === 1) return;
  writer.i32(Math.log2(bytes));
  writer.emit("i32.shl");
}

export function emitIndex(ctx: ValueContext, expr: Expr): void {
  const { writer } = ctx;
  const constant = constantOf(expr);
  if (constant !== undefined) {
    writer.i32(constant);
    return;
  }
  // A positive term first, so that the rest can be added or subtracted.
  const terms = [...expr.terms].sort((s, t) => Number(s.coefficient < 0) - Number(t.coefficient < 0));
  terms.forEach((term, i) => {
    const magnitude = i === 0 ? term.coefficient : Math.abs(term.coefficient);
    emitTerm(ctx, term, magnitude);
    if (i > 0) writer.emit(term.coefficient < 0 ? "i32.sub" : "i32.add");
  });
}

function emitTerm(ctx: ValueContext, term: Term, coefficient: number): void {
  const { writer } = ctx;
  let first = true;
  for (const factor of term.factors) {
    for (let i = 0; i < factor.power; i++) {
      emitAtom(ctx, factor.atom);
      if (!first) writer.emit("i32.mul");
      first = false;
    }
  }
  if (first) {
    writer.i32(coefficient);
    return;
  }
  if (coefficient === 1) return;
  writer.i32(coefficient);
  writer.emit("i32.mul");
}

function emitAtom(ctx: ValueContext, atom: Atom): void {
  const { writer } = ctx;
  switch (atom.kind) {
    case "symbol":
      writer.get(atom.name);
      return;
    case "min":
    case "max": {
      const [first, ...rest] = atom.args;
      emitIndex(ctx, need(first, "an argument"));
      for (const arg of rest) {
        const [a, b] = [writer.temporary("i32"), writer.temporary("i32")];
        emitIndex(ctx, arg);
        writer.setLocal(b);
        writer.teeLocal(a);
        writer.getLocal(b);
        writer.getLocal(a);
        writer.getLocal(b);
        writer.emit(atom.kind === "min" ? "i32.lt_s" : "i32.gt_s");
        writer.emit("select");
      }
      return;
    }
    case "floor-div":
    case "mod": {
      // Rounds down: (a − ((a mod b + b) mod b)) / b, with remainders of the machine, which take the dividend's sign.
      const [a, b, r] = [writer.temporary("i32"), writer.temporary("i32"), writer.temporary("i32")];
      emitIndex(ctx, atom.dividend);
      writer.setLocal(a);
      emitIndex(ctx, atom.divisor);
      writer.setLocal(b);
      writer.getLocal(a);
      writer.getLocal(b);
      writer.emit("i32.rem_s");
      writer.getLocal(b);
      writer.emit("i32.add");
      writer.getLocal(b);
      writer.emit("i32.rem_s");
      writer.teeLocal(r);
      if (atom.kind === "mod") return;
      writer.emit("drop");
      writer.getLocal(a);
      writer.getLocal(r);
      writer.emit("i32.sub");
      writer.getLocal(b);
      writer.emit("i32.div_s");
      return;
    }
  }
}
