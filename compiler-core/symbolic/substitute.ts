import { type Atom, atomExpr, type Expr, int, mul, sum } from "./expr.ts";
import { max, min } from "./extrema.ts";
import { floorDiv, mod } from "./integer-division.ts";

export type Bindings = ReadonlyMap<string, Expr>;

/** All at once: what is put in is not substituted again. */
export function substitute(expr: Expr, bindings: Bindings): Expr {
  if (bindings.size === 0 || !names(expr, bindings)) return expr;
  return sum(
    expr.terms.flatMap((term) =>
      term.factors.some((f) => atomNames(f.atom, bindings))
        ? mul(
            int(term.coefficient),
            ...term.factors.flatMap((f) => Array<Expr>(f.power).fill(substituteAtom(f.atom, bindings))),
          ).terms
        : [term],
    ),
  );
}

function names(expr: Expr, bindings: Bindings): boolean {
  return expr.terms.some((term) => term.factors.some((f) => atomNames(f.atom, bindings)));
}

function atomNames(atom: Atom, bindings: Bindings): boolean {
  switch (atom.kind) {
    case "symbol":
      return bindings.has(atom.name);
    case "floor-div":
    case "mod":
      return names(atom.dividend, bindings) || names(atom.divisor, bindings);
    case "min":
    case "max":
      return atom.args.some((arg) => names(arg, bindings));
  }
}

function substituteAtom(atom: Atom, bindings: Bindings): Expr {
  const inner = (expr: Expr) => substitute(expr, bindings);
  switch (atom.kind) {
    case "symbol":
      return bindings.get(atom.name) ?? atomExpr(atom);
    case "floor-div":
      return floorDiv(inner(atom.dividend), inner(atom.divisor));
    case "mod":
      return mod(inner(atom.dividend), inner(atom.divisor));
    case "min":
      return min(...atom.args.map(inner));
    case "max":
      return max(...atom.args.map(inner));
  }
}
