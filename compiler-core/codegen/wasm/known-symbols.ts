// What is known of symbols at a place in the program, so that constants may move into the offsets of loads and stores.
import { bodiesOf, type Statement, walkStatements } from "../../lowering/index.ts";
import {
  type Assumptions,
  add,
  assume,
  type Bounds,
  constantBound,
  type Expr,
  int,
  isNonNegative,
  nothingAssumed,
  symbolsOf,
} from "../../symbolic/index.ts";

export class KnownSymbols {
  #assumptions: Assumptions = nothingAssumed;

  isNonNegative(expr: Expr): boolean {
    return isNonNegative(expr, this.#assumptions) === "yes";
  }

  bound(expr: Expr, side: "least" | "most"): number | undefined {
    return constantBound(expr, side, this.#assumptions);
  }

  define(name: string, value: Expr | undefined): void {
    this.#set(name, value === undefined ? {} : this.#constants(value, value));
  }

  atLeastZero(name: string): void {
    this.#set(name, { least: int(0) });
  }

  /** Knows the variable inside a loop while `write` runs, and forgets what the loop changes. */
  inside(loop: Statement & { kind: "for" | "while" }, write: () => void): void {
    const changed = symbolsDefinedIn(loop.body);
    for (const name of changed) this.#forget(name);
    if (loop.kind === "for") {
      const [least, most] = loop.step > 0 ? [loop.begin, add(loop.end, int(-1))] : [add(loop.end, int(1)), loop.begin];
      const fixed = ![...symbolsOf(least), ...symbolsOf(most)].some(
        (name) => changed.has(name) || name === loop.variable,
      );
      this.#set(loop.variable, fixed ? { least, most } : this.#constants(least, most));
    }
    write();
    for (const name of changed) this.#forget(name);
    if (loop.kind === "for") this.#forget(loop.variable);
  }

  /** After branches that may or may not have run. */
  afterBranches(statement: Statement): void {
    for (const body of bodiesOf(statement)) for (const name of symbolsDefinedIn(body)) this.#forget(name);
  }

  #constants(least: Expr, most: Expr): Bounds {
    const [low, high] = [this.bound(least, "least"), this.bound(most, "most")];
    return { ...(low !== undefined && { least: int(low) }), ...(high !== undefined && { most: int(high) }) };
  }

  #set(name: string, bounds: Bounds): void {
    this.#forget(name);
    this.#assumptions = assume(this.#assumptions, name, bounds);
  }

  #forget(name: string): void {
    const bounds = new Map(this.#assumptions.bounds);
    bounds.delete(name);
    // What was bounded by the old value is not bounded by the new one.
    for (const [other, { least, most }] of bounds) {
      const stale = (e: Expr | undefined) => e !== undefined && symbolsOf(e).has(name);
      if (stale(least) || stale(most)) bounds.delete(other);
    }
    this.#assumptions = { bounds };
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
