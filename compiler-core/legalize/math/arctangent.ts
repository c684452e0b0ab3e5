// Arc tangents, all from that of a quotient b/a with 0 ≤ b ≤ a, kept in double-double: up to π/8 by a fitted polynomial,
// above by arctan t = π/4 + arctan (t − 1)/(t + 1).
import type { Value } from "../../lowering/index.ts";
import type { Bind, Recipe } from "../functions.ts";
import { abs, add, both, compare, copysign, div, either, f64, mul, negative, not, select, sub } from "../values.ts";
import { type Double2, fastTwoSum, polynomial, quotient, sum, twoSum } from "./double-double.ts";

const infinity = f64(Number.POSITIVE_INFINITY);
const quarterPi = { hi: f64(0.7853981633974483), lo: f64(3.061616997868383e-17) };
const halfPi = { hi: f64(1.5707963267948966), lo: f64(6.123233995736766e-17) };
const pi = { hi: f64(Math.PI), lo: f64(1.2246467991473532e-16) };

/** −1/3, 1/5, … −1/43: with t² ≤ 0.1716 what is left out is below 2^-57 of the result. */
const series = Array.from({ length: 21 }, (_, i) => (i % 2 === 0 ? -1 : 1) / (2 * i + 3));

/** arctan(b/a) for 0 ≤ b ≤ a, a > 0, both between 2^-900 and 2^900 unless b is 0. */
function principal(bind: Bind, b: Value, a: Value): Double2 {
  const large = bind("large", compare(b, ">", mul(a, f64(0.41421356237309503))));
  const [less, more] = [twoSum(bind, b, negative(a)), twoSum(bind, b, a)];
  const above = { hi: bind("above", select(large, less.hi, b)), lo: bind("above_low", select(large, less.lo, f64(0))) };
  const below = { hi: bind("below", select(large, more.hi, a)), lo: bind("below_low", select(large, more.lo, f64(0))) };
  const t = quotient(bind, above, below);
  const z = bind("z", mul(t.hi, t.hi));
  const tail = mul(mul(t.hi, z), polynomial(bind, "series", z, series));
  const angle = fastTwoSum(bind, t.hi, bind("tail", add(tail, sub(t.lo, mul(t.lo, z)))));
  const turned = sum(bind, quarterPi, angle);
  return {
    hi: bind("angle", select(large, turned.hi, angle.hi)),
    lo: bind("angle_low", select(large, turned.lo, angle.lo)),
  };
}

function complement(bind: Bind, whole: { hi: Value; lo: Value }, applies: Value, angle: Double2): Double2 {
  const rest = sum(bind, whole, { hi: negative(angle.hi), lo: negative(angle.lo) });
  const is = bind("mirrored", applies);
  return { hi: bind("angle", select(is, rest.hi, angle.hi)), lo: bind("angle_low", select(is, rest.lo, angle.lo)) };
}

export const arctan: Recipe = {
  name: "arctan_float64",
  parameters: { x: "float64" },
  result: "float64",
  body: ([x], bind) => {
    const size = bind("size", abs(x as Value));
    const steep = bind("steep", compare(size, ">", f64(1)));
    const bounded = bind("bounded", select(compare(size, "<", f64(2 ** 60)), size, f64(2 ** 60)));
    const angle = principal(bind, select(steep, f64(1), bounded), bind("base", select(steep, bounded, f64(1))));
    const result = complement(bind, halfPi, steep, angle);
    const small = compare(size, "<", f64(2 ** -28));
    return select(either(small, compare(x as Value, "!=", x as Value)), x as Value, copysign(result.hi, x as Value));
  },
};

export const arctan2: Recipe = {
  name: "arctan2_float64",
  parameters: { y: "float64", x: "float64" },
  result: "float64",
  body: ([first, second], bind) => {
    const [y, x] = [first as Value, second as Value];
    const [p, q] = [bind("p", abs(y)), bind("q", abs(x))];
    const steep = bind("steep", compare(p, ">", q));
    const [b, a] = [bind("b", select(steep, q, p)), bind("a", select(steep, p, q))];
    const infinite = bind("infinite", compare(a, "==", infinity));
    const diagonal = both(infinite, compare(b, "==", infinity));
    // A power of two keeps the quotient; where b is lost beside a, so is its part of the angle, unless that is all there is.
    const scale = bind(
      "scale",
      select(
        compare(a, ">", f64(2 ** 500)),
        f64(2 ** -600),
        select(compare(a, "<", f64(2 ** -500)), f64(2 ** 500), f64(1)),
      ),
    );
    const base = bind("base", select(infinite, f64(1), select(compare(a, "==", f64(0)), f64(1), mul(a, scale))));
    const other = bind("other", select(diagonal, f64(1), select(infinite, f64(0), mul(b, scale))));
    const angle = principal(bind, other, base);
    const quarter = complement(bind, halfPi, steep, angle);
    const left = compare(copysign(f64(1), x), "<", f64(0));
    const result = complement(bind, pi, left, quarter);
    // A small angle is its tangent, however small.
    const small = both(not(either(steep, left)), compare(b, "<", mul(a, f64(2 ** -30))));
    const angleOf = bind("total", select(small, div(b, a), add(result.hi, result.lo)));
    return select(either(compare(x, "!=", x), compare(y, "!=", y)), add(x, y), copysign(angleOf, y));
  },
};
