// What is known of symbols at a place in the program, so that constants may move into the offsets of loads and stores.
import { bodiesOf, type Statement, walkStatements } from "../../lowering/index.ts";
import {
  type Assumptions,
  add,
  assume,
  type Bounds,
  constantBound,
  constantOf,
  type Expr,
  int,
  isNonNegative,
  nothingAssumed,
  symbolsOf,
} from "../../symbolic/index.ts";

export class KnownSymbols {
  #assumptions: Assumptions = nothingAssumed;
  readonly #answers = new Map<string, boolean>();

  isNonNegative(expr: Expr): boolean {
    let answer = this.#answers.get(expr.key);
    if (answer === undefined) {
      answer =
        this.#isPlainlyNonNegative(expr) ||
        (this.#mayBeProved(expr) && isNonNegative(expr, this.#assumptions) === "yes");
      this.#answers.set(expr.key, answer);
    }
    return answer;
  }

  /** The common case without a proof: nothing is subtracted, and every symbol begins at 0 or above. */
  #isPlainlyNonNegative(expr: Expr): boolean {
    const atLeastZero = (name: string) => {
      const least = this.#assumptions.bounds.get(name)?.least;
      return least !== undefined && (constantOf(least) ?? -1) >= 0;
    };
    return expr.terms.every(
      (t) => t.coefficient >= 0 && t.factors.every((f) => f.atom.kind === "symbol" && atLeastZero(f.atom.name)),
    );
  }

  /** Spares the proof where a symbol has no bounds at all. */
  #mayBeProved(expr: Expr): boolean {
    for (const name of symbolsOf(expr)) if (!this.#assumptions.bounds.has(name)) return false;
    return true;
  }

  bound(expr: Expr, side: "least" | "most"): number | undefined {
    return constantBound(expr, side, this.#assumptions);
  }

  define(name: string, value: Expr | undefined): void {
    this.#set(
      name,
      value === undefined ? {} : this.#isPlainlyNonNegative(value) ? { least: int(0) } : this.#constants(value, value),
    );
  }

  atLeastZero(name: string): void {
    this.#set(name, { least: int(0) });
  }

  between(name: string, least: Expr, most: Expr): void {
    this.#set(name, this.#constants(least, most));
  }

  /** Knows the variable inside a loop while `write` runs, and forgets what the loop changes. */
  inside(loop: Statement & { kind: "for" | "while" }, write: () => void): void {
    const changed = symbolsDefinedIn(loop.body);
    this.#forget(changed);
    if (loop.kind === "for") {
      const [least, most] = loop.step > 0 ? [loop.begin, add(loop.end, int(-1))] : [add(loop.end, int(1)), loop.begin];
      const fixed = ![...symbolsOf(least), ...symbolsOf(most)].some(
        (name) => changed.has(name) || name === loop.variable,
      );
      this.#set(loop.variable, fixed ? { least, most } : this.#constants(least, most));
    }
    write();
    this.#forget(changed);
    if (loop.kind === "for") this.#forget(new Set([loop.variable]));
  }

  /** After branches that may or may not have run. */
  afterBranches(statement: Statement): void {
    for (const body of bodiesOf(statement)) this.#forget(symbolsDefinedIn(body));
  }

  #constants(least: Expr, most: Expr): Bounds {
    if (!this.#mayBeProved(least) || !this.#mayBeProved(most)) return {};
    const [low, high] = [this.bound(least, "least"), this.bound(most, "most")];
    return { ...(low !== undefined && { least: int(low) }), ...(high !== undefined && { most: int(high) }) };
  }

  #set(name: string, bounds: Bounds): void {
    this.#forget(new Set([name]));
    if (bounds.least !== undefined || bounds.most !== undefined)
      this.#assumptions = assume(this.#assumptions, name, bounds);
  }

  #forget(names: ReadonlySet<string>): void {
    if (names.size === 0) return;
    this.#answers.clear();
    // What was bounded by the old value is not bounded by the new one.
    const stale = (e: Expr | undefined) =>
      e !== undefined && constantOf(e) === undefined && [...symbolsOf(e)].some((name) => names.has(name));
    const kept = [...this.#assumptions.bounds].filter(
      ([name, { least, most }]) => !names.has(name) && !stale(least) && !stale(most),
    );
    this.#assumptions = { bounds: new Map(kept) };
  }
}

/** Symbols and loop variables that running `body` may change. */
export function symbolsDefinedIn(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const s of walkStatements(body)) {
    if (s.kind === "symbol") names.add(s.name);
    if (s.kind === "for") names.add(s.variable);
  }
  return names;
}
