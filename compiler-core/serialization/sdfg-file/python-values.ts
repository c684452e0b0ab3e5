// Typed values while Python text is read, and what NumPy makes of operators on them.

import { cast, constant, floatingOf, isComplex, isInteger, promote, type Scalar } from "../../sdfg/index.ts";
import { add, constantOf, type Expr, floorDiv, int, mod, mul, sub, symbol } from "../../symbolic/index.ts";
import { cannotRead } from "./problem.ts";

/** A value and whether its type yields, as a Python number's does. */
export interface Typed {
  readonly code: Scalar;
  readonly weak: boolean;
}

export const strong = (code: Scalar): Typed => ({ code, weak: false });
export const symbolValue = (name: string): Typed => ({
  code: { kind: "index", dtype: "int64", expr: symbol(name) },
  weak: true,
});

/** The integer expression that a value is, if it is one. */
export function exprOf({ code }: Typed): Expr | undefined {
  if (code.kind === "index") return code.expr;
  return code.kind === "constant" && isInteger(code.dtype) && Math.abs(code.value) < 2 ** 31
    ? int(code.value)
    : undefined;
}

export function truth(value: Typed): Scalar {
  const { code } = value;
  return code.dtype === "bool"
    ? code
    : { kind: "compare", dtype: "bool", operator: "!=", left: code, right: cast(constant(0, "int64"), code.dtype) };
}

export const promoted = (a: Typed, b: Typed) =>
  promote({ dtype: a.code.dtype, weak: a.weak }, { dtype: b.code.dtype, weak: b.weak });

export function binary(operator: string, a: Typed, b: Typed): Typed {
  const folded = foldedIndex(operator, a, b);
  if (folded !== undefined) return { code: { kind: "index", dtype: "int64", expr: folded }, weak: true };
  if (operator === "-" && isInfinite(a) && isInfinite(b)) return { code: constant(Number.NaN, "float64"), weak: true };
  const common = promoted(a, b);
  const { dtype, weak } = operator === "/" ? floatingOf(common, true) : common;
  switch (operator) {
    case "&":
    case "|":
    case "^":
      if (!isInteger(dtype) && dtype !== "bool") return cannotRead(`${operator} of ${dtype}`);
      break;
    case "<<":
    case ">>":
      if (!isInteger(dtype)) return cannotRead(`${operator} of ${dtype}`);
      break;
    case "//":
    case "%":
      if (isComplex(dtype)) return cannotRead(`${operator} of ${dtype}`);
      break;
    case "+":
    case "-":
    case "*":
    case "/":
    case "**":
      break;
    default:
      return cannotRead(`the operator ${operator}`);
  }
  // What C++ and NumPy make of arithmetic on bools differs.
  if (dtype === "bool" && !/^[&|^]$/.test(operator)) return cannotRead(`${operator} of bools`);
  return { code: { kind: "binary", dtype, operator, left: cast(a.code, dtype), right: cast(b.code, dtype) }, weak };
}

/** A literal too large for a float: the difference of two is how Python without names says NaN. */
const isInfinite = ({ code, weak }: Typed) =>
  weak && code.kind === "constant" && code.value === Number.POSITIVE_INFINITY;

/** Symbols and whole numbers stay one integer expression. */
function foldedIndex(operator: string, a: Typed, b: Typed): Expr | undefined {
  if (a.code.kind !== "index" && b.code.kind !== "index") return undefined;
  const [x, y] = [exprOf(a), exprOf(b)];
  if (x === undefined || y === undefined || x.terms.length * y.terms.length > 64) return undefined;
  const divisor = constantOf(y);
  switch (operator) {
    case "+":
      return add(x, y);
    case "-":
      return sub(x, y);
    case "*":
      return mul(x, y);
    case "//":
      return divisor !== undefined && divisor > 0 ? floorDiv(x, y) : undefined;
    case "%":
      return divisor !== undefined && divisor > 0 ? mod(x, y) : undefined;
    default:
      return undefined;
  }
}
