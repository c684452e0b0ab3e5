// Python's ints have no end and ours have 64 bits: where one may outgrow them, the run is stopped with the reason.
import { need, type Span } from "../../diagnostics/index.ts";
import { type ArithmeticOperator, type Check, cast, constant, type Scalar } from "../../sdfg/index.ts";
import { constantOf } from "../../symbolic/index.ts";
import { dtypeOf, type Numeric } from "../types/value.ts";
import { indexLimit, isIndexLike } from "./int-size.ts";

/** The largest double that is less than 2⁶³, with room for the rounding of one product or power. */
const most = 9.223372036854e18;

/** What has to hold so that `left operator right`, computed in 64 bits, is what Python computes. */
export function overflowChecks(
  operator: ArithmeticOperator,
  [left, right]: readonly [Numeric, Numeric],
  span: Span,
): (codes: readonly Scalar[]) => Check[] {
  const [a, b] = [magnitudeOf(left), magnitudeOf(right)];
  const largest = { "+": a + b, "-": a + b, "*": a * b, "<<": a * 2 ** b, "**": a ** b }[operator as "+"];
  if (largest === undefined || largest < most) return () => [];
  return (codes) => {
    const [x, y] = [need(codes[0], "left"), need(codes[1], "right")].map((code) => cast(code, "int64")) as [
      Scalar,
      Scalar,
    ];
    const shifts = operator === "<<" ? [notNegative(y, span)] : [];
    return [...shifts, { condition: fitsAfter(operator, x, y), ...beyond, span }];
  };
}

/** `int(x)` of a float: those beyond 64 bits have no place here. */
export function floatFits(x: Scalar, span: Span): Check {
  return { condition: isWithin(cast(x, "float64")), ...beyond, span };
}

const beyond = {
  exception: "OverflowError",
  message: "this Python int outgrows 64 bits, which is not compiled: compute with floats",
} as const;

/** No larger than this is the number, whatever the data. */
function magnitudeOf(value: Numeric): number {
  if (dtypeOf(value) === "bool") return 1;
  if (value.kind === "int") return Math.abs(constantOf(value.expr) ?? (isIndexLike(value.expr) ? indexLimit : 2 ** 63));
  return value.kind === "number" && value.known !== undefined ? Math.abs(value.known.re) : 2 ** 63;
}

function fitsAfter(operator: ArithmeticOperator, x: Scalar, y: Scalar): Scalar {
  const whole = (op: ArithmeticOperator, left: Scalar, right: Scalar): Scalar => ({
    kind: "binary",
    dtype: "int64",
    operator: op,
    left,
    right,
  });
  const real = (op: ArithmeticOperator, left: Scalar, right: Scalar): Scalar => ({
    kind: "binary",
    dtype: "float64",
    operator: op,
    left: cast(left, "float64"),
    right: cast(right, "float64"),
  });
  switch (operator) {
    // A sum has outgrown its bits where its sign differs from that of both terms.
    case "+":
    case "-": {
      const sum = whole(operator, x, y);
      const signs = operator === "+" ? whole("^", y, sum) : whole("^", x, y);
      return {
        kind: "compare",
        dtype: "bool",
        operator: ">=",
        left: whole("&", whole("^", x, sum), signs),
        right: zero,
      };
    }
    case "<<":
      return isWithin(real("*", x, real("**", constant(2, "float64"), y)));
    default:
      return isWithin(real(operator, x, y));
  }
}

const zero = constant(0, "int64");

function isWithin(x: Scalar): Scalar {
  const magnitude: Scalar = { kind: "call", dtype: "float64", fn: "abs", args: [x] };
  return { kind: "compare", dtype: "bool", operator: "<=", left: magnitude, right: constant(most, "float64") };
}

function notNegative(count: Scalar, span: Span): Check {
  const condition: Scalar = { kind: "compare", dtype: "bool", operator: ">=", left: count, right: zero };
  return { condition, exception: "ValueError", message: "negative shift count", span };
}
