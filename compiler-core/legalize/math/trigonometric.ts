// Sine, cosine, tangent. x = n·π/2 + r with |r| ≤ π/4, r in double-double; sin r and cos r by their series, and n's last two
// bits say which of them, with which sign.
import type { Value } from "../../lowering/index.ts";
import { applied, type Bind, type FunctionTable, type Recipe } from "../functions.ts";
import { abs, add, call, compare, either, f64, mul, negative, select, sub } from "../values.ts";
import { type Double2, fastTwoSum, polynomial, quotient, twoSum } from "./double-double.ts";
import { distantAngle, distantQuarter } from "./payne-hanek.ts";

const twoOverPi = 0.6366197723675814;
/** π/2 in pieces of 33 bits, so that multiples of them by up to 20 bits are exact. */
const halfPi = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32] as const;
const near = 2 ** 20;

/** −1/3!, 1/5!, … and 1/4!, −1/6!, …: what is left out is below 2^-58 of the result. */
const sineSeries = Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? -1 : 1) / factorial(2 * i + 3));
const cosineSeries = Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? 1 : -1) / factorial(2 * i + 4));

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

interface Angle {
  /** Quarter turns, 0 to 3. */
  readonly quarter: Value;
  readonly r: Double2;
}

function reduced(bind: Bind, x: Value, table: FunctionTable): Angle {
  const isFar = bind("far", compare(abs(x), ">", f64(near)));
  const n = bind("n", call("rint", mul(select(isFar, f64(0), x), f64(twoOverPi))));
  const first = bind("first", sub(select(isFar, f64(0), x), mul(n, f64(halfPi[0]))));
  const second = twoSum(bind, first, bind("minus", mul(n, f64(-halfPi[1]))));
  const third = twoSum(bind, second.hi, bind("minus", mul(n, f64(-halfPi[2]))));
  const r = fastTwoSum(bind, third.hi, bind("rest", add(third.lo, sub(second.lo, mul(n, f64(halfPi[3]))))));
  const quarter = sub(n, mul(f64(4), call("floor", mul(n, f64(0.25)))));
  return {
    quarter: bind("quarter", select(isFar, applied(table, distantQuarter, x), quarter)),
    r: {
      hi: bind("hi", select(isFar, applied(table, distantAngle("high"), x), r.hi)),
      lo: bind("lo", select(isFar, applied(table, distantAngle("low"), x), r.lo)),
    },
  };
}

/** sin(hi + lo) ≈ hi + (hi³·S + lo·(1 − hi²/2)), what is added to hi apart. */
function sine(bind: Bind, { hi, lo }: Double2, z: Value): Double2 {
  const s = polynomial(bind, "sine", z, sineSeries);
  return fastTwoSum(bind, hi, bind("rest", add(mul(mul(hi, z), s), mul(lo, sub(f64(1), mul(z, f64(0.5)))))));
}

/** cos(hi + lo) ≈ (1 − hi²/2) + (hi⁴·C − hi·lo), with what rounding the first lost. */
function cosine(bind: Bind, { hi, lo }: Double2, z: Value): Double2 {
  const c = polynomial(bind, "cosine", z, cosineSeries);
  const half = bind("half", mul(z, f64(0.5)));
  const first = fastTwoSum(bind, f64(1), bind("minus", negative(half)));
  return fastTwoSum(bind, first.hi, bind("rest", add(first.lo, sub(mul(mul(z, z), c), mul(hi, lo)))));
}

function wave(name: "sin" | "cos"): Recipe {
  return {
    name: `${name}_float64`,
    parameters: { x: "float64" },
    result: "float64",
    body: ([x], bind, table) => {
      const { quarter, r } = reduced(bind, x as Value, table);
      const z = bind("z", mul(r.hi, r.hi));
      const [s, c] = [sine(bind, r, z).hi, cosine(bind, r, z).hi];
      const isAmong = (a: number, b: number) => either(compare(quarter, "==", f64(a)), compare(quarter, "==", f64(b)));
      const usesCosine = name === "sin" ? isAmong(1, 3) : isAmong(0, 2);
      const isNegative = name === "sin" ? isAmong(2, 3) : isAmong(1, 2);
      const value = bind("value", select(usesCosine, c, s));
      const turned = select(isNegative, negative(value), value);
      // A zero keeps its sign.
      return name === "sin" ? select(compare(x as Value, "==", f64(0)), x as Value, turned) : turned;
    },
  };
}

export const sin = wave("sin");
export const cos = wave("cos");

export const tan: Recipe = {
  name: "tan_float64",
  parameters: { x: "float64" },
  result: "float64",
  body: ([x], bind, table) => {
    const { quarter, r } = reduced(bind, x as Value, table);
    const z = bind("z", mul(r.hi, r.hi));
    const [s, c] = [sine(bind, r, z), cosine(bind, r, z)];
    const odd = either(compare(quarter, "==", f64(1)), compare(quarter, "==", f64(3)));
    const isOdd = bind("odd", odd);
    const pick = (then: Value, otherwise: Value) => bind("picked", select(isOdd, then, otherwise));
    const above = { hi: pick(negative(c.hi), s.hi), lo: pick(negative(c.lo), s.lo) };
    const below = { hi: pick(s.hi, c.hi), lo: pick(s.lo, c.lo) };
    return select(compare(abs(x as Value), "<", f64(2 ** -28)), x as Value, quotient(bind, above, below).hi);
  },
};
