// Where a vectorized loop is while it is written, and what an index is in each of its lanes.
import { mapValue, type Value } from "../../lowering/index.ts";
import { add, type Bindings, type Expr, int, substitute, sum, symbol, symbolsOf } from "../../symbolic/index.ts";
import type { VectorPlan } from "./simd-plan.ts";
import type { Emitter } from "./statements.ts";

export interface VectorContext {
  readonly scalar: Emitter;
  readonly plan: VectorPlan;
  /** Is there one instruction that multiplies, adds and rounds once? */
  readonly hasMultiplyAdd: boolean;
  readonly variable: string;
  readonly step: number;
  /** Which repetition of the lanes is being written. */
  copy: number;
  /** Symbols of the body that differ from lane to lane, in terms of the variable. */
  readonly bindings: Map<string, Expr>;
  /** Those symbols and the variable. */
  readonly varying: Set<string>;
  readonly reduced: ReadonlySet<string>;
  /** Vectors that are made once, before the loop: local by the text of the value. */
  readonly hoisted: Map<string, number>;
  readonly hoistedCode: (readonly number[])[];
  /** Is every iteration sure to come here? Else nothing that may trap is hoisted. */
  certain: boolean;
  readonly scope?: string;
}

export function vectorLocal(v: VectorContext, name: string): string {
  return v.scope !== undefined ? `v:${v.scope}.${name}` : v.reduced.has(name) ? `v:${name}:${v.copy}` : `v:${name}`;
}

/** The value as one lane sees it: `lane` counts from the first of this copy. */
export function atLane(v: VectorContext, value: Value, lane: number): Value {
  const inner = (part: Value): Value =>
    part.kind === "index" ? { ...part, expr: indexAt(v, part.expr, lane) } : mapValue(part, inner);
  return inner(value);
}

export function indexAt(v: VectorContext, expr: Expr, lane: number): Expr {
  const amount = (v.copy * v.plan.lanes + lane) * v.step;
  const inVariable = substitute(expr, v.bindings);
  if (amount === 0) return inVariable;
  const slope = slopeOf(inVariable, v.variable);
  if (slope !== undefined) return slope === 0 ? inVariable : add(inVariable, int(slope * amount));
  const shift: Bindings = new Map([[v.variable, add(symbol(v.variable), int(amount))]]);
  return substitute(inVariable, shift);
}

/** How much the index grows from lane to lane, where that is always the same. */
export function strideOf(v: VectorContext, expr: Expr): number | undefined {
  const slope = slopeOf(substitute(expr, v.bindings), v.variable);
  return slope === undefined ? undefined : slope * v.step;
}

/** The number that the variable is multiplied by, where it is only multiplied by a number. */
function slopeOf(expr: Expr, variable: string): number | undefined {
  let slope = 0;
  for (const term of expr.terms) {
    const [factor] = term.factors;
    if (term.factors.length === 1 && factor?.power === 1 && factor.atom.kind === "symbol") {
      if (factor.atom.name === variable) slope += term.coefficient;
    } else if (symbolsOf(sum([term])).has(variable)) return undefined;
  }
  return slope;
}
