// Do two accesses touch a common element, and in which iterations? Affine indices are solved exactly; ranges are compared by
// their ends. Whatever can't be decided is a collision.
import {
  type Assumptions,
  add,
  assume,
  constantDifference,
  constantOf,
  type Expr,
  equalSubsets,
  int,
  isAtMost,
  isEqual,
  isPoint,
  neg,
  one,
  type Range,
  type Subset,
  sub,
  substitute,
  substituteRange,
  substituteSubset,
  sum,
  symbol,
  symbolOf,
  symbolsOf,
  zero,
} from "../symbolic/index.ts";
import { boundsOf } from "./assumptions.ts";
import type { Iterated } from "./iterated.ts";

/** True only where it is proved that no element belongs to both. */
export function disjoint(a: Subset, b: Subset, assumptions: Assumptions): boolean {
  return a.some((r, i) => {
    const other = b[i];
    if (other === undefined) return false;
    const [low, high] = [ends(r), ends(other)];
    return (
      low !== undefined &&
      high !== undefined &&
      (isAtMost(low.end, high.begin, assumptions) === "yes" || isAtMost(high.end, low.begin, assumptions) === "yes")
    );
  });
}

/** True only where it is proved that every element of `inner` belongs to `outer`, whose steps are one. */
export function covers(outer: Subset, inner: Subset, assumptions: Assumptions): boolean {
  return (
    outer.length === inner.length &&
    outer.every((r, i) => {
      const [o, n] = [ends(r), ends(inner[i] as Range)];
      return (
        constantOf(r.step) === 1 &&
        o !== undefined &&
        n !== undefined &&
        isAtMost(o.begin, n.begin, assumptions) === "yes" &&
        isAtMost(n.end, o.end, assumptions) === "yes"
      );
    })
  );
}

/** A half-open interval that holds the range. */
function ends(r: Range): { begin: Expr; end: Expr } | undefined {
  const step = constantOf(r.step);
  if (step === undefined) return undefined;
  return step > 0 ? r : { begin: add(r.end, one), end: add(r.begin, one) };
}

export interface IteratedAccess {
  readonly subset: Subset;
  /** All parameters that the subset may name, outermost first. */
  readonly around: Iterated;
}

export type Collision =
  | { readonly kind: "never" }
  /** Only where the compared parameters are equal on both sides. */
  | { readonly kind: "same-iteration" }
  /** The second access comes `distance` iterations after the first, where that is one number. */
  | { readonly kind: "other-iteration"; readonly parameter: string; readonly distance?: number };

/**
 * Whether `a` in one iteration and `b` in another touch the same element. Two iterations differ when one of `compared`
 * differs; `shared` parameters and all other symbols are the same on both sides, other parameters are free on each.
 */
export function collisionOf(
  a: IteratedAccess,
  b: IteratedAccess,
  compared: readonly string[],
  assumptions: Assumptions,
  shared: ReadonlySet<string> = new Set(),
): Collision {
  if (sameEverywhere(a, b, compared)) return { kind: "same-iteration" };
  const free = b.around.params.filter((p) => !shared.has(p));
  const primed = new Map(free.map((p) => [p, symbol(`${p}'`)]));
  const other = substituteSubset(b.subset, primed);
  // Proofs cost far more than the algebra that makes most of them unnecessary.
  let known: Assumptions | undefined;
  const facts = () => {
    known ??= b.around.params.reduce(
      (all, p, i) =>
        primed.has(p) ? assume(all, `${p}'`, boundsOf(substituteRange(b.around.ranges[i] as Range, primed))) : all,
      withIterated(assumptions, a.around),
    );
    return known;
  };
  const solved = new Map<string, Expr>();
  for (let changed = true; changed; ) {
    changed = false;
    for (const [i, r] of a.subset.entries()) {
      const s = other[i];
      if (s === undefined || !isPoint(r) || !isPoint(s)) continue;
      const difference = substitute(sub(s.begin, r.begin), solved);
      const constant = constantOf(difference);
      if (constant === 0) continue;
      if (constant !== undefined || isOffGrid(difference)) return { kind: "never" };
      const solution = solve(difference, free, solved);
      if (solution === "never") return { kind: "never" };
      const exact = solution !== undefined && `${symbolOf(solution.value)}'` === solution.name;
      if (!exact && isEqual(difference, zero, facts()) === "no") return { kind: "never" };
      if (solution !== undefined) {
        solved.set(solution.name, solution.value);
        changed = true;
      }
    }
  }
  const rest = substituteSubset(other, solved);
  if (!equalSubsets(a.subset, rest) && disjoint(a.subset, rest, facts())) return { kind: "never" };
  const distances = compared.map((p) => ({
    parameter: p,
    distance: solved.has(`${p}'`) ? constantDifference(solved.get(`${p}'`) as Expr, symbol(p)) : undefined,
  }));
  const unequal = distances.filter(
    (d) => d.distance !== 0 && !(d.distance === undefined && apart(a.subset, rest, d.parameter, facts())),
  );
  const [first] = unequal.length > 0 ? unequal : [];
  if (first === undefined) return { kind: "same-iteration" };
  return {
    kind: "other-iteration",
    parameter: first.parameter,
    ...(first.distance !== undefined && { distance: first.distance }),
  };
}

