// The remainder of float64 division, towards zero and exact, where a target's library has none.
import type { Value } from "../../lowering/index.ts";
import { applied, type Bind, type Recipe } from "../functions.ts";
import {
  abs,
  add,
  binary,
  bitsOf,
  both,
  call,
  cast,
  compare,
  copysign,
  div,
  either,
  f64,
  floatOf,
  i64,
  machine,
  mul,
  select,
  sub,
} from "../values.ts";
import { halves } from "./double-double.ts";

const infinity = f64(Number.POSITIVE_INFINITY);

/** Most quotients are small: one step does. */
export const fmod: Recipe = {
  name: "fmod_float64",
  parameters: { x: "float64", y: "float64" },
  result: "float64",
  body: ([x, y], bind, table) => {
    const [a, b] = [bind("a", abs(x as Value)), bind("b", abs(y as Value))];
    const invalid = bind(
      "invalid",
      either(
        either(compare(b, "==", f64(0)), compare(a, "==", infinity)),
        either(compare(a, "!=", a), compare(b, "!=", b)),
      ),
    );
    const plain = both(
      compare(a, "<", mul(b, f64(2 ** 25))),
      both(compare(b, "<", f64(2 ** 970)), compare(b, ">", f64(2 ** -900))),
    );
    const near = bind("near", lessMultiples(bind, a, b));
    const found = bind("found", select(compare(a, "<", b), a, select(plain, near, applied(table, distant, a, b))));
    const signed = copysign(found, x as Value);
    return select(invalid, f64(Number.NaN), select(compare(b, "==", infinity), x as Value, signed));
  },
};

/** a − b·trunc(a/b) for a quotient below 2^25: the product with each half of b is exact, and so are the differences. */
function lessMultiples(bind: Bind, a: Value, b: Value): Value {
  const count = bind("count", call("trunc", div(a, b)));
  const part = halves(bind, b);
  const rest = bind("rest", sub(sub(a, mul(count, part.hi)), mul(count, part.lo)));
  // The quotient may have been rounded up to the next whole number.
  const lower = bind("lower", select(compare(rest, "<", f64(0)), add(rest, b), rest));
  return select(compare(lower, ">=", b), sub(lower, b), lower);
}

/** All other finite quotients, by whole numbers: x = m·2^d·n for the digits of y, and m·2^d modulo n takes 11 bits of d a step. */
const distant: Recipe = {
  name: "fmod_distant_float64",
  parameters: { a: "float64", b: "float64" },
  result: "float64",
  rare: true,
  body: ([a, b], bind) => {
    const [x, y] = [digitsOf(bind, a as Value), digitsOf(bind, b as Value)];
    // A target that evaluates both sides of a select comes here with y = 0 as well.
    const n = bind("n", cast("uint64", select(compare(y.digits, "==", i64(0)), i64(1), y.digits)));
    let rest = bind("rest", machine("remainder", "uint64", cast("uint64", x.digits), n));
    let left = bind("left", sub(x.exponent, y.exponent));
    for (let done = 0; done < 2098; done += 11) {
      const now = bind("now", select(compare(left, "<", i64(11)), left, i64(11)));
      rest = bind("rest", machine("remainder", "uint64", binary("<<", rest, cast("uint64", now)), n));
      left = bind("left", sub(left, now));
    }
    const scale = bind("scale", sub(y.exponent, i64(1075)));
    const half = bind("half", binary(">>", scale, i64(1)));
    return mul(mul(cast("float64", cast("int64", rest)), powerOfTwo(half)), powerOfTwo(sub(scale, half)));
  },
};

/** A positive number is digits · 2^(exponent − 1075). */
function digitsOf(bind: Bind, x: Value): { readonly digits: Value; readonly exponent: Value } {
  const bits = bind("bits", bitsOf(x));
  const biased = bind("biased", binary(">>", bits, i64(52)));
  const fraction = binary("&", bits, i64(2 ** 52 - 1));
  const subnormal = compare(biased, "==", i64(0));
  return {
    digits: bind("digits", select(subnormal, fraction, add(fraction, i64(2 ** 52)))),
    exponent: bind("exponent", select(subnormal, i64(1), biased)),
  };
}

const powerOfTwo = (n: Value) => floatOf(binary("<<", add(n, i64(1023)), i64(52)));
