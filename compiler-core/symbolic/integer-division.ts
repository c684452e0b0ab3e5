// Floor division and modulo, Python's: the quotient rounds down and the remainder has the divisor's sign.
//   (d*q + r) // d = q + r // d        (d*q + r) % d = r % d          for every integer d ≠ 0
import { add, atomExpr, constantOf, type Expr, equal, int, one, sub, sum, type Term, zero } from "./expr.ts";

/** ⌊a / b⌋. The caller proves or guards b ≠ 0. */
export function floorDiv(a: Expr, b: Expr): Expr {
  const [p, q] = [constantOf(a), constantOf(b)];
  if (q === 1) return a;
  if (p === 0) return zero;
  if (p !== undefined && q !== undefined && q !== 0) return int(Math.floor(p / q));
  if (equal(a, b)) return one;
  const { quotient, remainder } = splitMultiples(a, b);
  const rest = constantOf(remainder);
  if (rest === 0) return quotient;
  if (rest !== undefined && q !== undefined && q > 0) return add(quotient, int(Math.floor(rest / q)));
  return add(
    quotient,
    atomExpr({ kind: "floor-div", dividend: remainder, divisor: b, key: `(${remainder.key})//(${b.key})` }),
  );
}

/** a − b·⌊a / b⌋. The caller proves or guards b ≠ 0. */
export function mod(a: Expr, b: Expr): Expr {
  const [p, q] = [constantOf(a), constantOf(b)];
  if (q === 1 || q === -1 || p === 0 || equal(a, b)) return zero;
  if (p !== undefined && q !== undefined && q !== 0) return int(p - q * Math.floor(p / q));
  const { remainder } = splitMultiples(a, b);
  const rest = constantOf(remainder);
  if (rest === 0) return zero;
  if (rest !== undefined && q !== undefined && q !== 0) return int(rest - q * Math.floor(rest / q));
  return atomExpr({ kind: "mod", dividend: remainder, divisor: b, key: `(${remainder.key})%(${b.key})` });
}

/** ⌈a / b⌉ = −⌊−a / b⌋, written as ⌊(a + b − 1) / b⌋, which is the same for b > 0 and reads better. */
export function ceilDiv(a: Expr, b: Expr): Expr {
  return floorDiv(sub(add(a, b), one), b);
}

/** a = quotient·b + remainder, taking out of each term as many whole multiples of b as its coefficient shows. */
function splitMultiples(a: Expr, b: Expr): { quotient: Expr; remainder: Expr } {
  const [divisor] = b.terms;
  if (b.terms.length !== 1 || divisor === undefined) return { quotient: zero, remainder: a };
  const whole: Term[] = [];
  const rest: Term[] = [];
  for (const term of a.terms) {
    const factors = divideFactors(term, divisor);
    const times = factors === undefined ? 0 : Math.floor(term.coefficient / divisor.coefficient);
    const left = term.coefficient - times * divisor.coefficient;
    if (factors === undefined) rest.push(term);
    else {
      whole.push({ coefficient: times, factors });
      rest.push({ coefficient: left, factors: term.factors });
    }
  }
  return { quotient: sum(whole), remainder: sum(rest) };
}

function divideFactors(term: Term, divisor: Term) {
  const factors = new Map(term.factors.map((f) => [f.atom.key, f]));
  for (const wanted of divisor.factors) {
    const have = factors.get(wanted.atom.key);
    if (have === undefined || have.power < wanted.power) return undefined;
    if (have.power === wanted.power) factors.delete(wanted.atom.key);
    else factors.set(wanted.atom.key, { atom: have.atom, power: have.power - wanted.power });
  }
  return [...factors.values()];
}
