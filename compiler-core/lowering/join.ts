// How a write with conflict resolution joins its value with what is there.
import { type DType, kindOf, type WriteConflict } from "../sdfg/index.ts";
import type { Value } from "./loop-program.ts";

/** Joins a new value with the one before it. */
export function joined(wcr: WriteConflict, before: Value, value: Value, type: DType): Value {
  switch (wcr) {
    case "sum":
      return kindOf(type) === "bool"
        ? { kind: "logical", type: "bool", operator: "or", left: before, right: value }
        : { kind: "binary", type, operator: "+", left: before, right: value };
    case "product":
      return kindOf(type) === "bool"
        ? { kind: "logical", type: "bool", operator: "and", left: before, right: value }
        : { kind: "binary", type, operator: "*", left: before, right: value };
    case "min":
    case "max":
      if (kindOf(type) === "bool")
        return { kind: "logical", type: "bool", operator: wcr === "min" ? "and" : "or", left: before, right: value };
      return { kind: "call", type, fn: wcr === "min" ? "minimum" : "maximum", args: [before, value] };
    case "and":
    case "or":
      return { kind: "logical", type: "bool", operator: wcr, left: before, right: value };
  }
}
