// Three ways for every rule: expected text, bounds, and the same value for random integers.
import { describe, expect, it } from "vitest";
import {
  add,
  assume,
  ceilDiv,
  constantBound,
  type Expr,
  evaluate,
  floorDiv,
  int,
  isAtMost,
  isEqual,
  isLess,
  lengthOf,
  max,
  min,
  mod,
  mul,
  nothingAssumed,
  printExpr,
  range,
  simplify,
  sub,
  substitute,
  symbol,
} from "./index.ts";

const [i, j, N, M] = ["i", "j", "N", "M"].map(symbol) as [Expr, Expr, Expr, Expr];
const sizes = assume(assume(nothingAssumed, "N", { least: int(0) }), "M", { least: int(0) });
const inLoop = assume(sizes, "i", { least: int(0), most: sub(N, int(1)) });

/** A linear congruential generator: the same numbers in every run. */
function random(seed: number) {
  let state = seed;
  return (low: number, high: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return low + Math.floor((state / 2147483648) * (high - low + 1));
  };
}

describe("canonical text", () => {
  const cases: readonly (readonly [Expr, string])[] = [
    [sub(add(N, int(1)), int(1)), "N"],
    [mul(add(N, int(1)), add(N, int(1))), "N**2 + 2*N + 1"],
    [sub(mul(add(N, int(1)), add(N, int(1))), add(mul(N, N), mul(int(2), N))), "1"],
    [sub(int(0), i), "-i"],
    [sub(N, i), "N - i"],
    [floorDiv(add(mul(int(32), i), int(31)), int(32)), "i"],
    [floorDiv(add(mul(int(32), i), N), int(32)), "(N//32) + i"],
    [mod(mul(int(32), i), int(32)), "0"],
    [mod(add(mul(int(32), i), int(7)), int(32)), "7"],
    [floorDiv(mul(int(2), N, M), M), "2*N"],
    [ceilDiv(mul(int(4), N), int(4)), "N"],
    [min(N, sub(N, int(1))), "N - 1"],
    [max(N, max(M, N)), "max(M, N)"],
    [lengthOf(range(int(1), sub(N, int(1)))), "max(0, N - 2)"],
    [lengthOf(range(int(9), int(-1), int(-2))), "5"],
  ];
  it.each(cases.map(([e, text]) => [text, e] as const))("%s", (text, e) => expect(printExpr(e)).toBe(text));
});

describe("what is proved, refuted and left open", () => {
  it.each([
    ["i + 1 <= N", isAtMost(add(i, int(1)), N, inLoop), "yes"],
    ["i < N", isLess(i, N, inLoop), "yes"],
    ["i + 2 <= N", isAtMost(add(i, int(2)), N, inLoop), "unknown"],
    ["N < 0", isLess(N, int(0), sizes), "no"],
    ["N >= 1", isAtMost(int(1), N, sizes), "unknown"],
    ["N*M >= 0", isAtMost(int(0), mul(N, M), sizes), "yes"],
    ["i*M + M <= N*M", isAtMost(add(mul(i, M), M), mul(N, M), inLoop), "yes"],
    ["N = N", isEqual(N, N, sizes), "yes"],
    ["N = N + 1", isEqual(N, add(N, int(1)), sizes), "no"],
    ["N = M", isEqual(N, M, sizes), "unknown"],
    ["i % 8 < 8", isLess(mod(i, int(8)), int(8), inLoop), "yes"],
  ])("%s", (_, answer, expected) => expect(answer).toBe(expected));

  it("simplifies min and max that the sizes decide", () => {
    expect(printExpr(simplify(max(int(0), add(N, int(2))), sizes))).toBe("N + 2");
    expect(printExpr(simplify(min(N, add(N, M)), sizes))).toBe("N");
    expect(printExpr(simplify(max(int(0), sub(N, int(2))), sizes))).toBe("max(0, N - 2)");
  });
});

describe("random expressions", () => {
  /** An expression and, independently, how to compute it. */
  function grow(
    next: ReturnType<typeof random>,
    depth: number,
  ): { e: Expr; f: (at: Record<string, number>) => number } {
    if (depth === 0 || next(0, 4) === 0) {
      const name = ["i", "j", "N", "M"][next(0, 3)] as string;
      if (next(0, 2) === 0) {
        const value = next(-7, 7);
        return { e: int(value), f: () => value };
      }
      return { e: symbol(name), f: (at) => at[name] as number };
    }
    const [a, b] = [grow(next, depth - 1), grow(next, depth - 1)];
    const divisor = next(1, 9) * (next(0, 1) === 0 ? 1 : -1);
    switch (next(0, 6)) {
      case 0:
        return { e: add(a.e, b.e), f: (at) => a.f(at) + b.f(at) };
      case 1:
        return { e: sub(a.e, b.e), f: (at) => a.f(at) - b.f(at) };
      case 2:
        return { e: mul(a.e, b.e), f: (at) => a.f(at) * b.f(at) };
      case 3:
        return { e: floorDiv(a.e, int(divisor)), f: (at) => Math.floor(a.f(at) / divisor) };
      case 4:
        return { e: mod(a.e, int(divisor)), f: (at) => a.f(at) - divisor * Math.floor(a.f(at) / divisor) };
      case 5:
        return { e: min(a.e, b.e), f: (at) => Math.min(a.f(at), b.f(at)) };
      default:
        return { e: max(a.e, b.e), f: (at) => Math.max(a.f(at), b.f(at)) };
    }
  }

  it("evaluate to what they were built from, also simplified, substituted and bounded", () => {
    const next = random(7);
    for (let n = 0; n < 1500; n++) {
      const { e, f } = grow(next, 3);
      const simpler = simplify(e, inLoop);
      const [least, most] = [constantBound(e, "least", inLoop), constantBound(e, "most", inLoop)];
      const shifted = substitute(e, new Map([["j", add(i, N)]]));
      for (let k = 0; k < 4; k++) {
        const size = next(1, 12);
        const at = { N: size, M: next(0, 12), i: next(0, size - 1), j: next(-9, 9) };
        expect(evaluate(e, at), printExpr(e)).toBe(f(at) + 0);
        expect(evaluate(simpler, at), `${printExpr(e)} simplified to ${printExpr(simpler)}`).toBe(f(at) + 0);
        expect(evaluate(shifted, at), printExpr(shifted)).toBe(f({ ...at, j: at.i + at.N }) + 0);
        if (least !== undefined) expect(f(at), `${printExpr(e)} at least ${least}`).toBeGreaterThanOrEqual(least);
        if (most !== undefined) expect(f(at), `${printExpr(e)} at most ${most}`).toBeLessThanOrEqual(most);
      }
    }
  });
});

it("names the symbol that has no value", () => {
  expect(() => evaluate(add(i, j), { i: 1 })).toThrow("the symbol j has no value");
});
