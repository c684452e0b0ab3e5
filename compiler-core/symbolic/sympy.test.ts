// The symbolic engine against SymPy: the same polynomials, and the same values of floor division, modulo, min and max.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { add, type Expr, evaluate, floorDiv, int, max, min, mod, mul, printExpr, sub, symbol } from "./index.ts";

type Tree = string | number | readonly [string, Tree, Tree];

interface References {
  readonly polynomials: readonly { readonly tree: Tree; readonly terms: Readonly<Record<string, number>> }[];
  readonly values: readonly {
    readonly tree: Tree;
    readonly points: readonly { readonly at: Readonly<Record<string, number>>; readonly value: number }[];
  }[];
}

const references = JSON.parse(
  readFileSync(fileURLToPath(new URL("sympy-references.json", import.meta.url)), "utf8"),
) as References;
const names = ["i", "j", "N", "M"];

function build(tree: Tree): Expr {
  if (typeof tree === "string") return symbol(tree);
  if (typeof tree === "number") return int(tree);
  const [kind, left, right] = tree;
  const combine = { "+": add, "-": sub, "*": mul, "//": floorDiv, "%": mod, min, max }[kind];
  if (combine === undefined) throw new Error(kind);
  return combine(build(left), build(right));
}

/** Coefficients by the powers of i, j, N, M. */
function termsOf(expr: Expr): Record<string, number> {
  return Object.fromEntries(
    expr.terms.map((term) => [
      names.map((name) => term.factors.find((f) => f.atom.key === name)?.power ?? 0).join(","),
      term.coefficient,
    ]),
  );
}

describe("against SymPy", () => {
  it(`expands ${references.polynomials.length} polynomials to the same terms`, () => {
    expect(references.polynomials.length).toBeGreaterThan(100);
    for (const { tree, terms } of references.polynomials)
      expect(termsOf(build(tree)), JSON.stringify(tree)).toEqual(terms);
  });

  it(`gives ${references.values.length} expressions the same values`, () => {
    expect(references.values.length).toBeGreaterThan(100);
    for (const { tree, points } of references.values) {
      const expr = build(tree);
      for (const { at, value } of points)
        expect(evaluate(expr, at), `${printExpr(expr)} at ${JSON.stringify(at)}`).toBe(value);
    }
  });
});
