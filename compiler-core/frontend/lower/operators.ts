// Python's operators on numbers and arrays. Ints that symbols decide stay expressions; everything else is elementwise.
import type { Span } from "../../diagnostics/index.ts";
import {
  type ArithmeticOperator,
  type ComparisonOperator,
  cast,
  type DType,
  isComplex,
  isInteger,
  kindOf,
  type Scalar,
} from "../../sdfg/index.ts";
import { add, constantOf, floorDiv, int, isLess, mod, mul, neg, sub, zero } from "../../symbolic/index.ts";
import type { BinaryOperator, CompareOperator } from "../../syntax/index.ts";
import { fail } from "../problem.ts";
import { floatingOf, type Promoted, promote } from "../types/promotion.ts";
import { dtypeOf, type IntValue, type NumberValue, type Numeric } from "../types/value.ts";
import { type Context, ensure, type Wish } from "./context.ts";
import { elementwise } from "./elementwise.ts";

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

export function promotedOf(value: Numeric): Promoted {
  return { dtype: dtypeOf(value), weak: value.kind === "int" || (value.kind === "number" && value.weak) };
}

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
  const common = promote(promotedOf(left), promotedOf(right));
  const result = operator === "/" ? floatingOf(common, true) : common;
  checkKind(operator, result.dtype, span);
  const dtype =
    result.dtype === "bool" && (operator === "-" || operator === "*" || operator === "+")
      ? boolArithmetic(operator, span)
      : result.dtype;
  const special = operator === "**" ? smallPower(right) : undefined;
  if (operator === "**" && isComplex(dtype) && !isWholePower(right))
    fail(
      "unsupported-syntax",
      span,
      "Powers of complex numbers are compiled for the exponents 1 and 2 only.",
      "Multiply, or compute with real and imaginary parts.",
    );
  return elementwise(
    ctx,
    {
      label: labels[operator] ?? "operation",
      span,
      dtype,
      weak: result.weak,
      operands: special === undefined ? [left, right] : [left],
      code: ([a, b]) => {
        const base = cast(a as Scalar, dtype);
        if (special !== undefined) return special(base);
        return {
          kind: "binary",
          dtype,
          operator: operator as ArithmeticOperator,
          left: base,
          right: cast(b as Scalar, dtype),
        };
      },
    },
    wish,
  );
}

/** NumPy computes x**2 as x*x, x**0.5 as a square root, and so on; so do we, to the same bits. */
function smallPower(exponent: Numeric): ((base: Scalar) => Scalar) | undefined {
  const value = realOf(exponent);
  if (value === 2) return (base) => ({ kind: "binary", dtype: base.dtype, operator: "*", left: base, right: base });
  if (value === 1) return (base) => base;
  if (value === 0.5)
    return (base) =>
      kindOf(base.dtype) === "float"
        ? { kind: "call", dtype: base.dtype, fn: "sqrt", args: [base] }
        : {
            kind: "binary",
            dtype: base.dtype,
            operator: "**",
            left: base,
            right: { kind: "constant", dtype: base.dtype, value: 0.5 },
          };
  return undefined;
}

/** The real number that the text gives, where it does. */
function realOf(value: Numeric): number | undefined {
  if (value.kind === "int") return constantOf(value.expr);
  return value.kind === "number" && value.known?.im === 0 ? value.known.re : undefined;
}

function isWholePower(exponent: Numeric): boolean {
  const value = realOf(exponent);
  return value === 1 || value === 2;
}

function boolArithmetic(operator: string, span: Span): DType {
  if (operator === "-") fail("wrong-type", span, "NumPy does not subtract bools.", "Use `^` or `np.logical_xor`.");
  return "bool";
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
  const exact = (expr: typeof a): IntValue => ({ kind: "int", expr });
  switch (operator) {
    case "+":
      return exact(add(a, b));
    case "-":
      return exact(sub(a, b));
    case "*":
      return exact(mul(a, b));
    case "//":
    case "%": {
      if (constantOf(b) === 0)
        fail("raises-always", span, "This divides by zero: Python raises ZeroDivisionError here.");
      const nonZero = isLess(zero, b, ctx.assumptions) === "yes" || isLess(b, zero, ctx.assumptions) === "yes";
      if (!nonZero)
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
    case "**": {
      const power = constantOf(b);
      if (power === undefined || power < 0 || power > 16) return undefined;
      return exact(mul(...Array<typeof a>(power).fill(a)));
    }
    case "/": {
      const [x, y] = [constantOf(a), constantOf(b)];
      if (y === 0) fail("raises-always", span, "This divides by zero: Python raises ZeroDivisionError here.");
      return x !== undefined && y !== undefined ? known(x / y, 0, "float64") : undefined;
    }
    default: {
      const [x, y] = [constantOf(a), constantOf(b)];
      if (x === undefined || y === undefined) return undefined;
      const bits = { "&": x & y, "|": x | y, "^": x ^ y, "<<": x * 2 ** y, ">>": Math.floor(x / 2 ** y) }[
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
  if (operator === "+") return operand;
  if (operator === "-" && operand.kind === "int") return { kind: "int", expr: neg(operand.expr) };
  if (operator === "-" && operand.kind === "number" && operand.known)
    return { ...operand, known: { re: -operand.known.re, im: -operand.known.im } };
  const { dtype, weak } = promotedOf(operand);
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
  const common = promote(promotedOf(left), promotedOf(right)).dtype;
  if (isComplex(common) && operator !== "==" && operator !== "!=")
    fail("unsupported-syntax", span, "Ordering complex numbers is not compiled.", "Compare their absolute values.");
  return elementwise(
    ctx,
    {
      label: labels[operator] ?? "compare",
      span,
      operands: [left, right],
      dtype: "bool",
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

/** `a and b` on single truth values; on arrays Python itself raises. */
export function logical(ctx: Context, operator: "and" | "or", values: readonly Numeric[], span: Span): Numeric {
  return values.reduce((left, right) =>
    elementwise(
      ctx,
      {
        label: operator,
        span,
        operands: [left, right],
        dtype: "bool",
        weak: true,
        code: ([a, b]) => ({
          kind: "logical",
          dtype: "bool",
          operator,
          left: cast(a as Scalar, "bool"),
          right: cast(b as Scalar, "bool"),
        }),
      },
      { name: "" },
    ),
  );
}
