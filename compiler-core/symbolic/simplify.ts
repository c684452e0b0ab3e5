// Min and max that the assumptions decide, and the common questions about ranges built on them.
import { type Atom, add, atomExpr, type Expr, int, mul } from "./expr.ts";
import { max, min } from "./extrema.ts";
import { floorDiv, mod } from "./integer-division.ts";
import { type Assumptions, isAtMost } from "./prove.ts";

/** Equal to `expr` for all values that the assumptions allow; never longer. */
export function simplify(expr: Expr, assumptions: Assumptions): Expr {
  if (!expr.terms.some((t) => t.factors.some((f) => f.atom.kind !== "symbol"))) return expr;
  return add(
    ...expr.terms.map((term) =>
      mul(
        int(term.coefficient),
        ...term.factors.flatMap((f) => Array<Expr>(f.power).fill(simplifyAtom(f.atom, assumptions))),
      ),
    ),
  );
}

function simplifyAtom(atom: Atom, assumptions: Assumptions): Expr {
  const inner = (expr: Expr) => simplify(expr, assumptions);
  switch (atom.kind) {
    case "symbol":
      return atomExpr(atom);
    case "floor-div":
      return floorDiv(inner(atom.dividend), inner(atom.divisor));
    case "mod":
      return mod(inner(atom.dividend), inner(atom.divisor));
    case "min":
    case "max": {
      const args = atom.args.map(inner);
      // Drop each argument that another one provably beats; of two equal ones the first stays.
      const kept = args.filter(
        (arg, i) =>
          !args.some(
            (other, j) =>
              i !== j &&
              beats(atom.kind, other, arg, assumptions) &&
              (j < i || !beats(atom.kind, arg, other, assumptions)),
          ),
      );
      return atom.kind === "min" ? min(...kept) : max(...kept);
    }
  }
}

function beats(kind: "min" | "max", a: Expr, b: Expr, assumptions: Assumptions): boolean {
  return (kind === "min" ? isAtMost(a, b, assumptions) : isAtMost(b, a, assumptions)) === "yes";
}
