// Exponentials. x = n·ln 2 + r with |r| ≤ ln 2 / 2, and e^x = 2^n · e^r, e^r by its series. No branches.
import type { Value } from "../../lowering/index.ts";
import type { Bind, Recipe } from "../functions.ts";
import { add, binary, bitsOf, call, compare, f64, floatOf, i64, mul, number, select, sub } from "../values.ts";
import { type Double2, fastTwoSum, polynomial, twoProduct, twoSum } from "./double-double.ts";

const log2e = Math.LOG2E;
/** ln 2 in pieces: the first ends in 20 zero bits, so that a multiple of it by up to 11 bits is exact. */
export const ln2 = { upper: 0.6931471804855391, lower: 7.440617110012397e-11 };
const round52 = 1.5 * 2 ** 52;

/** 1/2!, 1/3!, … 1/13!: what is left out is below 2^-57 of the result. */
const series = Array.from({ length: 12 }, (_, i) => 1 / factorial(i + 2));

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/** e^(hi + lo) = 2^n · (1 + p), with |1 + p| within √2 of 1; hi must lie within ±800. */
export interface Exponential {
  readonly n: Value;
  readonly p: Double2;
}

export function exponential(bind: Bind, hi: Value, lo: Value | undefined): Exponential {
  const n = bind("n", call("rint", mul(hi, f64(log2e))));
  const top = bind("top", sub(hi, mul(n, f64(ln2.upper))));
  const shift = bind("shift", mul(n, f64(ln2.lower)));
  return { n, p: reduced(bind, top, shift, lo) };
}

/** e^(top − shift + lo) − 1. */
function reduced(bind: Bind, top: Value, shift: Value, lo: Value | undefined): Double2 {
  const r = bind("r", sub(top, shift));
  const lost = sub(sub(top, r), shift);
  const rest = bind("rest", lo === undefined ? lost : add(lost, lo));
  const q = polynomial(bind, "q", r, series);
  // e^(r + rest) − 1 = (e^r − 1) + rest·e^r, and e^r − 1 = r + r²·q.
  const square = bind("square", mul(mul(r, r), q));
  return fastTwoSum(bind, r, bind("tail", add(square, add(rest, mul(rest, add(r, square))))));
}

/** 2^n for a whole n within a normal number's exponents: the bits of n + 1023 end in the exponent's place. */
export function powerOfTwo(n: Value): Value {
  return floatOf(binary("<<", bitsOf(add(n, f64(round52 + 1023))), i64(52)));
}

/** y·2^n in two steps, so that the result may be subnormal or infinite. */
export function scaled(bind: Bind, y: Value, n: Value): Value {
  const half = bind("half", call("floor", mul(n, f64(0.5))));
  return mul(mul(y, powerOfTwo(half)), powerOfTwo(sub(n, half)));
}

/** 1 + p, rounded once. */
export function onePlus(bind: Bind, p: Double2): Value {
  const s = twoSum(bind, f64(1), p.hi);
  return add(s.hi, add(s.lo, p.lo));
}

/** Beyond ±limit nothing changes any more; NaN stays. */
export function clamped(bind: Bind, x: Value, low: number, high: number): Value {
  return bind("clamped", call("minimum", call("maximum", x, f64(low)), f64(high)));
}

export const exp: Recipe = {
  name: "exp_float64",
  parameters: { x: "float64" },
  result: "float64",
  body: ([x], bind) => {
    const limited = clamped(bind, x as Value, -746, 710);
    const n = bind("n", call("rint", mul(limited, f64(log2e))));
    const top = bind("top", sub(limited, mul(n, f64(ln2.upper))));
    const shift = bind("shift", mul(n, f64(ln2.lower)));
    const r = bind("r", sub(top, shift));
    const lost = sub(sub(top, r), shift);
    const q = polynomial(bind, "q", r, series);
    return scaled(bind, bind("y", add(f64(1), add(r, add(mul(mul(r, r), q), lost)))), n);
  },
};

export const exp2: Recipe = {
  name: "exp2_float64",
  parameters: { x: "float64" },
  result: "float64",
  body: ([x], bind) => {
    const limited = clamped(bind, x as Value, -1080, 1025);
    const n = bind("n", call("rint", limited));
    const fraction = bind("fraction", sub(limited, n));
    const product = twoProduct(bind, fraction, f64(Math.LN2));
    const p = reduced(
      bind,
      product.hi,
      f64(0),
      bind("low", add(product.lo, mul(fraction, f64(2.3190468138462996e-17)))),
    );
    return scaled(bind, onePlus(bind, p), n);
  },
};

export const expm1: Recipe = {
  name: "expm1_float64",
  parameters: { x: "float64" },
  result: "float64",
  body: ([x], bind) => {
    const { n, p } = exponential(bind, clamped(bind, x as Value, -50, 710), undefined);
    const { hi, lo } = halfLessOne(bind, n, p);
    return select(compare(call("abs", x as Value), "<", f64(2 ** -54)), x as Value, mul(f64(2), add(hi, lo)));
  },
};

/** Half of 2^n·(1 + p) − 1, as (2^(n−1) − 1/2) + 2^(n−1)·p: half, so that nothing overflows. */
export function halfLessOne(bind: Bind, n: Value, p: Double2): Double2 {
  const power = bind("power", powerOfTwo(sub(n, f64(1))));
  const sum = twoSum(bind, bind("less", sub(power, f64(0.5))), bind("grown", mul(power, p.hi)));
  return fastTwoSum(bind, sum.hi, bind("rest", add(sum.lo, mul(power, p.lo))));
}

const ln2Single = { upper: 0.693359375, lower: -0.00021219444005469057 };

/** In float32 throughout, twice as many lanes: ln 2's first piece has 10 bits, so that its multiples are exact. */
export const expSingle: Recipe = {
  name: "exp_float32",
  parameters: { x: "float32" },
  result: "float32",
  body: ([x], bind) => {
    const f = (value: number) => number("float32", Math.fround(value));
    const limited = bind("limited", call("minimum", call("maximum", x as Value, f(-105)), f(89)));
    const n = bind("n", call("rint", mul(limited, f(log2e))));
    const top = bind("top", sub(limited, mul(n, f(ln2Single.upper))));
    const shift = bind("shift", mul(n, f(ln2Single.lower)));
    const r = bind("r", sub(top, shift));
    const lost = sub(sub(top, r), shift);
    const coefficients = [7, 6, 5, 4, 3, 2].map((k) => f(1 / factorial(k)));
    const q = bind(
      "q",
      coefficients.slice(1).reduce((inner, c) => add(c, mul(r, inner)), coefficients[0] as Value),
    );
    const y = bind("y", add(f(1), add(r, add(mul(mul(r, r), q), lost))));
    const half = bind("half", call("floor", mul(n, f(0.5))));
    const power = (k: Value) => floatOf(binary("<<", bitsOf(add(k, f(1.5 * 2 ** 23 + 127))), number("int32", 23)));
    return mul(mul(y, power(half)), power(sub(n, half)));
  },
};
