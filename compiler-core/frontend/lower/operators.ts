// Python's operators on numbers and arrays. Ints that symbols decide stay expressions; everything else is elementwise.
import type { Span } from "../../diagnostics/index.ts";
import {
  type ArithmeticOperator,
  type Check,
  type ComparisonOperator,
  cast,
  constant,
  type DType,
  isComplex,
  isInteger,
  type Scalar,
} from "../../sdfg/index.ts";
import { add, constantOf, floorDiv, int, isLess, mod, mul, neg, sub, zero } from "../../symbolic/index.ts";
import type { BinaryOperator, CompareOperator } from "../../syntax/index.ts";
import { fail } from "../problem.ts";
import { floatingOf, type Promoted, promote, promotedOf } from "../types/promotion.ts";
import { dtypeOf, type IntValue, type NumberValue, type Numeric } from "../types/value.ts";
import { type Context, ensure, type Wish } from "./context.ts";
import { elementwise } from "./elementwise.ts";
import { overflowChecks } from "./int-overflow.ts";
import { beyondExact, fitInts, fits } from "./int-range.ts";
import { isIndexLike } from "./int-size.ts";
import { mixedResult, requireDtype } from "./mixed-type.ts";
import { power } from "./power.ts";

const labels: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "//": "floor_divide",
  "%": "remainder",
  "**": "power",
  "&": "bitwise_and",
  "|": "bitwise_or",
  "^": "bitwise_xor",
  "<<": "left_shift",
  ">>": "right_shift",
  "==": "equal",
  "!=": "not_equal",
  "<": "less",
  "<=": "less_equal",
  ">": "greater",
  ">=": "greater_equal",
};

export function binary(
  ctx: Context,
  operator: Exclude<BinaryOperator, "@">,
  left: Numeric,
  right: Numeric,
  span: Span,
  wish: Wish,
): Numeric {
  if (left.kind === "int" && right.kind === "int") {
    const exact = intArithmetic(ctx, operator, left, right, span);
    if (exact !== undefined) return exact;
  }
  if (left.kind === "number" && right.kind === "number" && left.known && right.known && left.weak && right.weak) {
    const folded = foldFloats(operator, left.known, right.known, promote(promotedOf(left), promotedOf(right)).dtype);
    if (folded !== undefined) return folded;
  }
  const typeOf = (a: Promoted, b: Promoted) => (operator === "/" ? floatingOf(promote(a, b), true) : promote(a, b));
  const mixed = mixedResult(ctx, [left, right], typeOf, span);
  const made =
    operator === "**" ? power(ctx, left, right, span, wish) : arithmetic(ctx, operator, left, right, span, wish);
  return made.kind === "number" && mixed ? { ...made, mixed } : made;
}

function arithmetic(
  ctx: Context,
  operator: Exclude<BinaryOperator, "@" | "**">,
  left: Numeric,
  right: Numeric,
  span: Span,
  wish: Wish,
): Numeric {
  const common = promote(promotedOf(left), promotedOf(right));
  const result = operator === "/" ? floatingOf(common, true) : common;
  checkKind(operator, result.dtype, span);
  const dtype = result.dtype === "bool" ? boolArithmetic(operator, result.weak, span) : result.dtype;
  const fitting = fitInts(ctx, [left, right], dtype, span);
  const growing = result.weak && dtype === "int64" ? overflowChecks(operator, [left, right], span) : undefined;
  const divides = result.weak && (operator === "/" || operator === "//" || operator === "%");
  const zero = divides && !isNeverZero(ctx, right) ? zeroDivision(operator, common.dtype, span) : undefined;
  return elementwise(
    ctx,
    {
      label: labels[operator] ?? "operation",
      span,
      dtype,
      weak: result.weak,
      operands: [left, right],
      checks: (codes) => [...fitting(codes), ...(growing?.(codes) ?? []), ...(zero ? [zero(codes[1] as Scalar)] : [])],
      code: ([a, b]) => ({
        kind: "binary",
        dtype,
        operator: operator as ArithmeticOperator,
        left: cast(a as Scalar, dtype),
        right: cast(b as Scalar, dtype),
      }),
    },
    wish,
  );
}

/** What arithmetic makes of two bools: Python counts with them; NumPy takes + and * as `or` and `and`, and makes int8 of the rest. */
function boolArithmetic(operator: string, weak: boolean, span: Span): DType {
  if (operator === "&" || operator === "|" || operator === "^") return "bool";
  if (weak) return "int64";
  if (operator === "-") fail("wrong-type", span, "NumPy does not subtract bools.", "Use `^` or `np.logical_xor`.");
  return operator === "+" || operator === "*" ? "bool" : "int8";
}

