// Yes, no or unknown about integer inequalities, by interval arithmetic with symbolic ends. Sound and small, not complete:
// unknown means refuse.
import { type Atom, add, constantOf, type Expr, int, sub, sum, symbol, type Term } from "./expr.ts";
import { obtained, remembered } from "./remember.ts";
import { type Bindings, substitute } from "./substitute.ts";

export type Answer = "yes" | "no" | "unknown";

/** What is known of a symbol: least ≤ symbol ≤ most, both inclusive, in terms of symbols declared before it. */
export interface Bounds {
  readonly least?: Expr;
  readonly most?: Expr;
}

/** Symbols in order of declaration: a later one's bounds may name earlier ones, so they are eliminated from the back. */
export interface Assumptions {
  readonly bounds: ReadonlyMap<string, Bounds>;
}

export const nothingAssumed: Assumptions = { bounds: new Map() };

export function assume(assumptions: Assumptions, name: string, bounds: Bounds): Assumptions {
  const next = () => {
    const all = new Map(assumptions.bounds);
    all.delete(name);
    return { bounds: all.set(name, bounds) };
  };
  // Nothing may hang on what is assumed everywhere: it would never be forgotten.
  if (assumptions.bounds.size === 0) return next();
  const key = `${name}:${bounds.least?.key ?? ""}:${bounds.most?.key ?? ""}`;
  return obtained(furtherAssumed(assumptions), key, next);
}

/** The same further assumption makes the same object, so that what was proved under it is found again. */
const furtherAssumed = remembered((_: Assumptions) => new Map<string, Assumptions>());

/** Is a ≤ b for every value of the symbols? "no" means: for none. */
export function isAtMost(a: Expr, b: Expr, assumptions: Assumptions): Answer {
  return isNonNegative(sub(b, a), assumptions);
}

export function isLess(a: Expr, b: Expr, assumptions: Assumptions): Answer {
  return isNonNegative(sub(sub(b, a), int(1)), assumptions);
}

export function isEqual(a: Expr, b: Expr, assumptions: Assumptions): Answer {
  if (a.key === b.key) return "yes";
  const difference = sub(b, a);
  const least = constantBound(difference, "least", assumptions);
  if (least !== undefined && least > 0) return "no";
  const most = constantBound(difference, "most", assumptions);
  if (most !== undefined && most < 0) return "no";
  return least === 0 && most === 0 ? "yes" : "unknown";
}

export function isNonNegative(expr: Expr, assumptions: Assumptions): Answer {
  const least = constantBound(expr, "least", assumptions);
  if (least !== undefined && least >= 0) return "yes";
  const most = constantBound(expr, "most", assumptions);
  return most !== undefined && most < 0 ? "no" : "unknown";
}

/** A number that `expr` never goes below (`least`) or above (`most`). */
export function constantBound(expr: Expr, side: "least" | "most", assumptions: Assumptions): number | undefined {
  const known = constantOf(expr);
  if (known !== undefined) return known;
  const { lastFirst, proved } = prepared(assumptions);
  const key = `${side} ${expr.key}`;
  if (proved.has(key)) return proved.get(key);
  let current = expr;
  for (const [name, bounds] of lastFirst) {
    const next = eliminate(current, name, bounds, side, assumptions);
    if (next !== undefined) current = next;
  }
  const bound = coarseBound(current, side, assumptions);
  proved.set(key, bound);
  return bound;
}

/** Puts the extreme end of a symbol in its place where the expression is linear in it and the slope's sign is known. */
function eliminate(
  expr: Expr,
  name: string,
  bounds: Bounds,
  side: "least" | "most",
  assumptions: Assumptions,
): Expr | undefined {
  const slopeTerms: Term[] = [];
  for (const term of expr.terms) {
    const factor = term.factors.find((f) => f.atom.key === name);
    if (factor === undefined) continue;
    if (factor.power !== 1) return undefined;
    slopeTerms.push({ coefficient: term.coefficient, factors: term.factors.filter((f) => f !== factor) });
  }
  if (slopeTerms.length === 0) return undefined;
  const slope = sum(slopeTerms);
  const rising = coarseSign(slope, assumptions);
  if (rising === 0) return undefined;
  const end = (side === "least") === rising > 0 ? bounds.least : bounds.most;
  if (end === undefined || constantOf(end) !== undefined) return undefined;
  const bindings: Bindings = new Map([[name, end]]);
  return substitute(expr, bindings);
}

