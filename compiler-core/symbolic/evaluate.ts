import type { Atom, Expr } from "./expr.ts";

export type Environment = Readonly<Record<string, number>> | ReadonlyMap<string, number>;

/** The integer that `expr` stands for. Throws a RangeError that names the symbol without a value, or division by zero. */
export function evaluate(expr: Expr, environment: Environment): number {
  let total = 0;
  for (const term of expr.terms) {
    let value = term.coefficient;
    for (const factor of term.factors) value *= evaluateAtom(factor.atom, environment) ** factor.power;
    total += value;
  }
  return total;
}

function evaluateAtom(atom: Atom, environment: Environment): number {
  switch (atom.kind) {
    case "symbol": {
      const value =
        environment instanceof Map ? environment.get(atom.name) : (environment as Record<string, number>)[atom.name];
      if (value === undefined) throw new RangeError(`the symbol ${atom.name} has no value`);
      return value;
    }
    case "floor-div":
    case "mod": {
      const divisor = evaluate(atom.divisor, environment);
      if (divisor === 0) throw new RangeError("integer division by zero");
      const dividend = evaluate(atom.dividend, environment);
      const quotient = Math.floor(dividend / divisor);
      return atom.kind === "floor-div" ? quotient : dividend - quotient * divisor;
    }
    case "min":
      return Math.min(...atom.args.map((arg) => evaluate(arg, environment)));
    case "max":
      return Math.max(...atom.args.map((arg) => evaluate(arg, environment)));
  }
}
