// Integer expressions over symbols, always in canonical form: a sum of terms, each an integer times a product of atoms.
// Two expressions are equal as polynomials over their atoms exactly when their keys are equal.
// What is not a polynomial (floor division, modulo, min, max) is an atom with canonical arguments.
import { invariant } from "../diagnostics/index.ts";

export interface Expr {
  readonly terms: readonly Term[];
  /** Canonical text; equality, hashing and order. */
  readonly key: string;
}

export interface Term {
  readonly coefficient: number;
  readonly factors: readonly Factor[];
}

export interface Factor {
  readonly atom: Atom;
  readonly power: number;
}

export type Atom = { readonly key: string } & (
  | { readonly kind: "symbol"; readonly name: string }
  | { readonly kind: "floor-div" | "mod"; readonly dividend: Expr; readonly divisor: Expr }
  | { readonly kind: "min" | "max"; readonly args: readonly Expr[] }
);

const factorKey = (f: Factor) => (f.power === 1 ? f.atom.key : `${f.atom.key}^${f.power}`);

function termKey(factors: readonly Factor[]): string {
  const [first] = factors;
  if (first === undefined) return "";
  return factors.length === 1 ? factorKey(first) : factors.map(factorKey).join("*");
}

/** Joins like terms, drops zeros, orders by degree and then by name, so that the text reads as a person writes it. */
export function sum(terms: readonly Term[]): Expr {
  const sorted = terms.length < 2 ? terms : [...terms].sort((s, t) => order(s.factors, t.factors));
  const kept: Term[] = [];
  for (const term of sorted) {
    const last = kept.at(-1);
    if (last !== undefined && order(last.factors, term.factors) === 0)
      kept[kept.length - 1] = { coefficient: last.coefficient + term.coefficient, factors: term.factors };
    else kept.push(term);
  }
  return inOrder(kept);
}

/** The one place where an expression is made of terms: in order, each product once. Zeros are left out. */
function inOrder(terms: readonly Term[]): Expr {
  const kept: Term[] = [];
  let key = "";
  for (const term of terms) {
    const { coefficient, factors } = term;
    invariant(Number.isSafeInteger(coefficient), "a symbolic coefficient left the range of exact integers");
    if (coefficient === 0) continue;
    const name = termKey(factors);
    if (kept.length > 0) key += " + ";
    key += name === "" ? `${coefficient}` : coefficient === 1 ? name : `${coefficient}*${name}`;
    kept.push(term);
  }
  return kept.length === 0 ? zero : { terms: kept, key };
}

