// Symbolic text of both dialects, there and back.
import { describe, expect, it } from "vitest";
import { exprText, readExpr, type Spellings } from "./expression-text.ts";
import { Unreadable } from "./problem.ts";

function check(text: string, written: string, key = written): void {
  it(text, () => {
    const spellings: Spellings = new Map();
    const expr = readExpr(text, spellings);
    expect(exprText(expr, (name) => name)).toBe(written);
    expect(expr.key).toBe(key);
    // What is written reads as the same, with the file's own spelling of each symbol.
    const again = exprText(expr, (name) => spellings.get(name) ?? name);
    expect(readExpr(again, new Map()).key).toBe(key);
  });
}

describe("text that is read", () => {
  check("N - 1", "N - 1", "N + -1");
  check("-1 + symbol($N, dtype=dace.int64)", "N - 1", "N + -1");
  check("$N*$M + 2", "M*N + 2");
  check("symbol($N, dtype=dace.int64, nonnegative=True)**2", "N**2", "N^2");
  check("-N**2", "-N**2", "-1*N^2");
  check("int_floor(N, 2)", "int_floor(N, 2)", "(N)//(2)");
  check("int_ceil(N, 4)", "int_floor(N + 3, 4)", "(N + 3)//(4)");
  check("Max(0, M - N)", "Max(0, M - N)", "max(0, M + -1*N)");
  check("Min(Mod(i, 3), 7i64)", "Min(Mod(i, 3), 7)", "min((i)%(3), 7)");
  check("2*(N + 1)/2", "N + 1");
});

describe("text that is carried", () => {
  it.each(["2**N", "N/2", "sqrt(N)", "A[i]", "1.5*N", "N if M else K", "symbol(N)", "N M", "(N", ""])("%s", (text) => {
    expect(() => readExpr(text, new Map())).toThrow(Unreadable);
  });
});
