// Hyperbolic functions, from the exponential in double-double.
import type { Value } from "../../lowering/index.ts";
import type { Recipe } from "../functions.ts";
import { abs, add, call, compare, copysign, div, f64, mul, negative, select } from "../values.ts";
import { fastTwoSum, polynomial, quotient, sum, twoSum } from "./double-double.ts";
import { clamped, exponential, halfLessOne, powerOfTwo, scaled } from "./exp.ts";

const parameters = { x: "float64" } as const;

/** tanh |x| = t/(t + 2) with t = e^2|x| − 1. Above 22 it is 1. */
export const tanh: Recipe = {
  name: "tanh_float64",
  parameters,
  result: "float64",
  body: ([x], bind) => {
    const size = bind("size", abs(x as Value));
    const { n, p } = exponential(bind, bind("twice", mul(f64(2), clamped(bind, size, 0, 22))), undefined);
    // Half of t, over half of t + 2.
    const t = halfLessOne(bind, n, p);
    const below = sum(bind, { hi: f64(1), lo: f64(0) }, t);
    const inside = copysign(quotient(bind, t, below).hi, x as Value);
    return select(compare(size, "<", f64(2 ** -28)), x as Value, inside);
  },
};

/** 1/3!, 1/5!, … 1/19!, up to 1: what is left out is below 2^-65. */
const sinhSeries = Array.from({ length: 9 }, (_, i) => 1 / factorial(2 * i + 3));

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/** e^|x|/2 ± e^−|x|/2 = 2^(n−1)·(y ± 2^(−2n)/y) with e^|x| = 2^n·y; near 0 the series of sinh. */
function half(name: "sinh" | "cosh"): Recipe {
  return {
    name: `${name}_float64`,
    parameters,
    result: "float64",
    body: ([x], bind) => {
      const size = bind("size", abs(x as Value));
      const { n, p } = exponential(bind, clamped(bind, size, 0, 712), undefined);
      const one = twoSum(bind, f64(1), p.hi);
      const y = fastTwoSum(bind, one.hi, bind("rest", add(one.lo, p.lo)));
      const inverse = bind(
        "inverse",
        div(powerOfTwo(bind("down", call("maximum", mul(f64(-2), n), f64(-1000)))), y.hi),
      );
      const total = twoSum(bind, y.hi, name === "sinh" ? negative(inverse) : inverse);
      const large = scaled(bind, bind("sum", add(total.hi, add(total.lo, y.lo))), bind("up", add(n, f64(-1))));
      if (name === "cosh") return large;
      const z = bind("z", mul(x as Value, x as Value));
      const small = add(x as Value, mul(mul(x as Value, z), polynomial(bind, "series", z, sinhSeries)));
      return select(compare(size, "<", f64(1)), small, copysign(large, x as Value));
    },
  };
}

export const sinh = half("sinh");
export const cosh = half("cosh");