/** Degree falls, then names rise: a number comes last. Zero for the same product only. */
function order(s: readonly Factor[], t: readonly Factor[]): number {
  if (s === t) return 0;
  const byDegree = degree(t) - degree(s);
  if (byDegree !== 0) return byDegree;
  const [a, b] = [termKey(s), termKey(t)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function degree(factors: readonly Factor[]): number {
  let total = 0;
  for (const { power } of factors) total += power;
  return total;
}

export function int(value: number): Expr {
  invariant(Number.isSafeInteger(value), `${value} is not an exact integer`);
  return value === 0 ? zero : { terms: [{ coefficient: value, factors: [] }], key: `${value}` };
}

export function symbol(name: string): Expr {
  return atomExpr({ kind: "symbol", name, key: name });
}

export function atomExpr(atom: Atom): Expr {
  return { terms: [{ coefficient: 1, factors: [{ atom, power: 1 }] }], key: atom.key };
}

export const zero: Expr = { terms: [], key: "0" };
export const one: Expr = int(1);

export function add(...parts: readonly Expr[]): Expr {
  const [first, ...rest] = parts;
  return first === undefined ? zero : rest.reduce((a, b) => plusMultiple(a, b, 1), first);
}

export function scale(expr: Expr, by: number): Expr {
  return by === 1 ? expr : plusMultiple(zero, expr, by);
}

export function neg(expr: Expr): Expr {
  return scale(expr, -1);
}

export function sub(a: Expr, b: Expr): Expr {
  return plusMultiple(a, b, -1);
}

/** a + by·b, merging what is in order already. */
function plusMultiple(a: Expr, b: Expr, by: number): Expr {
  if (b.terms.length === 0) return a;
  if (a.terms.length === 0 && by === 1) return b;
  const terms: Term[] = [];
  let next = 0;
  for (const { coefficient, factors } of b.terms) {
    let before = a.terms[next];
    while (before !== undefined && order(before.factors, factors) < 0) {
      terms.push(before);
      before = a.terms[++next];
    }
    const like = before !== undefined && order(before.factors, factors) === 0 ? before.coefficient : 0;
    if (like !== 0) next++;
    terms.push({ coefficient: like + by * coefficient, factors });
  }
  for (; next < a.terms.length; next++) terms.push(a.terms[next] as Term);
  return inOrder(terms);
}

export function mul(...parts: readonly Expr[]): Expr {
  return parts.reduce((a, b) => (a === one ? b : sum(a.terms.flatMap((s) => b.terms.map((t) => product(s, t))))), one);
}

function product(a: Term, b: Term): Term {
  return { coefficient: a.coefficient * b.coefficient, factors: multiplyFactors(a.factors, b.factors) };
}

function multiplyFactors(a: readonly Factor[], b: readonly Factor[]): Factor[] {
  const powers = new Map<string, Factor>();
  for (const f of [...a, ...b]) {
    const power = (powers.get(f.atom.key)?.power ?? 0) + f.power;
    powers.set(f.atom.key, { atom: f.atom, power });
  }
  return [...powers.values()].sort((f, g) => (f.atom.key < g.atom.key ? -1 : 1));
}

/** Its value, when it is a plain number. */
export function constantOf(expr: Expr): number | undefined {
  if (expr.terms.length === 0) return 0;
  const [first] = expr.terms;
  return expr.terms.length === 1 && first !== undefined && first.factors.length === 0 ? first.coefficient : undefined;
}

/** a − b where that is a plain number, without making the difference: all but the number at the end is the same. */
export function constantDifference(a: Expr, b: Expr): number | undefined {
  const [p, q] = [constantTerm(a), constantTerm(b)];
  const symbolic = a.terms.length - (p === 0 ? 0 : 1);
  if (symbolic !== b.terms.length - (q === 0 ? 0 : 1)) return undefined;
  for (let i = 0; i < symbolic; i++) {
    const [s, t] = [a.terms[i] as Term, b.terms[i] as Term];
    if (s.coefficient !== t.coefficient || order(s.factors, t.factors) !== 0) return undefined;
  }
  return p - q;
}

function constantTerm(expr: Expr): number {
  const last = expr.terms.at(-1);
  return last !== undefined && last.factors.length === 0 ? last.coefficient : 0;
}

/** Its name, when it is one bare symbol. */
export function symbolOf(expr: Expr): string | undefined {
  const [term] = expr.terms;
  const [factor] = term?.factors ?? [];
  if (expr.terms.length !== 1 || term?.coefficient !== 1 || term.factors.length !== 1 || factor?.power !== 1)
    return undefined;
  return factor.atom.kind === "symbol" ? factor.atom.name : undefined;
}

export function equal(a: Expr, b: Expr): boolean {
  return a.key === b.key;
}

/** Names of all symbols, those inside atoms included. */
export function symbolsOf(expr: Expr, into: Set<string> = new Set()): Set<string> {
  for (const term of expr.terms) for (const factor of term.factors) collect(factor.atom, into);
  return into;
}

function collect(atom: Atom, into: Set<string>): void {
  switch (atom.kind) {
    case "symbol":
      into.add(atom.name);
      return;
    case "floor-div":
    case "mod":
      symbolsOf(atom.dividend, into);
      symbolsOf(atom.divisor, into);
      return;
    case "min":
    case "max":
      for (const arg of atom.args) symbolsOf(arg, into);
      return;
    default:
      atom satisfies never;
  }
}
