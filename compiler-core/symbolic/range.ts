// Half-open ranges as Python's `range` has them, and subsets: one range per dimension.
import { add, constantDifference, constantOf, type Expr, equal, int, one, sub, symbolsOf } from "./expr.ts";
import { max } from "./extrema.ts";
import { ceilDiv } from "./integer-division.ts";
import { printExpr } from "./print.ts";
import { type Bindings, substitute } from "./substitute.ts";

export interface Range {
  readonly begin: Expr;
  /** Exclusive; not necessarily on the grid of steps. */
  readonly end: Expr;
  readonly step: Expr;
}

export type Subset = readonly Range[];

export function range(begin: Expr, end: Expr, step: Expr = one): Range {
  return { begin, end, step };
}

export function point(index: Expr): Range {
  return { begin: index, end: add(index, one), step: one };
}

export function isPoint(r: Range): boolean {
  return constantDifference(r.end, r.begin) === 1 && constantOf(r.step) === 1;
}

/** How many steps lie in it: max(0, ⌈(end − begin) / step⌉). */
export function lengthOf(r: Range): Expr {
  const step = constantOf(r.step);
  const extent = sub(r.end, r.begin);
  const steps =
    step === 1
      ? extent
      : step !== undefined && step < 0
        ? ceilDiv(sub(r.begin, r.end), int(-step))
        : ceilDiv(extent, r.step);
  const fixed = constantOf(steps);
  return fixed === undefined ? max(int(0), steps) : int(Math.max(0, fixed));
}

export function substituteRange(r: Range, bindings: Bindings): Range {
  const [begin, end] = [substitute(r.begin, bindings), substitute(r.end, bindings)];
  const step = substitute(r.step, bindings);
  return begin === r.begin && end === r.end && step === r.step ? r : { begin, end, step };
}

export function substituteSubset(subset: Subset, bindings: Bindings): Subset {
  return bindings.size === 0 ? subset : subset.map((r) => substituteRange(r, bindings));
}

export function equalSubsets(a: Subset, b: Subset): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((r, i) => equalRanges(r, b[i] as Range));
}

export function equalRanges(a: Range, b: Range): boolean {
  return equal(a.begin, b.begin) && equal(a.end, b.end) && equal(a.step, b.step);
}

export function symbolsOfRange(r: Range, into: Set<string> = new Set()): Set<string> {
  for (const e of [r.begin, r.end, r.step]) symbolsOf(e, into);
  return into;
}

/** `i, 0:N, 1:N:2` as in a subscript. */
export function printSubset(subset: Subset): string {
  return subset.map(printRange).join(", ");
}

export function printRange(r: Range): string {
  if (isPoint(r)) return printExpr(r.begin);
  const step = constantOf(r.step) === 1 ? "" : `:${printExpr(r.step)}`;
  return `${printExpr(r.begin)}:${printExpr(r.end)}${step}`;
}