function coarseSign(expr: Expr, assumptions: Assumptions): -1 | 0 | 1 {
  const least = coarseBound(expr, "least", assumptions);
  if (least !== undefined && least >= 0) return 1;
  const most = coarseBound(expr, "most", assumptions);
  return most !== undefined && most <= 0 ? -1 : 0;
}

interface Prepared {
  readonly lastFirst: readonly (readonly [string, Bounds])[];
  /** Bounds found so far, by side and expression. */
  readonly proved: Map<string, number | undefined>;
  /** For symbols with a constant least value: the symbol plus that value. */
  readonly shifts: Bindings;
}

/** What every proof under these assumptions needs. */
const prepared = remembered(({ bounds }: Assumptions): Prepared => {
  const shifts = new Map<string, Expr>();
  for (const [name, { least }] of bounds) {
    const value = least === undefined ? undefined : constantOf(least);
    if (value !== undefined && value !== 0) shifts.set(name, add(symbol(name), int(value)));
  }
  return { lastFirst: [...bounds].reverse(), proved: new Map(), shifts };
});

/** Shifts every symbol with a constant least value to start at zero, so that `N - 1` with N ≥ 1 shows its sign. */
function coarseBound(expr: Expr, side: "least" | "most", assumptions: Assumptions): number | undefined {
  const known = constantOf(expr);
  if (known !== undefined) return known;
  const { shifts } = prepared(assumptions);
  const shifted = substitute(expr, shifts);
  let total = 0;
  for (const term of shifted.terms) {
    let [low, high]: [number, number] = [1, 1];
    for (const factor of term.factors) {
      for (let i = 0; i < factor.power; i++)
        [low, high] = times([low, high], atomInterval(factor.atom, assumptions, shifts));
      if (factor.power % 2 === 0 && low < 0) [low, high] = [0, Math.max(high, 0)];
    }
    const ends = [low * term.coefficient, high * term.coefficient];
    total += side === "least" ? Math.min(...ends) : Math.max(...ends);
  }
  return Number.isFinite(total) ? total : undefined;
}

type Interval = [number, number];

function times([a, b]: Interval, [c, d]: Interval): Interval {
  const products = [a * c, a * d, b * c, b * d].map((p) => (Number.isNaN(p) ? 0 : p));
  return [Math.min(...products), Math.max(...products)];
}

function atomInterval(atom: Atom, assumptions: Assumptions, shifts: Bindings): Interval {
  const low = (e: Expr) => constantBound(e, "least", assumptions) ?? Number.NEGATIVE_INFINITY;
  const high = (e: Expr) => constantBound(e, "most", assumptions) ?? Number.POSITIVE_INFINITY;
  switch (atom.kind) {
    case "symbol": {
      const bounds = assumptions.bounds.get(atom.name);
      const least = bounds?.least === undefined ? undefined : constantOf(bounds.least);
      const most = bounds?.most === undefined ? undefined : constantOf(bounds.most);
      const shift = shifts.has(atom.name) ? (least ?? 0) : 0;
      const nonNegative =
        bounds?.least !== undefined &&
        least === undefined &&
        coarseSign(bounds.least, without(assumptions, atom.name)) > 0;
      return [
        least === undefined ? (nonNegative ? 0 : Number.NEGATIVE_INFINITY) : least - shift,
        most === undefined ? Number.POSITIVE_INFINITY : most - shift,
      ];
    }
    case "mod": {
      const divisor = constantOf(atom.divisor);
      if (divisor !== undefined) return divisor > 0 ? [0, divisor - 1] : [divisor + 1, 0];
      return coarseSign(atom.divisor, assumptions) > 0
        ? [0, Number.POSITIVE_INFINITY]
        : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    }
    case "floor-div": {
      const divisor = constantOf(atom.divisor);
      const [a, b] = [low(atom.dividend), high(atom.dividend)];
      if (divisor !== undefined && divisor > 0) return [Math.floor(a / divisor), Math.floor(b / divisor)];
      const positive = low(atom.divisor) >= 1;
      return positive && a >= 0 ? [0, b] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    }
    case "min":
      return [Math.min(...atom.args.map(low)), Math.min(...atom.args.map(high))];
    case "max":
      return [Math.max(...atom.args.map(low)), Math.max(...atom.args.map(high))];
  }
}

function without(assumptions: Assumptions, name: string): Assumptions {
  const bounds = new Map(assumptions.bounds);
  bounds.delete(name);
  return { bounds };
}
