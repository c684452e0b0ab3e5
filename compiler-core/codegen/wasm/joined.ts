// Two values joined by a conflicting write or a reduction.
import type { Value } from "../../lowering/index.ts";
import { bytesOf, type DType, kindOf, type WriteConflict } from "../../sdfg/index.ts";
import type { FunctionWriter } from "./function-writer.ts";
import { emitConstant } from "./values.ts";

/** What a conflicting write leaves. */
export function joined(wcr: WriteConflict, before: Value, value: Value): Value {
  const type = before.type as DType;
  const binary = (operator: "+" | "*"): Value => ({ kind: "binary", type, operator, left: before, right: value });
  switch (wcr) {
    case "sum":
      return binary("+");
    case "product":
      return binary("*");
    case "min":
    case "max":
      if (kindOf(type) !== "float")
        return {
          kind: "select",
          type,
          condition: { kind: "compare", type: "bool", operator: wcr === "min" ? "<" : ">", left: before, right: value },
          then: before,
          otherwise: value,
        };
      return { kind: "call", type, fn: wcr === "min" ? "minimum" : "maximum", args: [before, value] };
    case "and":
    case "or":
      return { kind: "logical", type: "bool", operator: wcr, left: before, right: value };
  }
}

/** What changes nothing when it is joined; for a sum of floats that is -0, because 0 + -0 is 0. */
export function emitIdentity(writer: FunctionWriter, operator: WriteConflict, type: DType): void {
  const kind = kindOf(type);
  if (operator === "and" || operator === "or") emitConstant(writer, operator === "and" ? 1 : 0, "bool");
  else if (operator === "sum") emitConstant(writer, kind === "float" ? -0 : 0, type);
  else if (operator === "product") emitConstant(writer, 1, type);
  else if (kind === "float")
    emitConstant(writer, operator === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY, type);
  else {
    const bits = BigInt(bytesOf(type) * 8);
    const [least, most] = kind === "int" ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
    const extreme = operator === "min" ? most : least;
    if (bits === 64n) writer.i64(extreme);
    else writer.i32(Number(extreme));
  }
}

/** The same as a value, where it is one that every number can write. */
export function identityValue(operator: WriteConflict, type: DType): Value | undefined {
  const constant = (value: number): Value => ({ kind: "constant", type, value });
  const isFloat = kindOf(type) === "float";
  if (operator === "and" || operator === "or")
    return type === "bool" ? constant(operator === "and" ? 1 : 0) : undefined;
  if (operator === "sum") return constant(isFloat ? -0 : 0);
  if (operator === "product") return constant(1);
  return isFloat ? constant(operator === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY) : undefined;
}
