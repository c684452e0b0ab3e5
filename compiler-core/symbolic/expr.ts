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
  const byKey = new Map<string, Term>();
  for (const term of terms) {
    const key = termKey(term.factors);
    const coefficient = (byKey.get(key)?.coefficient ?? 0) + term.coefficient;
    invariant(Number.isSafeInteger(coefficient), "a symbolic coefficient left the range of exact integers");
    byKey.set(key, { coefficient, factors: term.factors });
  }
  const kept = [...byKey].filter(([, term]) => term.coefficient !== 0);
  kept.sort(([a, s], [b, t]) => degree(t) - degree(s) || (a < b ? -1 : a > b ? 1 : 0));
  const key = kept
    .map(([name, t]) => (name === "" ? `${t.coefficient}` : t.coefficient === 1 ? name : `${t.coefficient}*${name}`))
    .join(" + ");
  return { terms: kept.map(([, term]) => term), key: key === "" ? "0" : key };
}

const degree = (term: Term) => term.factors.reduce((total, f) => total + f.power, 0);

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
  return sum(parts.flatMap((part) => part.terms));
}

export function scale(expr: Expr, by: number): Expr {
  return sum(expr.terms.map((t) => ({ coefficient: t.coefficient * by, factors: t.factors })));
}

export function neg(expr: Expr): Expr {
  return scale(expr, -1);
}

export function sub(a: Expr, b: Expr): Expr {
  if (b.terms.length === 0) return a;
  return add(a, neg(b));
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
