// Floating-point operations in a code tree, by the rule that a roofline's point states: + − × ÷ and a function's call are one
// each; comparisons, casts, negation, absolute value, minimum, maximum and rounding are none; integer arithmetic is none.
import { type DType, isComplex, isInteger, type Scalar, type WriteConflict, walkScalar } from "../sdfg/index.ts";

const free: ReadonlySet<string> = new Set([
  "abs",
  "floor",
  "ceil",
  "trunc",
  "rint",
  "minimum",
  "maximum",
  "conj",
  "real",
  "imag",
  "complex",
  "sign",
  "isnan",
  "isfinite",
  "isinf",
]);

/** Of complex arithmetic, in operations on its parts. */
const complexCost: Readonly<Record<string, number>> = { "+": 2, "-": 2, "*": 6, "/": 9 };

export function flopOfCode(code: Scalar): number {
  let flop = 0;
  for (const part of walkScalar(code)) {
    if (part.kind === "call") flop += callCost(part.fn, part.args[0]?.dtype ?? part.dtype);
    if (part.kind === "binary") flop += operatorCost(part.operator, part.dtype);
  }
  return flop;
}

/** Joining one value with what is there. */
export function flopOfConflict(wcr: WriteConflict, dtype: DType): number {
  return wcr === "sum" ? operatorCost("+", dtype) : wcr === "product" ? operatorCost("*", dtype) : 0;
}

/** One multiplication and one addition. */
export function flopOfProductStep(dtype: DType): number {
  return operatorCost("*", dtype) + operatorCost("+", dtype);
}

function operatorCost(operator: string, dtype: DType): number {
  if (isInteger(dtype) || dtype === "bool") return 0;
  return isComplex(dtype) ? (complexCost[operator] ?? 1) : 1;
}

function callCost(fn: string, dtype: DType): number {
  if (isInteger(dtype) || dtype === "bool") return 0;
  // |z| is a root of two squares.
  if (fn === "abs" && isComplex(dtype)) return 4;
  return free.has(fn) ? 0 : 1;
}