function withIterated(assumptions: Assumptions, { params, ranges }: Iterated): Assumptions {
  return params.reduce((known, p, i) => assume(known, p, boundsOf(ranges[i] as Range)), assumptions);
}

/** The usual case, decided at a glance: the same indices on both sides, and each compared parameter is one of them. */
function sameEverywhere(a: IteratedAccess, b: IteratedAccess, compared: readonly string[]): boolean {
  return (
    equalSubsets(a.subset, b.subset) &&
    compared.every((p) => a.subset.some((r) => r.begin.key === p && isPoint(r)) && a.around.params.includes(p))
  );
}

/** g·x + c is never zero where g does not divide c; everything that varies is an integer. */
function isOffGrid(difference: Expr): boolean {
  const constant = difference.terms.find((t) => t.factors.length === 0)?.coefficient ?? 0;
  const grid = difference.terms.reduce((g, t) => (t.factors.length === 0 ? g : greatestDivisor(g, t.coefficient)), 0);
  return grid > 1 && constant % grid !== 0;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestDivisor(b, a % b);
}

/** difference = c·p' + rest = 0 for one primed parameter that only occurs once: p' = −rest / c. */
function solve(
  difference: Expr,
  params: readonly string[],
  solved: ReadonlyMap<string, Expr>,
): { name: string; value: Expr } | "never" | undefined {
  const names = symbolsOf(difference);
  const open = params.map((p) => `${p}'`).filter((p) => names.has(p) && !solved.has(p));
  if (open.length !== 1) return undefined;
  const [name] = open as [string];
  const own = difference.terms.filter((t) => t.factors.some((f) => f.atom.key === name));
  const [term] = own;
  if (own.length !== 1 || term === undefined || term.factors.length !== 1 || term.factors[0]?.power !== 1)
    return undefined;
  const rest = sub(difference, sum([term]));
  if (symbolsOf(rest).has(name)) return undefined;
  const value = dividedBy(neg(rest), term.coefficient);
  if (value === undefined) return constantOf(rest) === undefined ? undefined : "never";
  return { name, value };
}

function dividedBy(expr: Expr, by: number): Expr | undefined {
  if (by === 1) return expr;
  if (expr.terms.some((t) => t.coefficient % by !== 0)) return undefined;
  return sum(expr.terms.map((t) => ({ coefficient: t.coefficient / by, factors: t.factors })));
}

/** Proved disjoint both where the second iteration is a later one and where it is an earlier one. */
function apart(a: Subset, b: Subset, parameter: string, facts: Assumptions): boolean {
  const [p, q] = [symbol(parameter), `${parameter}'`];
  const bounds = facts.bounds.get(q) ?? {};
  const later = assume(facts, q, { ...bounds, least: add(p, int(1)) });
  const earlier = assume(facts, q, { ...bounds, most: sub(p, int(1)) });
  return disjoint(a, b, later) && disjoint(a, b, earlier);
}