/** Python's own numbers raise where they are divided by zero; NumPy's give infinity, NaN or 0. */
function zeroDivision(operator: "/" | "//" | "%", dtype: DType, span: Span): (divisor: Scalar) => Check {
  const messages = isInteger(dtype)
    ? { "/": "division by zero", "//": "integer division or modulo by zero", "%": "integer modulo by zero" }
    : { "/": "float division by zero", "//": "float floor division by zero", "%": "float modulo" };
  return (divisor) => ({
    condition: {
      kind: "compare",
      dtype: "bool",
      operator: "!=",
      left: divisor,
      right: constant(0, divisor.dtype, isComplex(divisor.dtype) ? 0 : undefined),
    },
    exception: "ZeroDivisionError",
    message: messages[operator],
    span,
  });
}

function isNeverZero(ctx: Context, value: Numeric): boolean {
  if (value.kind === "int")
    return isLess(zero, value.expr, ctx.assumptions) === "yes" || isLess(value.expr, zero, ctx.assumptions) === "yes";
  return value.kind === "number" && value.known !== undefined && (value.known.re !== 0 || value.known.im !== 0);
}

function checkKind(operator: string, dtype: DType, span: Span): void {
  const bitwise = operator === "&" || operator === "|" || operator === "^" || operator === "<<" || operator === ">>";
  if (bitwise && !isInteger(dtype) && dtype !== "bool")
    fail("wrong-type", span, `\`${operator}\` works on integers and bools, and this is ${dtype}.`);
  if (isComplex(dtype) && (operator === "//" || operator === "%"))
    fail("wrong-type", span, `\`${operator}\` is not defined for complex numbers.`);
}

function intArithmetic(
  ctx: Context,
  operator: BinaryOperator,
  left: IntValue,
  right: IntValue,
  span: Span,
): Numeric | undefined {
  const [a, b] = [left.expr, right.expr];
  // What outgrows an index is computed in 64 bits, from operands that don't.
  const exact = (expr: typeof a): IntValue | undefined =>
    constantOf(expr) !== undefined || isIndexLike(expr) ? { kind: "int", expr } : undefined;
  switch (operator) {
    case "+":
      return exact(add(a, b));
    case "-":
      return exact(sub(a, b));
    case "*": {
      const [x, y] = [constantOf(a), constantOf(b)];
      if (x !== undefined && y !== undefined && !Number.isSafeInteger(x * y)) beyondExact(span);
      return exact(mul(a, b));
    }
    case "//":
    case "%": {
      if (constantOf(b) === 0)
        fail("raises-always", span, "This divides by zero: Python raises ZeroDivisionError here.");
      if (!isNeverZero(ctx, right))
        ensure(ctx, {
          condition: {
            kind: "compare",
            dtype: "bool",
            operator: "!=",
            left: { kind: "index", dtype: "int64", expr: b },
            right: { kind: "index", dtype: "int64", expr: zero },
          },
          exception: "ZeroDivisionError",
          message: operator === "//" ? "integer division or modulo by zero" : "integer modulo by zero",
          span,
        });
      return exact(operator === "//" ? floorDiv(a, b) : mod(a, b));
    }
    case "/": {
      const [x, y] = [constantOf(a), constantOf(b)];
      if (y === 0) fail("raises-always", span, "This divides by zero: Python raises ZeroDivisionError here.");
      return x !== undefined && y !== undefined ? known(x / y, 0, "float64") : undefined;
    }
    default: {
      const [x, y] = [constantOf(a), constantOf(b)];
      if (x === undefined || y === undefined) return undefined;
      if (y < 0 && (operator === "<<" || operator === ">>"))
        fail("raises-always", span, "A shift by a negative count: Python raises ValueError here.");
      const shifted = operator === "<<" ? x * 2 ** y : 0;
      if (!Number.isSafeInteger(shifted)) beyondExact(span);
      const bits = { "&": x & y, "|": x | y, "^": x ^ y, "<<": shifted, ">>": Math.floor(x / 2 ** y) }[
        operator as "&" | "|" | "^" | "<<" | ">>"
      ];
      return bits === undefined || Math.max(Math.abs(x), Math.abs(y)) >= 2 ** 31 ? undefined : exact(int(bits));
    }
  }
}

export function known(re: number, im: number, dtype: DType): NumberValue {
  return { kind: "number", dtype, weak: true, known: { re, im } };
}

type Parts = NonNullable<NumberValue["known"]>;

/** Literals join at once, in the arithmetic Python itself would use; only where that is exactly what JavaScript computes. */
function foldFloats(operator: BinaryOperator, a: Parts, b: Parts, dtype: DType): NumberValue | undefined {
  if (isComplex(dtype)) {
    if (operator === "+") return known(a.re + b.re, a.im + b.im, dtype);
    if (operator === "-") return known(a.re - b.re, a.im - b.im, dtype);
    return operator === "*" ? known(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re, dtype) : undefined;
  }
  if (dtype !== "float64") return undefined;
  if (operator === "+") return known(a.re + b.re, 0, dtype);
  if (operator === "-") return known(a.re - b.re, 0, dtype);
  if (operator === "*") return known(a.re * b.re, 0, dtype);
  return operator === "/" && b.re !== 0 ? known(a.re / b.re, 0, dtype) : undefined;
}

