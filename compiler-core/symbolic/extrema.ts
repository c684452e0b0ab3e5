// min and max: flat, without repeats, and decided wherever two arguments differ by a constant.
import { atomExpr, constantDifference, type Expr } from "./expr.ts";

export function min(...args: readonly Expr[]): Expr {
  return extremum("min", args);
}

export function max(...args: readonly Expr[]): Expr {
  return extremum("max", args);
}

function extremum(kind: "min" | "max", args: readonly Expr[]): Expr {
  const kept: Expr[] = [];
  for (const candidate of args.flatMap((arg) => flatten(kind, arg))) {
    // `a` beats `b` when it is the one to keep: the smaller for min, the larger for max.
    const beats = (a: Expr, b: Expr) => {
      const difference = constantDifference(a, b);
      return difference !== undefined && (kind === "min" ? difference <= 0 : difference >= 0);
    };
    if (kept.some((other) => beats(other, candidate))) continue;
    for (let i = kept.length - 1; i >= 0; i--) if (beats(candidate, kept[i] as Expr)) kept.splice(i, 1);
    kept.push(candidate);
  }
  const [first] = kept;
  if (kept.length === 1 && first !== undefined) return first;
  kept.sort((a, b) => (a.key < b.key ? -1 : 1));
  return atomExpr({ kind, args: kept, key: `${kind}(${kept.map((arg) => arg.key).join(", ")})` });
}

function flatten(kind: "min" | "max", arg: Expr): readonly Expr[] {
  const [term] = arg.terms;
  const [factor] = term?.factors ?? [];
  const bare = arg.terms.length === 1 && term?.coefficient === 1 && term.factors.length === 1 && factor?.power === 1;
  return bare && factor?.atom.kind === kind ? factor.atom.args : [arg];
}
