// x^y = e^(y·ln |x|), the product in double-double, then what NumPy (that is C) says of signs and special values.
import type { Value } from "../../lowering/index.ts";
import type { Recipe } from "../functions.ts";
import { abs, add, both, call, compare, either, f64, mul, negative, not, select } from "../values.ts";
import { multiply } from "./double-double.ts";
import { exponential, onePlus, scaled } from "./exp.ts";
import { logarithm, naturalLog } from "./log.ts";

const infinity = f64(Number.POSITIVE_INFINITY);

export const pow: Recipe = {
  name: "pow_float64",
  parameters: { x: "float64", y: "float64" },
  result: "float64",
  body: ([x, y], bind) => {
    const [base, exponent] = [x as Value, y as Value];
    const size = bind("size", abs(base));
    const one = f64(1);
    const ordinary = bind("ordinary", both(compare(size, ">", f64(0)), compare(size, "<", infinity)));
    const ln = naturalLog(bind, logarithm(bind, bind("positive", select(ordinary, size, one)), undefined));
    // Beyond 2^70 the exponent decides alone; a limit keeps products finite.
    const limited = bind("limited", call("minimum", call("maximum", exponent, f64(-(2 ** 70))), f64(2 ** 70)));
    const product = multiply(bind, ln, { hi: limited, lo: f64(0) });
    const within = bind("within", compare(abs(product.hi), "<", f64(760)));
    const hi = bind("hi", call("minimum", call("maximum", product.hi, f64(-760)), f64(760)));
    const { n, p } = exponential(bind, hi, bind("lo", select(within, product.lo, f64(0))));
    const plain = bind("plain", scaled(bind, onePlus(bind, p), n));

    const whole = bind("whole", compare(call("trunc", exponent), "==", exponent));
    const halfway = mul(exponent, f64(0.5));
    const odd = bind(
      "odd",
      both(whole, both(compare(abs(exponent), "<", f64(2 ** 53)), compare(call("trunc", halfway), "!=", halfway))),
    );
    const below = compare(exponent, "<", f64(0));
    // 0 and infinity go to 0 or infinity.
    const extreme = select(compare(compare(size, "==", f64(0)), "==", below), infinity, f64(0));
    const magnitude = bind("magnitude", select(ordinary, plain, extreme));
    const minus = compare(
      call("minimum", { kind: "machine", type: "float64", operation: "copysign", args: [one, base] }, one),
      "<",
      f64(0),
    );
    const signed = bind("signed", select(both(odd, minus), negative(magnitude), magnitude));
    const invalid = both(
      ordinary,
      both(compare(base, "<", f64(0)), not(either(whole, compare(abs(exponent), "==", infinity)))),
    );
    const anyNaN = either(compare(base, "!=", base), compare(exponent, "!=", exponent));
    const isOne = either(
      compare(exponent, "==", f64(0)),
      either(compare(base, "==", one), both(compare(base, "==", f64(-1)), compare(abs(exponent), "==", infinity))),
    );
    return select(isOne, one, select(anyNaN, add(base, exponent), select(invalid, f64(Number.NaN), signed)));
  },
};
