import type { Atom, Expr, Term } from "./expr.ts";

/** Python's spelling, as short as it can be read: `2*N + i - 1`, `(i + 31)//32`, `min(N, 64)`. */
export function printExpr(expr: Expr): string {
  if (expr.terms.length === 0) return "0";
  // A positive term first where there is one: `N - i` rather than `-i + N`.
  const lead = expr.terms.findIndex((term) => term.coefficient > 0);
  const terms =
    lead <= 0
      ? expr.terms
      : [...expr.terms.slice(lead, lead + 1), ...expr.terms.slice(0, lead), ...expr.terms.slice(lead + 1)];
  return terms
    .map((term, i) => {
      const text = printTerm({ ...term, coefficient: Math.abs(term.coefficient) });
      if (i === 0) return term.coefficient < 0 ? `-${text}` : text;
      return term.coefficient < 0 ? ` - ${text}` : ` + ${text}`;
    })
    .join("");
}

function printTerm(term: Term): string {
  const factors = term.factors.map((f) => (f.power === 1 ? printAtom(f.atom) : `${printAtom(f.atom)}**${f.power}`));
  if (term.coefficient !== 1 || factors.length === 0) factors.unshift(`${term.coefficient}`);
  return factors.join("*");
}

function printAtom(atom: Atom): string {
  switch (atom.kind) {
    case "symbol":
      return atom.name;
    case "floor-div":
      return `(${wrapped(atom.dividend)}//${wrapped(atom.divisor)})`;
    case "mod":
      return `(${wrapped(atom.dividend)} % ${wrapped(atom.divisor)})`;
    case "min":
    case "max":
      return `${atom.kind}(${atom.args.map(printExpr).join(", ")})`;
  }
}

function wrapped(expr: Expr): string {
  const text = printExpr(expr);
  return /^\w+$/.test(text) ? text : `(${text})`;
}
