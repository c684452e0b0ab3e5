// Angles far from 0: x·2/π modulo 4 by whole numbers, with as many digits of 2/π as x has places. (Payne and Hanek 1983.)
import type { Value } from "../../lowering/index.ts";
import type { Bind, Recipe } from "../functions.ts";
import { abs, add, binary, bitsOf, cast, compare, f64, i64, mul, negative, number, select, sub } from "../values.ts";
import { type Double2, multiply, twoSum } from "./double-double.ts";

/** 2/π, 32 bits each. */
const digits = [
  0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561, 0xb7246e3a,
  0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484, 0xe99c7026, 0xb45f7e41,
  0x3991d639, 0x835339f4, 0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f, 0xef2f118b, 0x5a0a6d1f, 0x6d367ecf,
  0x27cb09b7, 0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b, 0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08,
  0x56033046, 0xfc7b6bab,
];

const u64 = (value: number) => number("uint64", value);
const low32 = (x: Value) => binary("&", x, u64(0xffffffff));

interface Turned {
  /** 192 bits of |x|·2/π modulo 4, in six parts; two bits stand before the point. */
  readonly parts: readonly Value[];
}

/** |x| = m·2^e with e above −64, and the window of 2/π begins where m's last bit weighs 2. */
function turns(bind: Bind, x: Value): Turned {
  const bits = bind("bits", bitsOf(abs(x)));
  const m = bind("m", cast("uint64", add(binary("&", bits, i64(2 ** 52 - 1)), i64(2 ** 52))));
  const e = sub(binary(">>", bits, i64(52)), i64(1075));
  const position = bind("position", cast("uint64", add(e, i64(62))));
  const start = bind("start", binary(">>", position, u64(5)));
  // Moves the table up by the bits of `start`, the largest first; two empty places stand before it.
  let window: readonly Value[] = [0, 0, ...digits].map(u64);
  for (const step of [32, 16, 8, 4, 2, 1]) {
    const moves = bind("moves", compare(binary("&", start, u64(step)), "!=", u64(0)));
    const wanted = 7 + (step - 1);
    window = Array.from({ length: wanted }, (_, i) =>
      bind("digit", select(moves, window[i + step] ?? u64(0), window[i] ?? u64(0))),
    );
  }
  const back = bind("back", sub(u64(32), binary("&", position, u64(31))));
  const w = Array.from({ length: 6 }, (_, i) =>
    bind("w", low32(binary(">>", binary("|", binary("<<", at(window, i), u64(32)), at(window, i + 1)), back))),
  );
  return { parts: product(bind, m, w) };
}

function at(values: readonly Value[], i: number): Value {
  return values[i] ?? u64(0);
}

/** m·w modulo 2^192, in 32-bit parts, the most significant first. */
function product(bind: Bind, m: Value, w: readonly Value[]): readonly Value[] {
  const parts = [...w];
  for (const [factor, shift] of [
    [bind("m0", low32(m)), 0],
    [bind("m1", binary(">>", m, u64(32))), 1],
  ] as const) {
    let carry: Value = u64(0);
    for (let k = 5; k >= 0; k--) {
      const term = k + shift <= 5 ? mul(factor, at(w, k + shift)) : u64(0);
      const total = bind("total", add(shift === 0 ? term : add(term, at(parts, k)), carry));
      parts[k] = bind("digit", low32(total));
      carry = bind("carry", binary(">>", total, u64(32)));
    }
  }
  return parts;
}

/** The fraction between −1/2 and 1/2 of a quarter turn, times π/2. */
function angle(bind: Bind, { parts }: Turned): Double2 {
  const shifted = parts
    .slice(0, 5)
    .map((part, i) =>
      bind("fraction", low32(binary("|", binary("<<", part, u64(2)), binary(">>", at(parts, i + 1), u64(30))))),
    );
  const first = bind("signed", cast("float64", cast("int64", at(shifted, 0))));
  const wrapped = select(compare(first, ">=", f64(2 ** 31)), sub(first, f64(2 ** 32)), first);
  let total: Double2 = { hi: bind("hi", mul(wrapped, f64(2 ** -32))), lo: f64(0) };
  shifted.slice(1).forEach((part, i) => {
    const next = twoSum(
      bind,
      total.hi,
      bind("next", mul(cast("float64", cast("int64", part)), f64(2 ** (-32 * (i + 2))))),
    );
    total = { hi: next.hi, lo: bind("lo", add(total.lo, next.lo)) };
  });
  return multiply(bind, twoSum(bind, total.hi, total.lo), {
    hi: f64(1.5707963267948966),
    lo: f64(6.123233995736766e-17),
  });
}

const rare = true;

export function distantAngle(part: "high" | "low"): Recipe {
  return {
    name: `distant_angle_${part}`,
    parameters: { x: "float64" },
    result: "float64",
    rare,
    body: ([x], bind) => {
      const r = angle(bind, turns(bind, x as Value));
      const value = part === "high" ? r.hi : r.lo;
      const signed = select(compare(x as Value, "<", f64(0)), negative(value), value);
      return select(compare(abs(x as Value), "<", f64(Number.POSITIVE_INFINITY)), signed, f64(Number.NaN));
    },
  };
}

/** Which quarter turn is nearest: 0 to 3. */
export const distantQuarter: Recipe = {
  name: "distant_quarter",
  parameters: { x: "float64" },
  result: "float64",
  rare,
  body: ([x], bind) => {
    const first = at(turns(bind, x as Value).parts, 0);
    const rounded = binary(
      "&",
      add(binary(">>", first, u64(30)), binary("&", binary(">>", first, u64(29)), u64(1))),
      u64(3),
    );
    const quarter = bind("quarter", cast("float64", cast("int64", rounded)));
    return select(
      compare(x as Value, "<", f64(0)),
      select(compare(quarter, "==", f64(0)), quarter, sub(f64(4), quarter)),
      quarter,
    );
  },
};
