// Expressions for all lanes of a vectorized loop → instructions that leave one v128 on the stack. A value of 32 bits beside
// ones of 64 fills the lower half. A bool is a mask as wide as a lane. What has no vector instruction is done lane by lane.
import { need } from "../../diagnostics/index.ts";
import { mapValue, printValue, type Value, type ValueType, walkValues } from "../../lowering/index.ts";
import { bytesOf, type DType, kindOf } from "../../sdfg/index.ts";
import { type Expr, symbolsOf } from "../../symbolic/index.ts";
import { emitVectorCast } from "./simd-casts.ts";
import { atLane, indexAt, strideOf, type VectorContext, vectorLocal } from "./simd-context.ts";
import {
  bytesMask,
  constantVector,
  extractLane,
  laneType,
  maskConstant,
  replaceLane,
  shapeOf,
  shuffle,
  splat,
  widenMask,
} from "./simd-lanes.ts";
import { variesWith } from "./simd-plan.ts";
import { directFunctions, emitAddress, emitIndex, emitValue, loadOf, wasmTypeOf } from "./values.ts";

export function varies(v: VectorContext, value: Value): boolean {
  if (v.scope !== undefined) return [...walkValues(value)].some((part) => part.kind === "local");
  return variesWith(value, v.varying, v.plan.vectors);
}

export function emitVector(v: VectorContext, value: Value): void {
  const { writer } = v.scalar;
  if (!varies(v, value)) {
    emitSplat(v, value);
    return;
  }
  switch (value.kind) {
    case "constant":
      emitSplat(v, value);
      return;
    case "local":
      writer.get(vectorLocal(v, value.name));
      return;
    case "index":
      emitVaryingIndex(v, value.expr);
      return;
    case "load":
      emitVectorLoad(v, value);
      return;
    case "unary":
      if (value.operator === "not" || value.operator === "~") {
        emitVector(v, value.operand);
        writer.vector("v128.not");
      } else {
        emitVector(v, value.operand);
        writer.vector(`${shapeOf(v.plan, value.type)}.neg`);
      }
      return;
    case "binary":
      emitVectorBinary(v, value);
      return;
    case "compare":
      emitVectorCompare(v, value);
      return;
    case "logical":
      emitVector(v, value.left);
      emitVector(v, value.right);
      writer.vector(value.operator === "and" ? "v128.and" : "v128.or");
      return;
    case "select":
      emitVectorSelect(v, value);
      return;
    case "call":
      emitVectorCall(v, value);
      return;
    case "cast":
      if (!emitVectorCast(writer, v.plan, value.operand.type, value.type, () => emitVector(v, value.operand)))
        emitByLanes(v, value);
      return;
    case "apply":
      emitVectorApply(v, value);
      return;
    case "machine":
      emitVectorMachine(v, value);
      return;
  }
}

/** Where one side is 0, the mask alone leaves it. */
function emitVectorSelect(v: VectorContext, { condition, then, otherwise, type }: Value & { kind: "select" }): void {
  const { writer } = v.scalar;
  const [chosen, instruction] = isZero(otherwise)
    ? [[then], "v128.and"]
    : isZero(then)
      ? [[otherwise], "v128.andnot"]
      : [[then, otherwise], "v128.bitselect"];
  for (const side of chosen) emitVector(v, side);
  emitMask(v, condition, type);
  writer.vector(instruction);
}

/** All bits are 0: not so of −0. */
const isZero = (value: Value) => value.kind === "constant" && Object.is(value.value, 0);

/** The mask of a condition in lanes of the type that it selects. */
function emitMask(v: VectorContext, condition: Value, type: ValueType): void {
  emitVector(v, condition);
  if (v.plan.lanes === 2 && type !== "bool" && laneType(type) !== "i64" && laneType(type) !== "f64")
    shuffle(v.scalar.writer, [0, 2]);
}

/** The same in all lanes. What the loop does not change is made before it. */
export function emitSplat(v: VectorContext, value: Value): void {
  const { writer } = v.scalar;
  const make = () => {
    emitValue(v.scalar, value);
    splat(writer, v.plan, value.type);
  };
  if (!isInvariant(v, value)) {
    make();
    return;
  }
  const key = `${value.type} ${printValue(value)} ${value.kind === "constant" && Object.is(value.value, -0) ? "-" : ""}`;
  let local = v.hoisted.get(key);
  if (local === undefined) {
    local = writer.temporary("v128");
    const made = local;
    v.hoisted.set(key, local);
    v.hoistedCode.push(
      writer.aside(() => {
        make();
        writer.setLocal(made);
      }),
    );
  }
  writer.getLocal(local);
}

