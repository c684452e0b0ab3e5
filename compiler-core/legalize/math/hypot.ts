// The magnitude of a complex number, at most 1 ulp off, without overflow on the way. (NumPy calls its platform's hypot.)
import type { Value } from "../../lowering/index.ts";
import { applied, type FunctionTable, type Recipe } from "../functions.ts";
import { abs, add, call, cast, compare, div, either, f64, mul, number, select, sub, typeOf } from "../values.ts";
import { fastTwoSum, square } from "./double-double.ts";

export function magnitude(table: FunctionTable, re: Value, im: Value): Value {
  return applied(table, typeOf(re) === "float32" ? hypot32 : hypot64, re, im);
}

const tiny = 2 ** -450;
const huge = 2 ** 500;

const hypot64: Recipe = {
  name: "hypot_float64",
  parameters: { a: "float64", b: "float64" },
  result: "float64",
  body: ([a, b], bind) => {
    const [p, q] = [bind("p", abs(a as Value)), bind("q", abs(b as Value))];
    const larger = bind("larger", select(compare(p, "<", q), q, p));
    const smaller = bind("smaller", select(compare(p, "<", q), p, q));
    // A power of two keeps every digit.
    const scale = bind(
      "scale",
      select(
        compare(larger, ">", f64(huge)),
        f64(2 ** -600),
        select(compare(larger, "<", f64(tiny)), f64(2 ** 600), f64(1)),
      ),
    );
    const back = select(
      compare(larger, ">", f64(huge)),
      f64(2 ** 600),
      select(compare(larger, "<", f64(tiny)), f64(2 ** -600), f64(1)),
    );
    const [x, y] = [square(bind, bind("x", mul(larger, scale))), square(bind, bind("y", mul(smaller, scale)))];
    const total = fastTwoSum(bind, x.hi, y.hi);
    const rest = bind("rest", add(total.lo, add(x.lo, y.lo)));
    // One step of Newton's method on the root, with the residual in full.
    const root = bind("root", call("sqrt", total.hi));
    const r = square(bind, root);
    const residual = bind("residual", add(sub(sub(total.hi, r.hi), r.lo), rest));
    const better = add(root, div(residual, mul(f64(2), root)));
    const finite = bind("finite", mul(select(compare(total.hi, "==", f64(0)), f64(0), better), back));
    const infinite = either(
      compare(p, "==", f64(Number.POSITIVE_INFINITY)),
      compare(q, "==", f64(Number.POSITIVE_INFINITY)),
    );
    return select(infinite, f64(Number.POSITIVE_INFINITY), finite);
  },
};

/** Squares of float32 are exact in float64. */
const hypot32: Recipe = {
  name: "hypot_float32",
  parameters: { a: "float32", b: "float32" },
  result: "float32",
  body: ([a, b], bind) => {
    const [x, y] = [bind("x", cast("float64", a as Value)), bind("y", cast("float64", b as Value))];
    const infinity = number("float32", Number.POSITIVE_INFINITY);
    const infinite = either(compare(abs(a as Value), "==", infinity), compare(abs(b as Value), "==", infinity));
    return select(infinite, infinity, cast("float32", call("sqrt", add(mul(x, x), mul(y, y)))));
  },
};
