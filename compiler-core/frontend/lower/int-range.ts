// A Python int takes the integer type that it meets, and must fit: NumPy raises OverflowError for `np.uint8(1) + 300`.
import type { Span } from "../../diagnostics/index.ts";
import { type Check, constant, type DType, index, isInteger, kindOf, type Scalar } from "../../sdfg/index.ts";
import { constantOf, type Expr, int, isAtMost, symbolsOf } from "../../symbolic/index.ts";
import { fail } from "../problem.ts";
import { dtypeOf, type Numeric } from "../types/value.ts";
import { type Context, ensure } from "./context.ts";

/** Ints that the text gives are kept as numbers that are exact up to here. */
export function beyondExact(span: Span): never {
  fail("unsupported-syntax", span, "This int lies beyond ±2⁵³ and is not compiled.", "Use a float, as in `2.0 ** 60`.");
}

interface Limits {
  readonly least: number;
  readonly most: number;
}

/** What an integer type holds; none for int64, which is what we compute Python's ints in. */
function limitsOf(dtype: DType): Limits | undefined {
  if (!isInteger(dtype) || dtype === "int64") return undefined;
  const bits = Number(/\d+$/.exec(dtype)?.[0]);
  return kindOf(dtype) === "uint"
    ? { least: 0, most: Math.min(2 ** bits - 1, Number.MAX_SAFE_INTEGER) }
    : { least: -(2 ** (bits - 1)), most: 2 ** (bits - 1) - 1 };
}

/** Yes, no, or only the run tells. */
export function fits(ctx: Context, expr: Expr, dtype: DType): "yes" | "no" | "unknown" {
  const limits = limitsOf(dtype);
  const value = constantOf(expr);
  if (limits === undefined) return "yes";
  if (value !== undefined) return value >= limits.least && value <= limits.most ? "yes" : "no";
  const isAbove = isAtMost(int(limits.least), expr, ctx.assumptions);
  // No extent and no index comes near 2³¹, so what only they decide is not asked about.
  const isSmall = limits.most >= 2 ** 31 - 1 && [...symbolsOf(expr)].every((name) => ctx.assumptions.bounds.has(name));
  const isBelow = isSmall ? "yes" : isAtMost(expr, int(limits.most), ctx.assumptions);
  return isAbove === "yes" && isBelow === "yes" ? "yes" : "unknown";
}

/** Makes sure that the Python ints among the operands fit into `dtype`; gives what has to be checked of each element's codes. */
export function fitInts(
  ctx: Context,
  operands: readonly Numeric[],
  dtype: DType,
  span: Span,
): (codes: readonly Scalar[]) => Check[] {
  const limits = limitsOf(dtype);
  if (limits === undefined) return () => [];
  const check = (condition: Scalar): Check => ({
    condition,
    exception: "OverflowError",
    message: `Python integer … out of bounds for ${dtype}`,
    span,
  });
  const checked = new Set<number>();
  for (const [i, operand] of operands.entries()) {
    if (operand.kind === "number" && operand.weak && isInteger(dtypeOf(operand))) checked.add(i);
    if (operand.kind !== "int") continue;
    const answer = fits(ctx, operand.expr, dtype);
    if (answer === "no")
      fail(
        "raises-always",
        span,
        `Python integer ${constantOf(operand.expr)} out of bounds for ${dtype}: NumPy raises OverflowError here.`,
      );
    if (answer === "unknown") ensure(ctx, check(within(index(operand.expr), limits)));
  }
  return (codes) => codes.filter((_, i) => checked.has(i)).map((code) => check(within(code, limits)));
}

function within(code: Scalar, { least, most }: Limits): Scalar {
  const side = (operator: ">=" | "<=", bound: number): Scalar => ({
    kind: "compare",
    dtype: "bool",
    operator,
    left: code,
    right: constant(bound, "int64"),
  });
  return { kind: "logical", dtype: "bool", operator: "and", left: side(">=", least), right: side("<=", most) };
}