function isInvariant(v: VectorContext, value: Value): boolean {
  for (const part of walkValues(value)) {
    if (part.kind === "load" && (!v.certain || v.plan.stored.has(part.memory))) return false;
    if (part.kind === "machine" && part.operation !== "reinterpret" && part.operation !== "copysign" && !v.certain)
      return false;
    if (part.kind === "index" && [...symbolsOf(part.expr)].some((name) => v.plan.defined.has(name))) return false;
    if (
      part.kind === "index" &&
      !v.certain &&
      part.expr.terms.some((t) => t.factors.some((f) => f.atom.kind !== "symbol"))
    )
      return false;
  }
  return true;
}

function emitVaryingIndex(v: VectorContext, expr: Expr): void {
  const { writer } = v.scalar;
  const stride = strideOf(v, expr);
  emitIndex(v.scalar, indexAt(v, expr, 0));
  writer.vector("i32x4.splat");
  if (stride !== undefined) {
    constantVector(writer, [0, stride, 2 * stride, 3 * stride]);
    writer.vector("i32x4.add");
    return;
  }
  for (let lane = 1; lane < v.plan.lanes; lane++) {
    emitIndex(v.scalar, indexAt(v, expr, lane));
    writer.vector("i32x4.replace_lane", lane);
  }
}

function emitVectorLoad(v: VectorContext, value: Value & { kind: "load" }): void {
  const { writer } = v.scalar;
  const bytes = bytesOf(value.type);
  const index = value.at.kind === "index" ? value.at.expr : undefined;
  if (index === undefined) {
    emitByLanes(v, value);
    return;
  }
  if (strideOf(v, index) === 1 && (bytes >= 4 || value.type === "bool")) {
    const offset = emitAddress(
      v.scalar,
      value.memory,
      { kind: "index", type: "index", expr: indexAt(v, index, 0) },
      bytes,
    );
    if (value.type === "bool") {
      if (v.plan.lanes === 4) writer.vectorMemory("v128.load32_zero", 0, offset);
      else {
        writer.memory("i32.load16_u", 0, offset);
        writer.vector("i32x4.splat");
      }
      bytesMask(writer, v.plan);
    } else if (bytes * v.plan.lanes === 16) writer.vectorMemory("v128.load", Math.log2(bytes), offset);
    else writer.vectorMemory("v128.load64_zero", 2, offset);
    return;
  }
  for (let lane = 0; lane < v.plan.lanes; lane++) {
    const offset = emitAddress(v.scalar, value.memory, atLane(v, value.at, lane), bytes);
    const { opcode, align } = loadOf(value.type);
    writer.memory(opcode, align, offset);
    replaceLane(writer, v.plan, value.type, lane);
  }
}

const arithmetic: Readonly<Record<string, string>> = { "+": "add", "-": "sub", "*": "mul", "/": "div" };
const bitsOfBools: Readonly<Record<string, string>> = { "+": "v128.or", "*": "v128.and" };
const bitwise: Readonly<Record<string, string>> = { "&": "v128.and", "|": "v128.or", "^": "v128.xor" };

function emitVectorBinary(v: VectorContext, value: Value & { kind: "binary" }): void {
  const { writer } = v.scalar;
  const lane = laneType(value.type);
  const isFloat = lane === "f32" || lane === "f64";
  const bits = (value.type === "bool" ? bitsOfBools[value.operator] : undefined) ?? bitwise[value.operator];
  const shape = shapeOf(v.plan, value.type);
  const name =
    bits ??
    (arithmetic[value.operator] !== undefined && value.type !== "bool" && (isFloat || value.operator !== "/")
      ? `${shape}.${arithmetic[value.operator]}`
      : undefined);
  if (name !== undefined) {
    emitVector(v, value.left);
    emitVector(v, value.right);
    writer.vector(name);
    return;
  }
  const wide = wasmTypeOf(value.type) === "i64" || bytesOf(value.type as DType) === 4;
  if ((value.operator === "<<" || value.operator === ">>") && wide && !varies(v, value.right)) {
    emitVector(v, value.left);
    emitValue(v.scalar, value.right);
    if (wasmTypeOf(value.right.type) === "i64") writer.emit("i32.wrap_i64");
    writer.vector(
      `${shape}.${value.operator === "<<" ? "shl" : kindOf(value.type as DType) === "uint" ? "shr_u" : "shr_s"}`,
    );
    return;
  }
  emitByLanes(v, value);
}

