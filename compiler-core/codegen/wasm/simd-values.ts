// Expressions for all lanes of a vectorized loop → instructions that leave one v128 on the stack. A value of 32 bits beside
// ones of 64 fills the lower half. A bool is a mask as wide as a lane. What has no vector instruction is done lane by lane.
import { need } from "../../diagnostics/index.ts";
import { mapValue, printValue, type Value, type ValueType, walkValues } from "../../lowering/index.ts";
import { bytesOf, type DType, kindOf } from "../../sdfg/index.ts";
import { type Expr, symbolsOf } from "../../symbolic/index.ts";
import { emitVectorCast } from "./simd-casts.ts";
import { choiceOf, limitOf } from "./simd-choices.ts";
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
  if (v.scope !== undefined) return walkValues(value).some((part) => part.kind === "local");
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

function emitVectorSelect(v: VectorContext, value: Value & { kind: "select" }): void {
  const { writer } = v.scalar;
  const choice = choiceOf(value);
  for (const operand of choice.operands) emitVector(v, operand);
  if (choice.kind === "extreme") writer.vector(`${shapeOf(v.plan, value.type)}.${choice.instruction}`);
  else {
    emitMask(v, value.condition, value.type);
    writer.vector(choice.instruction);
  }
}

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
  if (bytes >= 4) {
    loadLanes(v, value, 8 * bytes);
    return;
  }
  for (let lane = 0; lane < v.plan.lanes; lane++) {
    const offset = emitAddress(v.scalar, value.memory, atLane(v, value.at, lane), bytes);
    const { opcode, align } = loadOf(value.type);
    writer.memory(opcode, align, offset);
    replaceLane(writer, v.plan, value.type, lane);
  }
}

/** Each lane from its own place, straight into the vector. */
function loadLanes(v: VectorContext, { memory, at }: Value & { kind: "load" }, bits: number): void {
  const { writer } = v.scalar;
  const vector = writer.temporary("v128");
  for (let lane = 0; lane < v.plan.lanes; lane++) {
    const offset = emitAddress(v.scalar, memory, atLane(v, at, lane), bits / 8);
    if (lane === 0) writer.vectorMemory(`v128.load${bits}_zero`, 2, offset);
    else {
      writer.getLocal(vector);
      writer.vectorMemory(`v128.load${bits}_lane`, 2, offset, lane);
    }
    if (lane < v.plan.lanes - 1) writer.setLocal(vector);
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
  const shape = shapeOf(v.plan, value.type);
  const limit = limitOf(value);
  for (const arg of value.args) emitVector(v, arg);
  v.scalar.writer.vector(`${shape}.${limit?.instruction ?? name}`);
  if (limit?.plus === undefined) return;
  emitVector(v, limit.plus);
  v.scalar.writer.vector(`${shape}.add`);
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
