// Sums and products of float64 with what rounding lost, as an unevaluated pair hi + lo. Exact without fused multiply-add,
// so that every engine gives the same bits; one that has it finds the rest of a product in one operation, and it is the same.
// (Dekker 1971, Knuth TAOCP 4.2.2.)
import type { Value } from "../../lowering/index.ts";
import { applied, type Bind, type Recipe } from "../functions.ts";
import { add, div, f64, mul, negative, sub } from "../values.ts";

export interface Double2 {
  readonly hi: Value;
  readonly lo: Value;
}

/** a + b exactly. */
export function twoSum(bind: Bind, a: Value, b: Value): Double2 {
  const hi = bind("sum", add(a, b));
  const part = bind("part", sub(hi, a));
  const lo = bind("lost", add(sub(a, sub(hi, part)), sub(b, part)));
  return { hi, lo };
}

/** a + b exactly, where |a| ≥ |b| or a is 0. */
export function fastTwoSum(bind: Bind, a: Value, b: Value): Double2 {
  const hi = bind("sum", add(a, b));
  return { hi, lo: bind("lost", sub(b, sub(hi, a))) };
}

/** The upper 26 bits and the rest; |a| below 2^996. */
export function halves(bind: Bind, a: Value): Double2 {
  const scaled = bind("scaled", mul(a, f64(134217729)));
  const hi = bind("upper", sub(scaled, sub(scaled, a)));
  return { hi, lo: bind("lower", sub(a, hi)) };
}

/** a · b exactly, where nothing under- or overflows. */
export function twoProduct(bind: Bind, a: Value, b: Value): Double2 {
  const hi = bind("product", mul(a, b));
  return { hi, lo: bind("lost", applied(bind.table, productRest, a, b, hi)) };
}

/** a · b − product, where `product` is a · b as it was rounded. */
const productRest: Recipe = {
  name: "product_rest",
  parameters: { a: "float64", b: "float64", product: "float64" },
  result: "float64",
  fused: ([a, b, product]) => [a as Value, b as Value, negative(product as Value)],
  body: ([a, b, product], bind) => {
    const [x, y] = [halves(bind, a as Value), halves(bind, b as Value)];
    const upper = sub(mul(x.hi, y.hi), product as Value);
    return add(add(add(upper, mul(x.hi, y.lo)), mul(x.lo, y.hi)), mul(x.lo, y.lo));
  },
};

export function square(bind: Bind, a: Value): Double2 {
  const hi = bind("product", mul(a, a));
  return { hi, lo: bind("lost", applied(bind.table, squareRest, a, hi)) };
}

/** a² − square, where `square` is a² as it was rounded. */
const squareRest: Recipe = {
  name: "square_rest",
  parameters: { a: "float64", square: "float64" },
  result: "float64",
  fused: ([a, square]) => [a as Value, a as Value, negative(square as Value)],
  body: ([a, square], bind) => {
    const x = halves(bind, a as Value);
    return add(add(sub(mul(x.hi, x.hi), square as Value), mul(mul(f64(2), x.hi), x.lo)), mul(x.lo, x.lo));
  },
};

/** Relative error about 2^-104. */
export function multiply(bind: Bind, a: Double2, b: Double2): Double2 {
  const p = twoProduct(bind, a.hi, b.hi);
  return fastTwoSum(bind, p.hi, bind("rest", add(p.lo, add(mul(a.hi, b.lo), mul(a.lo, b.hi)))));
}

/** Where |a| ≥ |b|, or both have the same sign. */
export function sum(bind: Bind, a: Double2, b: Double2): Double2 {
  const s = twoSum(bind, a.hi, b.hi);
  return fastTwoSum(bind, s.hi, bind("rest", add(s.lo, add(a.lo, b.lo))));
}

/** Relative error about 2^-103. */
export function quotient(bind: Bind, a: Double2, b: Double2): Double2 {
  const q = bind("quotient", div(a.hi, b.hi));
  const p = twoProduct(bind, q, b.hi);
  const rest = bind("rest", sub(add(sub(sub(a.hi, p.hi), p.lo), a.lo), mul(q, b.lo)));
  return fastTwoSum(bind, q, bind("correction", div(rest, b.hi)));
}

/** c[0] + x·(c[1] + x·(…)). */
export function polynomial(bind: Bind, name: string, x: Value, coefficients: readonly number[]): Value {
  const [last, ...rest] = [...coefficients].reverse();
  return bind(
    name,
    rest.reduce<Value>((inner, c) => add(f64(c), mul(x, inner)), f64(last ?? 0)),
  );
}
