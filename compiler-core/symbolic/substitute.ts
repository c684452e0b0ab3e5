import { type Atom, add, atomExpr, type Expr, int, mul, symbolsOf } from "./expr.ts";
import { max, min } from "./extrema.ts";
import { floorDiv, mod } from "./integer-division.ts";

export type Bindings = ReadonlyMap<string, Expr>;

/** All at once: what is put in is not substituted again. */
export function substitute(expr: Expr, bindings: Bindings): Expr {
  if (bindings.size === 0 || ![...symbolsOf(expr)].some((name) => bindings.has(name))) return expr;
  return add(
    ...expr.terms.map((term) =>
      mul(
        int(term.coefficient),
        ...term.factors.flatMap((f) => Array<Expr>(f.power).fill(substituteAtom(f.atom, bindings))),
      ),
    ),
  );
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