export function unary(
  ctx: Context,
  operator: "-" | "+" | "~" | "not",
  operand: Numeric,
  span: Span,
  wish: Wish,
): Numeric {
  if (operand.kind === "number" && operand.weak && operand.dtype === "bool" && operator !== "not") {
    const [other, same] = operator === "~" ? ([-1, "^"] as const) : ([0, operator] as const);
    return binary(ctx, same, { kind: "int", expr: int(other) }, operand, span, wish);
  }
  if (operator === "+") return positive(ctx, operand, span, wish);
  if (operator === "-") requireDtype(ctx, operand, span);
  if (operator === "-" && operand.kind === "int") return { kind: "int", expr: neg(operand.expr) };
  if (operator === "-" && operand.kind === "number" && operand.known)
    return { ...operand, known: { re: -operand.known.re, im: -operand.known.im } };
  const { dtype, weak } = promotedOf(operand);
  if (operator === "-" && weak && dtype === "int64")
    return binary(ctx, operator, { kind: "int", expr: zero }, operand, span, wish);
  if (operator === "not")
    return elementwise(
      ctx,
      {
        label: "not",
        span,
        operands: [operand],
        dtype: "bool",
        weak: true,
        code: ([x]) => ({ kind: "unary", dtype: "bool", operator: "not", operand: cast(x as Scalar, "bool") }),
      },
      wish,
    );
  if (operator === "-" && dtype === "bool")
    fail("wrong-type", span, "NumPy does not negate bools.", "Use `~` or `np.logical_not`.");
  if (operator === "~" && !isInteger(dtype) && dtype !== "bool")
    fail("wrong-type", span, `\`~\` works on integers and bools, and this is ${dtype}.`);
  return elementwise(
    ctx,
    {
      label: operator === "-" ? "negative" : "invert",
      span,
      operands: [operand],
      dtype,
      weak,
      code: ([x]) => ({
        kind: "unary",
        dtype,
        operator: operator === "~" && dtype === "bool" ? "not" : operator,
        operand: x as Scalar,
      }),
    },
    wish,
  );
}

/** Of an array, a copy: what is written to it stays apart. */
function positive(ctx: Context, operand: Numeric, span: Span, wish: Wish): Numeric {
  const { dtype } = promotedOf(operand);
  if (dtype === "bool") fail("wrong-type", span, "NumPy has no `+` for bools alone.", "Leave it out.");
  if (operand.kind === "int" || operand.kind === "number") return operand;
  const code = ([x]: readonly Scalar[]): Scalar => x as Scalar;
  return elementwise(ctx, { label: "positive", span, operands: [operand], dtype, code }, wish);
}

export function compare(
  ctx: Context,
  operator: CompareOperator,
  left: Numeric,
  right: Numeric,
  span: Span,
  wish: Wish,
): Numeric {
  if (!(operator in labels))
    fail("unsupported-syntax", span, `\`${operator}\` between numbers or arrays is not compiled.`);
  const { dtype: common, weak } = comparedAs(ctx, left, right, span);
  if (isComplex(common) && operator !== "==" && operator !== "!=")
    fail("unsupported-syntax", span, "Ordering complex numbers is not compiled.", "Compare their absolute values.");
  return elementwise(
    ctx,
    {
      label: labels[operator] ?? "compare",
      span,
      operands: [left, right],
      dtype: "bool",
      weak,
      code: ([a, b]) => ({
        kind: "compare",
        dtype: "bool",
        operator: operator as ComparisonOperator,
        left: cast(a as Scalar, common),
        right: cast(b as Scalar, common),
      }),
    },
    wish,
  );
}

/** The type that two numbers are compared in. A Python int counts with its value, also where the other type can't hold it. */
function comparedAs(ctx: Context, left: Numeric, right: Numeric, span: Span): Promoted {
  const [a, b] = [promotedOf(left), promotedOf(right)];
  const common = promote(a, b);
  const python = a.weak === b.weak ? undefined : a.weak ? left : right;
  const isMixed = isInteger(a.dtype) && isInteger(b.dtype) && !isInteger(common.dtype);
  const isWide =
    python !== undefined &&
    isInteger(dtypeOf(python)) &&
    isInteger(common.dtype) &&
    (python.kind !== "int" || fits(ctx, python.expr, common.dtype) !== "yes");
  if (isMixed || (isWide && common.dtype === "uint64"))
    fail(
      "wrong-type",
      span,
      "Signed numbers are not compared with uint64 ones yet.",
      "Convert one of them with `astype`.",
    );
  return isWide ? { dtype: "int64", weak: false } : common;
}
