import { describe, expect, it } from "vitest";
import {
  type Assumptions,
  add,
  assume,
  type Expr,
  int,
  mul,
  nothingAssumed,
  point,
  type Range,
  range,
  sub,
  symbol,
  zero,
} from "../symbolic/index.ts";
import { collisionOf, covers, disjoint } from "./overlap.ts";
import { propagated } from "./propagate.ts";

const [i, j, k, N] = ["i", "j", "k", "N"].map(symbol) as [Expr, Expr, Expr, Expr];
const sizes: Assumptions = assume(nothingAssumed, "N", { least: zero });
const over = (...params: string[]) => ({ params, ranges: params.map((): Range => range(zero, N)) });
const at = (...indices: Expr[]) => indices.map(point);

function check(a: Range[], b: Range[], params: string[], expected: object, compared = params): void {
  expect(
    collisionOf({ subset: a, around: over(...params) }, { subset: b, around: over(...params) }, compared, sizes),
  ).toEqual(expected);
}

describe("collisions between iterations", () => {
  it("finds none where each iteration has its own element", () =>
    check(at(i, j), at(i, j), ["i", "j"], { kind: "same-iteration" }));
  it("finds none where two rows never meet", () => check(at(zero, j), at(int(1), j), ["j"], { kind: "never" }));
  it("tells the distance of a neighbour", () => {
    check(at(i), at(sub(i, int(1))), ["i"], { kind: "other-iteration", parameter: "i", distance: 1 });
    check(at(i), at(add(i, int(2))), ["i"], { kind: "other-iteration", parameter: "i", distance: -2 });
  });
  it("lets even and odd elements alone", () =>
    check(at(mul(int(2), i)), at(add(mul(int(2), i), int(1))), ["i"], { kind: "never" }));
  it("sees that all iterations write one element", () =>
    check(at(zero), at(zero), ["i"], { kind: "other-iteration", parameter: "i" }));
  it("sees that a parameter is missing from the index", () =>
    check(at(i), at(i), ["i", "j"], { kind: "other-iteration", parameter: "j" }));
  it("does not mind what is not compared", () => check(at(i), at(i), ["i", "j"], { kind: "same-iteration" }, ["i"]));
  it("gives up on what is not affine", () =>
    check(at(mul(i, i)), at(mul(i, i)), ["i"], { kind: "other-iteration", parameter: "i" }));
  it("turns mirrored indices into a collision", () =>
    check(at(i), at(sub(sub(N, int(1)), i)), ["i"], { kind: "other-iteration", parameter: "i" }));
  it("lets a row below the diagonal alone", () => {
    const around = over("j");
    const facts = assume(sizes, "k", { least: zero, most: sub(N, int(1)) });
    const write = { subset: at(k, j), around: { ...around, ranges: [range(k, N)] } };
    const read = { subset: [point(k), range(zero, k)], around: { ...around, ranges: [range(k, N)] } };
    expect(collisionOf(write, read, ["j"], facts)).toEqual({ kind: "never" });
  });
});

describe("subsets", () => {
  it("proves halves apart and the whole not", () => {
    const half = (from: Expr, to: Expr) => [range(from, to)];
    expect(disjoint(half(zero, k), half(k, N), sizes)).toBe(true);
    expect(disjoint(half(zero, k), half(sub(k, int(1)), N), sizes)).toBe(false);
  });
  it("proves that the inside lies in the whole", () => {
    expect(covers([range(zero, N)], [range(int(1), sub(N, int(1)))], sizes)).toBe(true);
    expect(covers([range(int(1), N)], [range(zero, N)], sizes)).toBe(false);
  });
  it("takes the union over a map's parameters", () => {
    const map = { params: ["i", "j"], ranges: [range(zero, N), range(int(1), sub(N, int(1)))] };
    const [a, b] = propagated(at(add(i, int(2)), sub(N, j)), map, [range(zero, N), range(zero, N)]);
    expect([a?.begin.key, a?.end.key]).toEqual(["2", add(N, int(2)).key]);
    expect([b?.begin.key, b?.end.key]).toEqual(["2", N.key]);
  });
});
