// `a ** b`. NumPy turns some exponents into cheaper operations, refuses negative ones for integers, and Python changes the type.
import { need, type Span } from "../../diagnostics/index.ts";
import { type Check, cast, constant, isComplex, isInteger, kindOf, type Scalar } from "../../sdfg/index.ts";
import { constantOf, type Expr, isNonNegative, mul } from "../../symbolic/index.ts";
import { fail } from "../problem.ts";
import { type Promoted, promote, promotedOf } from "../types/promotion.ts";
import { dtypeOf, type Numeric } from "../types/value.ts";
import { complexFunctions, powerOfZero } from "./complex-elements.ts";
import { type Context, noteCheck, type Wish } from "./context.ts";
import { elementwise } from "./elementwise.ts";
import { overflowChecks } from "./int-overflow.ts";
import { beyondExact, fitInts } from "./int-range.ts";

/** Beyond this, powers of symbols are computed at run time. */
const mostFactors = 16;

export function power(ctx: Context, base: Numeric, exponent: Numeric, span: Span, wish: Wish): Numeric {
  if (base.kind === "int" && exponent.kind === "int") {
    const exact = exactPower(base.expr, exponent.expr, span);
    if (exact !== undefined) return { kind: "int", expr: exact };
  }
  const [left, right] = [promotedOf(base), promotedOf(exponent)];
  if (left.dtype === "bool" || (right.dtype === "bool" && left.weak))
    fail("wrong-type", span, "Powers of bools are not compiled.", "Convert with `astype` first.");
  const known = realOf(exponent);
  const common = promote(left, right);
  const isPython = left.weak && right.weak && isInteger(common.dtype);
  const dtype = isPython && known !== undefined && known < 0 ? "float64" : common.dtype;
  if (isComplex(dtype) && wholePower(known) === undefined)
    return complexPower(ctx, base, exponent, { dtype, weak: common.weak }, span, wish);
  const fitting = fitInts(ctx, [base, exponent], dtype, span);
  const growing = isPython && dtype === "int64" ? overflowChecks("**", [base, exponent], span) : () => [];
  const isChecked = isInteger(dtype) && !isNeverNegative(ctx, exponent);
  if (isChecked && known !== undefined)
    fail("raises-always", span, "Integers to negative integer powers are not allowed: NumPy raises ValueError here.");
  if (isChecked) noteCheck(ctx);
  const special = specialPower(known, dtype);
  return elementwise(
    ctx,
    {
      label: "power",
      span,
      dtype,
      weak: common.weak,
      operands: [base, exponent],
      checks: ([a, b]) => [
        ...fitting([a as Scalar, b as Scalar]),
        ...growing([a as Scalar, b as Scalar]),
        ...(isChecked ? [notNegative(b as Scalar, isPython, span)] : []),
      ],
      code: ([a, b]) => {
        const x = cast(a as Scalar, dtype);
        return special?.(x) ?? { kind: "binary", dtype, operator: "**", left: x, right: cast(b as Scalar, dtype) };
      },
    },
    wish,
  );
}

/** exp(exponent · log(base)), in three steps; whole exponents from -99 to 99 are multiplied and divided instead. */
function complexPower(
  ctx: Context,
  base: Numeric,
  exponent: Numeric,
  { dtype, weak }: Promoted,
  span: Span,
  wish: Wish,
): Numeric {
  if (base.kind === "masked" || exponent.kind === "masked" || weak)
    fail(
      "unsupported-syntax",
      span,
      "This power of complex numbers is not compiled.",
      "Use arrays or NumPy's numbers.",
    );
  const part: Wish = { name: wish.name, part: true };
  const step = (label: string, operands: readonly Numeric[], code: (...codes: Scalar[]) => Scalar, where = part) =>
    elementwise(
      ctx,
      { label, span, operands, dtype, code: (codes) => code(...codes.map((c) => cast(c, dtype))) },
      where,
    );
  const log = need(complexFunctions.get("log"), "log");
  const exp = need(complexFunctions.get("exp"), "exp");
  const length = step("log", [base], (x) => log(x as Scalar));
  const product = step("multiply", [exponent, length], (left, right) => ({
    kind: "binary",
    dtype,
    operator: "*",
    left: left as Scalar,
    right: right as Scalar,
  }));
  const through = step("exp", [product], (x) => exp(x as Scalar));
  return step(
    "power",
    [base, exponent, through],
    (x, y, z) => powerOfZero(x as Scalar, y as Scalar, z as Scalar),
    wish,
  );
}

