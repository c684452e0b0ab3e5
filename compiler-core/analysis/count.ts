// How often something happens, as an expression over the program's symbols: a polynomial with a common denominator, which
// is what sums over loops need. A number that only the data decides is an opaque symbol, `trips@12`: the total over a run.
import {
  type Assumptions,
  add,
  type Expr,
  evaluate,
  lengthOf,
  max,
  mul,
  one,
  printExpr,
  type Range,
  scale,
  simplify,
  sub,
  substitute,
  sum,
  symbol,
  symbolsOf,
  type Term,
  zero,
} from "../symbolic/index.ts";

export interface Count {
  /** The count is sum / over. */
  readonly sum: Expr;
  readonly over: number;
  /** False: at most so many, since a branch or an early end may skip some. */
  readonly exact: boolean;
}

export const nothing: Count = { sum: zero, over: 1, exact: true };

export function countOfExpr(expr: Expr): Count {
  return { sum: expr, over: 1, exact: true };
}

export function times(count: Count, factor: number): Count {
  return { ...count, sum: scale(count.sum, factor) };
}

export function plus(...counts: readonly Count[]): Count {
  return counts.reduce((a, b) => {
    const over = leastCommonMultiple(a.over, b.over);
    return {
      sum: add(scale(a.sum, over / a.over), scale(b.sum, over / b.over)),
      over,
      exact: a.exact && b.exact,
    };
  }, nothing);
}

/** Of several ways that control may go. */
export function largest(counts: readonly Count[]): Count {
  const [first = nothing, ...others] = counts;
  if (others.every((c) => c.sum.key === first.sum.key && c.over === first.over)) return first;
  const over = counts.reduce((all, c) => leastCommonMultiple(all, c.over), 1);
  const nonzero = counts.filter((c) => c.sum.key !== "0").map((c) => scale(c.sum, over / c.over));
  return { sum: nonzero.length === 1 ? (nonzero[0] as Expr) : max(...nonzero), over, exact: false };
}

export const opaquePrefix = "trips@";

const isOpaque = (term: Term) => [...symbolsOf(sum([term]))].some((name) => name.startsWith(opaquePrefix));

/** `trips`: a total over the whole run, which the loops around do not multiply again. */
export function timesOpaque(count: Count, trips: string): Count {
  const [known, total] = [count.sum.terms.filter((t) => !isOpaque(t)), count.sum.terms.filter(isOpaque)];
  return { ...count, sum: add(mul(sum(known), symbol(trips)), sum(total)) };
}

/** Σ of the count over the values of a loop's variable. `trips` names the total where there is no closed form. */
export function sumOver(count: Count, variable: string, range: Range, known: Assumptions, trips: string): Count {
  const steps = simplify(lengthOf(range), known);
  const total = sum(count.sum.terms.filter(isOpaque));
  const each = sum(count.sum.terms.filter((t) => !isOpaque(t)));
  if (!symbolsOf(each).has(variable)) return { ...count, sum: add(mul(each, steps), total) };
  // The variable is begin + step·t, and t counts from 0.
  const walked = substitute(each, new Map([[variable, add(range.begin, mul(range.step, symbol(variable)))]]));
  const byPower: Term[][] = [];
  for (const term of walked.terms) {
    const power = term.factors.find((f) => f.atom.kind === "symbol" && f.atom.name === variable)?.power ?? 0;
    const factors = term.factors.filter((f) => !(f.atom.kind === "symbol" && f.atom.name === variable));
    const rest = { coefficient: term.coefficient, factors };
    if (power >= powerSums.length || symbolsOf(sum([rest])).has(variable))
      return timesOpaque({ ...count, sum: add(one, total), over: 1 }, trips);
    byPower[power] = [...(byPower[power] ?? []), rest];
  }
  const parts = byPower.map((terms, power): Count => {
    const { sum: powers, over } = (powerSums[power] as (n: Expr) => Omit<Count, "exact">)(steps);
    return { sum: mul(sum(terms), powers), over: over * count.over, exact: count.exact };
  });
  return plus(...Object.values(parts), { sum: total, over: count.over, exact: count.exact });
}

/** Σ t^k for t = 0 … n−1 (Faulhaber's formulas). */
const powerSums: readonly ((n: Expr) => Omit<Count, "exact">)[] = [
  (n) => ({ sum: n, over: 1 }),
  (n) => ({ sum: mul(n, sub(n, one)), over: 2 }),
  (n) => ({ sum: mul(n, sub(n, one), sub(scale(n, 2), one)), over: 6 }),
  (n) => ({ sum: mul(n, n, sub(n, one), sub(n, one)), over: 4 }),
  (n) => ({
    sum: mul(n, sub(n, one), sub(scale(n, 2), one), sub(sub(scale(mul(n, n), 3), scale(n, 3)), one)),
    over: 30,
  }),
];

/** As short as it can be read: `2*I*J`, `(N**2 - N)/2`. */
export function printCount(count: Count): string {
  const { sum: shown, over } = reduced(count);
  return over === 1 ? printExpr(shown) : `(${printExpr(shown)})/${over}`;
}

/** Its number for these values; undefined where a symbol has none: unknown until run. */
export function evaluateCount(count: Count, values: Readonly<Record<string, number>>): number | undefined {
  const unknown = [...symbolsOf(count.sum)].some((name) => values[name] === undefined);
  return unknown ? undefined : evaluate(count.sum, values) / count.over;
}

function reduced({ sum: expr, over, exact }: Count): Count {
  const common = expr.terms.reduce((all, t) => greatestCommonDivisor(all, Math.abs(t.coefficient)), over);
  if (common <= 1) return { sum: expr, over, exact };
  return {
    sum: sum(expr.terms.map((t) => ({ ...t, coefficient: t.coefficient / common }))),
    over: over / common,
    exact,
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

const leastCommonMultiple = (a: number, b: number) => (a / greatestCommonDivisor(a, b)) * b;
