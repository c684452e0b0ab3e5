// Short words for the values that rewrites build. The type is that of the operands.
import type { MachineOperation, Value, ValueType } from "../lowering/index.ts";
import type { ArithmeticOperator, ComparisonOperator, DType, ScalarFunction } from "../sdfg/index.ts";

export function number(type: DType, value: number): Value {
  return { kind: "constant", type, value };
}

export const f64 = (value: number): Value => number("float64", value);
export const i64 = (value: number): Value => number("int64", value);

/** The numpy type of a value that is not an index. */
export function typeOf(value: Value): DType {
  return value.type === "index" ? "int64" : value.type;
}

export function binary(operator: ArithmeticOperator, left: Value, right: Value): Value {
  return { kind: "binary", type: left.type, operator, left, right };
}

export const add = (left: Value, right: Value) => binary("+", left, right);
export const sub = (left: Value, right: Value) => binary("-", left, right);
export const mul = (left: Value, right: Value) => binary("*", left, right);
export const div = (left: Value, right: Value) => binary("/", left, right);

export function negative(operand: Value): Value {
  return { kind: "unary", type: typeOf(operand), operator: "-", operand };
}

export function not(operand: Value): Value {
  return { kind: "unary", type: "bool", operator: "not", operand };
}

export function compare(left: Value, operator: ComparisonOperator, right: Value): Value {
  return { kind: "compare", type: "bool", operator, left, right };
}

export function both(left: Value, right: Value): Value {
  return { kind: "logical", type: "bool", operator: "and", left, right };
}

export function either(left: Value, right: Value): Value {
  return { kind: "logical", type: "bool", operator: "or", left, right };
}

export function select(condition: Value, then: Value, otherwise: Value): Value {
  return { kind: "select", type: typeOf(then), condition, then, otherwise };
}

export function call(fn: ScalarFunction, ...args: readonly [Value, ...Value[]]): Value {
  return { kind: "call", type: typeOf(args[0]), fn, args };
}

export function cast(type: ValueType, operand: Value): Value {
  return operand.type === type ? operand : { kind: "cast", type, operand };
}

export function machine(operation: MachineOperation, type: DType, ...args: readonly Value[]): Value {
  return { kind: "machine", type, operation, args };
}

export const bitsOf = (x: Value): Value => machine("reinterpret", x.type === "float32" ? "int32" : "int64", x);
export const floatOf = (bits: Value): Value =>
  machine("reinterpret", bits.type === "int32" ? "float32" : "float64", bits);
export const copysign = (magnitude: Value, sign: Value): Value =>
  machine("copysign", typeOf(magnitude), magnitude, sign);
export const abs = (x: Value): Value => call("abs", x);