/** A power of ints that stays one: the exponent is not negative and not large. */
function exactPower(base: Expr, exponent: Expr, span: Span): Expr | undefined {
  const [x, n] = [constantOf(base), constantOf(exponent)];
  if (n === undefined || n < 0) return undefined;
  if (x !== undefined && Math.abs(x) > 1 && n * Math.log2(Math.abs(x)) > 53) beyondExact(span);
  if (n > mostFactors && x === undefined) return undefined;
  return mul(...Array<Expr>(n).fill(base));
}

function isNeverNegative(ctx: Context, value: Numeric): boolean {
  if (value.kind === "int") return isNonNegative(value.expr, ctx.assumptions) === "yes";
  const known = realOf(value);
  const kind = kindOf(dtypeOf(value));
  return kind === "bool" || kind === "uint" || (known !== undefined && known >= 0);
}

/** The real number that the text gives, where it does. */
function realOf(value: Numeric): number | undefined {
  if (value.kind === "int") return constantOf(value.expr);
  return value.kind === "number" && value.known?.im === 0 ? value.known.re : undefined;
}

const wholePower = (value: number | undefined) =>
  value !== undefined && Number.isInteger(value) && Math.abs(value) < 100 ? value : undefined;

/** NumPy computes x**2 as x*x, x**0.5 as a square root, x**-1 as 1/x; so do we, to the same bits. */
function specialPower(value: number | undefined, dtype: Scalar["dtype"]): ((base: Scalar) => Scalar) | undefined {
  const kind = kindOf(dtype);
  const times = (left: Scalar, right: Scalar): Scalar => ({ kind: "binary", dtype, operator: "*", left, right });
  if (value === 2) return (x) => times(x, x);
  if (value === 1) return (x) => x;
  const unit = constant(1, dtype, kind === "complex" ? 0 : undefined);
  if (value === -1 && kind === "float") return (x) => ({ kind: "binary", dtype, operator: "/", left: unit, right: x });
  if (value === 0.5 && kind === "float") return (x) => ({ kind: "call", dtype, fn: "sqrt", args: [x] });
  const n = kind === "complex" ? wholePower(value) : undefined;
  if (n === undefined) return undefined;
  if (n === 3) return (x) => times(x, times(x, x));
  // Squares of squares, and those that the exponent's bits name multiplied up, from the lowest bit.
  return (x) => {
    let [result, square] = [unit, x];
    for (let bits = Math.abs(n); bits > 0; bits >>= 1) {
      if (bits & 1) result = times(result, square);
      if (bits > 1) square = times(square, square);
    }
    return n < 0 ? { kind: "binary", dtype, operator: "/", left: unit, right: result } : result;
  };
}

/** NumPy raises; Python's power would be a float, and only the run tells. */
function notNegative(exponent: Scalar, isPython: boolean, span: Span): Check {
  const condition: Scalar = {
    kind: "compare",
    dtype: "bool",
    operator: ">=",
    left: exponent,
    right: constant(0, exponent.dtype),
  };
  return isPython
    ? {
        condition,
        exception: "TypeError",
        message: "this power of Python ints is a float, as its exponent is negative, and is compiled as an int",
        span,
      }
    : {
        condition,
        exception: "ValueError",
        message: "Integers to negative integer powers are not allowed.",
        span,
      };
}