function emitVectorCompare(v: VectorContext, value: Value & { kind: "compare" }): void {
  const { writer } = v.scalar;
  const type = value.left.type;
  const isEquality = value.operator === "==" || value.operator === "!=";
  if (type === "bool") {
    if (!isEquality) {
      emitByLanes(v, value);
      return;
    }
    emitVector(v, value.left);
    emitVector(v, value.right);
    writer.vector("v128.xor");
    if (value.operator === "==") writer.vector("v128.not");
    return;
  }
  const name = need(
    { "==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge" }[value.operator],
    value.operator,
  );
  const lane = laneType(type);
  const isFloat = lane === "f32" || lane === "f64";
  const unsigned = !isFloat && type !== "index" && kindOf(type) === "uint";
  // There is no unsigned order of 64 bits: with the highest bit turned the signed one is the same.
  const turned = unsigned && lane === "i64" && !isEquality;
  for (const side of [value.left, value.right]) {
    emitVector(v, side);
    if (!turned) continue;
    writer.i64(-(2n ** 63n));
    writer.vector("i64x2.splat");
    writer.vector("v128.xor");
  }
  const suffix = isFloat || isEquality ? "" : unsigned && lane === "i32" ? "_u" : "_s";
  writer.vector(`${shapeOf(v.plan, type)}.${name}${suffix}`);
  widenMask(writer, v.plan, type);
}

function emitVectorCall(v: VectorContext, value: Value & { kind: "call" }): void {
  const lane = laneType(value.type);
  const name = directFunctions[value.fn];
  if ((lane !== "f32" && lane !== "f64") || name === undefined) {
    emitByLanes(v, value);
    return;
  }
  const [x, limit] = value.args;
  const isLimit = value.fn === "minimum" || value.fn === "maximum";
  if (
    isLimit &&
    x !== undefined &&
    limit?.kind === "constant" &&
    !Number.isNaN(limit.value) &&
    !Object.is(limit.value, -0)
  ) {
    emitLimited(v, value, x, limit);
    return;
  }
  for (const arg of value.args) emitVector(v, arg);
  v.scalar.writer.vector(`${shapeOf(v.plan, value.type)}.${name}`);
}

/** Beside a number, "the limit where it is less, else x" keeps NaN, in one instruction where NumPy's rule takes eight. */
function emitLimited(v: VectorContext, { fn, type }: Value & { kind: "call" }, x: Value, limit: Value): void {
  const { writer } = v.scalar;
  emitVector(v, x);
  emitVector(v, limit);
  writer.vector(`${shapeOf(v.plan, type)}.${fn === "maximum" ? "pmax" : "pmin"}`);
  if (fn === "minimum" || !isZero(limit)) return;
  // −0 + 0 is 0, and the greater of the two.
  emitVector(v, limit);
  writer.vector(`${shapeOf(v.plan, type)}.add`);
}

function emitVectorMachine(v: VectorContext, value: Value & { kind: "machine" }): void {
  const { writer } = v.scalar;
  switch (value.operation) {
    case "reinterpret":
      emitVector(v, need(value.args[0], "an argument"));
      return;
    case "copysign": {
      const [magnitude, sign] = value.args.map((arg) => () => emitVector(v, arg));
      need(sign, "a sign")();
      need(magnitude, "a magnitude")();
      maskConstant(writer, value.type);
      writer.vector("v128.bitselect");
      return;
    }
    default:
      emitByLanes(v, value);
  }
}

/** As the scalar form: all arguments are on the stack before a parameter changes, so calls may nest. */
function emitVectorApply(v: VectorContext, value: Value & { kind: "apply" }): void {
  const { writer } = v.scalar;
  const f = need(v.scalar.functions[value.name], `function ${value.name}`);
  for (const arg of value.args) emitVector(v, arg);
  const inner: VectorContext = { ...v, scope: value.name };
  const set = (name: string) => writer.setLocal(writer.local(vectorLocal(inner, name), "v128"));
  for (const p of [...f.parameters].reverse()) set(p.name);
  if (f.fused !== undefined && v.hasMultiplyAdd) {
    for (const part of f.fused) emitVector(inner, part);
    writer.vector(`${shapeOf(v.plan, value.type)}.relaxed_madd`);
    return;
  }
  for (const { name, value: bound } of f.lets) {
    emitVector(inner, bound);
    set(name);
  }
  emitVector(inner, f.result);
}

/** Operands as vectors; the operation itself on each lane. */
function emitByLanes(v: VectorContext, value: Value): void {
  const { writer } = v.scalar;
  const operands: { local: Value; vector: number; type: ValueType }[] = [];
  const alone = mapValue(value, (operand) => {
    const vector = writer.temporary("v128");
    emitVector(v, operand);
    writer.setLocal(vector);
    const name = `lane:${wasmTypeOf(operand.type)}:${operands.length}`;
    writer.local(name, wasmTypeOf(operand.type));
    const local = { kind: "local", type: operand.type, name } as Value;
    operands.push({ local, vector, type: operand.type });
    return local;
  });
  for (let lane = 0; lane < v.plan.lanes; lane++) {
    for (const { local, vector, type } of operands) {
      writer.getLocal(vector);
      extractLane(writer, v.plan, type, lane);
      if (local.kind === "local") writer.setLocal(writer.local(local.name, wasmTypeOf(type)));
    }
    emitValue(v.scalar, alone);
    replaceLane(writer, v.plan, value.type, lane);
  }
}
