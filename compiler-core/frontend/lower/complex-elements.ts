// exp, log and sqrt of a complex number, from functions of its parts.
import {
  type ComparisonOperator,
  constant,
  type DType,
  partOf,
  type Scalar,
  type ScalarFunction,
} from "../../sdfg/index.ts";

/** Arithmetic on parts of one type, as plain expressions. */
function arithmeticOf(dtype: DType) {
  const binary = (operator: "+" | "-" | "*" | "/", left: Scalar, right: Scalar): Scalar => ({
    kind: "binary",
    dtype,
    operator,
    left,
    right,
  });
  return {
    number: (value: number) => constant(value, dtype),
    add: (a: Scalar, b: Scalar) => binary("+", a, b),
    sub: (a: Scalar, b: Scalar) => binary("-", a, b),
    mul: (a: Scalar, b: Scalar) => binary("*", a, b),
    div: (a: Scalar, b: Scalar) => binary("/", a, b),
    neg: (operand: Scalar): Scalar => ({ kind: "unary", dtype, operator: "-", operand }),
    call: (fn: ScalarFunction, ...args: readonly Scalar[]): Scalar => ({ kind: "call", dtype, fn, args }),
    select: (condition: Scalar, then: Scalar, otherwise: Scalar): Scalar => ({
      kind: "select",
      dtype,
      condition,
      then,
      otherwise,
    }),
  };
}

const compare = (left: Scalar, operator: ComparisonOperator, right: Scalar): Scalar => ({
  kind: "compare",
  dtype: "bool",
  operator,
  left,
  right,
});
const claim = (fn: "isinf" | "isfinite", x: Scalar): Scalar => ({ kind: "call", dtype: "bool", fn, args: [x] });
const both = (left: Scalar, right: Scalar): Scalar => ({
  kind: "logical",
  dtype: "bool",
  operator: "and",
  left,
  right,
});
const either = (left: Scalar, right: Scalar): Scalar => ({
  kind: "logical",
  dtype: "bool",
  operator: "or",
  left,
  right,
});
const not = (operand: Scalar): Scalar => ({ kind: "unary", dtype: "bool", operator: "not", operand });

export const partsOf = (z: Scalar): readonly [Scalar, Scalar] => {
  const part = (fn: "real" | "imag"): Scalar => ({ kind: "call", dtype: partOf(z.dtype), fn, args: [z] });
  return [part("real"), part("imag")];
};

export const complexOf = (dtype: DType, re: Scalar, im: Scalar): Scalar => ({
  kind: "call",
  dtype,
  fn: "complex",
  args: [re, im],
});

/** eˣ·(cos y + i·sin y). The halves of x keep a product finite whose factor is not. */
function exponential(z: Scalar): Scalar {
  const { number, mul, call, select } = arithmeticOf(partOf(z.dtype));
  const [x, y] = partsOf(z);
  const half = call("exp", mul(number(0.5), x));
  const times = (factor: Scalar) => mul(mul(half, factor), half);
  // At an infinite x the angle may be anything: what is left is 0 or infinity.
  const isLost = both(claim("isinf", x), not(claim("isfinite", y)));
  const isGone = both(isLost, compare(x, "<", number(0)));
  const isReal = compare(y, "==", number(0));
  const re = select(either(isLost, isReal), call("exp", x), times(call("cos", y)));
  const im = select(isGone, number(0), select(isReal, y, times(call("sin", y))));
  return complexOf(z.dtype, re, im);
}

/** log|z| + i·angle; near the unit circle from the distance to it, which the length would have rounded away. */
function logarithm(z: Scalar): Scalar {
  const { number, add, sub, mul, call, select } = arithmeticOf(partOf(z.dtype));
  const [x, y] = partsOf(z);
  const [a, b] = [call("abs", x), call("abs", y)];
  const [large, small] = [call("maximum", a, b), call("minimum", a, b)];
  const distance = add(mul(sub(large, number(1)), add(large, number(1))), mul(small, small));
  const isNear = both(compare(distance, ">", number(-0.5)), compare(distance, "<", number(2)));
  const near = mul(number(0.5), call("log1p", select(isNear, distance, number(0))));
  return complexOf(z.dtype, select(isNear, near, call("log", call("abs", z))), call("arctan2", y, x));
}

/** Of the two roots the one to the right of the imaginary axis; on it, the one on the side of z. */
function squareRoot(z: Scalar): Scalar {
  const { number, add, mul, div, neg, call, select } = arithmeticOf(partOf(z.dtype));
  const [x, y] = partsOf(z);
  const half = number(0.5);
  const t = call("sqrt", add(mul(half, call("abs", x)), mul(half, call("abs", z))));
  const other = div(call("abs", y), mul(number(2), t));
  const isZero = compare(t, "==", number(0));
  const isRight = compare(x, ">=", number(0));
  const isBelow = either(compare(y, "<", number(0)), compare(div(number(1), y), "<", number(0)));
  const size = select(isRight, other, t);
  const re = select(isZero, number(0), select(claim("isinf", y), call("abs", y), select(isRight, t, other)));
  const im = select(either(isZero, claim("isinf", y)), y, select(isBelow, neg(size), size));
  return complexOf(z.dtype, re, im);
}

/** The code for one element, where the function is compiled for complex numbers. */
export const complexFunctions: ReadonlyMap<string, (z: Scalar) => Scalar> = new Map([
  ["exp", exponential],
  ["log", logarithm],
  ["sqrt", squareRoot],
]);

/** baseᵉˣᵖᵒⁿᵉⁿᵗ, where `through` is exp(exponent · log(base)): what that can't tell of 0. */
export function powerOfZero(base: Scalar, exponent: Scalar, through: Scalar): Scalar {
  const { dtype } = base;
  const { number } = arithmeticOf(partOf(dtype));
  const zero = number(0);
  const [re, im] = partsOf(exponent);
  const isZero = (z: Scalar) => {
    const [x, y] = partsOf(z);
    return both(compare(x, "==", zero), compare(y, "==", zero));
  };
  const nothing = constant(0, dtype, 0);
  const noNumber = constant(Number.NaN, dtype, Number.NaN);
  const ofZero: Scalar = {
    kind: "select",
    dtype,
    condition: both(compare(re, ">", zero), compare(im, "==", zero)),
    then: nothing,
    otherwise: noNumber,
  };
  const some: Scalar = { kind: "select", dtype, condition: isZero(base), then: ofZero, otherwise: through };
  return { kind: "select", dtype, condition: isZero(exponent), then: constant(1, dtype, 0), otherwise: some };
}
