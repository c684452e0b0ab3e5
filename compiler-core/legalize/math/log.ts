// Logarithms, all from one logarithm in double-double: x = 2^k·m with m within √2 of 1, s = (m − 1)/(m + 1), and
// ln m = 2·(s + s³/3 + s⁵/5 + …), the first two terms with twice the digits.
import type { Value } from "../../lowering/index.ts";
import type { Bind, Recipe } from "../functions.ts";
import { add, binary, bitsOf, both, compare, f64, floatOf, i64, mul, select, sub } from "../values.ts";
import { type Double2, fastTwoSum, multiply, polynomial, quotient, sum, twoSum } from "./double-double.ts";

const infinity = f64(Number.POSITIVE_INFINITY);
const nan = f64(Number.NaN);
const ln2 = { hi: f64(Math.LN2), lo: f64(2.3190468138462996e-17) };
const inverseLn2 = { hi: f64(Math.LOG2E), lo: f64(2.0355273740931033e-17) };
const inverseLn10 = { hi: f64(Math.LOG10E), lo: f64(1.098319650216765e-17) };
const twoThirds = { hi: f64(2 / 3), lo: f64(3.700743415417188e-17) };

/** 2/5, 2/7, … 2/25: with s² ≤ 0.0295 what is left out is below 2^-68. */
const series = Array.from({ length: 11 }, (_, i) => 2 / (2 * i + 5));

export interface Logarithm {
  /** A whole number. */
  readonly k: Value;
  /** ln of x / 2^k. */
  readonly ln: Double2;
}

/** ln(x + low) for a positive finite x and |low| ≤ ulp(x)/2. */
export function logarithm(bind: Bind, x: Value, low: Value | undefined): Logarithm {
  const subnormal = bind("subnormal", compare(x, "<", f64(2 ** -1022)));
  const lifted = bind("lifted", select(subnormal, mul(x, f64(2 ** 54)), x));
  const bits = bind("bits", bitsOf(lifted));
  // Adding 1 − √½ in the fraction's place carries into the exponent exactly where the fraction is above √2.
  const carried = bind("carried", add(bits, i64(0x3ff0000000000000 - 0x3fe6a09e00000000)));
  const exponent = bind("exponent", sub(binary(">>", carried, i64(52)), i64(1023)));
  const m = bind("m", floatOf(sub(bits, binary("<<", exponent, i64(52)))));
  const whole = wholeNumber(exponent);
  const k = bind("k", select(subnormal, sub(whole, f64(54)), whole));
  const f = bind("f", sub(m, f64(1)));
  // A low part matters near 1 only.
  const places = select(compare(exponent, "<", i64(100)), exponent, i64(100));
  const inverse = low === undefined ? undefined : floatOf(binary("<<", sub(i64(1023), places), i64(52)));
  const rest = low === undefined || inverse === undefined ? f64(0) : bind("low", mul(low, inverse));
  const above = fastTwoSum(bind, f, rest);
  const below = twoSum(bind, f64(2), f);
  const s = quotient(bind, above, { hi: below.hi, lo: bind("below", add(below.lo, rest)) });
  const z = multiply(bind, s, s);
  const p = bind("p", mul(z.hi, polynomial(bind, "q", z.hi, series)));
  const factor = sum(bind, twoThirds, { hi: p, lo: f64(0) });
  const cubic = multiply(bind, multiply(bind, s, z), factor);
  return { k, ln: sum(bind, { hi: mul(f64(2), s.hi), lo: mul(f64(2), s.lo) }, cubic) };
}

/** An integer within ±2^51 as a float, without a conversion of 64 bits, which lanes do not have. */
function wholeNumber(n: Value): Value {
  return sub(floatOf(add(n, i64(0x4338000000000000))), f64(1.5 * 2 ** 52));
}

/** ln x in full. */
export function naturalLog(bind: Bind, { k, ln }: Logarithm): Double2 {
  const whole = multiply(bind, { hi: k, lo: f64(0) }, ln2);
  return sum(bind, whole, ln);
}

/** What lies outside 0 < x < ∞: −∞ at 0, NaN below, and infinity and NaN as they are. */
function guarded(x: Value, inside: Value): Value {
  const outside = select(
    compare(x, "==", f64(0)),
    f64(Number.NEGATIVE_INFINITY),
    select(compare(x, "<", f64(0)), nan, x),
  );
  return select(both(compare(x, ">", f64(0)), compare(x, "<", infinity)), inside, outside);
}

const parameters = { x: "float64" } as const;

export const log: Recipe = {
  name: "log_float64",
  parameters,
  result: "float64",
  body: ([x], bind) => guarded(x as Value, naturalLog(bind, logarithm(bind, x as Value, undefined)).hi),
};

export const log2: Recipe = {
  name: "log2_float64",
  parameters,
  result: "float64",
  body: ([x], bind) => {
    const { k, ln } = logarithm(bind, x as Value, undefined);
    return guarded(x as Value, sum(bind, { hi: k, lo: f64(0) }, multiply(bind, ln, inverseLn2)).hi);
  },
};

export const log10: Recipe = {
  name: "log10_float64",
  parameters,
  result: "float64",
  body: ([x], bind) =>
    guarded(x as Value, multiply(bind, naturalLog(bind, logarithm(bind, x as Value, undefined)), inverseLn10).hi),
};

export const log1p: Recipe = {
  name: "log1p_float64",
  parameters,
  result: "float64",
  body: ([x], bind) => {
    const y = x as Value;
    const one = twoSum(bind, f64(1), y);
    const result = naturalLog(bind, logarithm(bind, one.hi, one.lo)).hi;
    const inside = both(compare(y, ">", f64(-1)), compare(y, "<", infinity));
    const outside = select(
      compare(y, "==", f64(-1)),
      f64(Number.NEGATIVE_INFINITY),
      select(compare(y, "<", f64(-1)), nan, y),
    );
    const small = both(compare(y, "<", f64(2 ** -54)), compare(y, ">", f64(-(2 ** -54))));
    return select(small, y, select(inside, result, outside));
  },
};
