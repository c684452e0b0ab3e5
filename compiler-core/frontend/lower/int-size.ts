// How large an int over symbols may get. Expressions over symbols are computed in a target's index type, which has 32 bits in the
// page: enough for whatever counts elements, and not for every int that a program computes with.
import type { Atom, Expr } from "../../symbolic/index.ts";

/** What an index type holds at least. */
export const indexLimit = 2 ** 31;
/** What sizes and indices are taken to be, so that products of four of them still count as places in an array. */
const usual = 2 ** 7;
/** What a carried int is taken to be, when asked whether it stays as small as it was. */
const carried = 2 ** 30;
const growth = 2 ** 24;

/** Does the expression count elements, as far as its constants tell? */
export function isIndexLike(expr: Expr): boolean {
  return peakOf(expr, () => usual) < indexLimit;
}

/** Does one round of a loop change the ints that `isCarried` names by a step at most? Then they may be symbols. */
export function growsByStep(expr: Expr, isCarried: (symbol: string) => boolean): boolean {
  const size = (symbol: string) => (isCarried(symbol) ? carried : usual);
  return peakOf(expr, size) < indexLimit && sizeOf(expr, size) <= carried + growth;
}

type SizeOfSymbol = (symbol: string) => number;

/** No larger than this is the value. */
function sizeOf(expr: Expr, size: SizeOfSymbol): number {
  let total = 0;
  for (const { coefficient, factors } of expr.terms)
    total += factors.reduce(
      (product, { atom, power }) => product * atomSize(atom, size) ** power,
      Math.abs(coefficient),
    );
  return total;
}

function atomSize(atom: Atom, size: SizeOfSymbol): number {
  switch (atom.kind) {
    case "symbol":
      return size(atom.name);
    case "floor-div":
      return sizeOf(atom.dividend, size) / leastDivisor(atom.divisor);
    case "mod":
      return sizeOf(atom.divisor, size);
    case "min":
    case "max":
      return Math.max(...atom.args.map((arg) => sizeOf(arg, size)));
  }
}

const leastDivisor = (divisor: Expr): number => {
  const [only] = divisor.terms;
  return divisor.terms.length === 1 && only?.factors.length === 0 ? Math.abs(only.coefficient) : 1;
};

/** No larger than this is anything that is computed on the way. */
function peakOf(expr: Expr, size: SizeOfSymbol): number {
  const inner = expr.terms.flatMap(({ factors }) => factors.flatMap(({ atom }) => partsOf(atom)));
  return Math.max(sizeOf(expr, size), ...inner.map((part) => peakOf(part, size)));
}

function partsOf(atom: Atom): readonly Expr[] {
  switch (atom.kind) {
    case "symbol":
      return [];
    case "floor-div":
    case "mod":
      return [atom.dividend, atom.divisor];
    case "min":
    case "max":
      return atom.args;
  }
}
