// What is decided once all statements stand: sums that stay in a register while a loop runs, and what each parallel loop owns.
import type { DType, WriteConflict } from "../sdfg/index.ts";
import { accumulateInRegisters } from "./accumulate.ts";
import {
  mapBodies,
  type Reduction,
  type Statement,
  type Value,
  valuesOf,
  walkStatements,
  walkValues,
} from "./loop-program.ts";

export function finish(
  body: readonly Statement[],
  fresh: (name: string, dtype: DType) => string,
): readonly Statement[] {
  return accumulateInRegisters(body, fresh).map(withOwnership);
}

function withOwnership(statement: Statement): Statement {
  const inner = mapBodies(statement, (body) => body.map(withOwnership));
  if (inner.kind !== "for") return inner;
  const reductions = reductionsOf(inner);
  const reduced = new Set(reductions.map((r) => r.local));
  const privates =
    inner.schedule === "parallel" ? [...assignedIn(inner.body)].filter((name) => !reduced.has(name)) : [];
  return { ...inner, ...(reductions.length > 0 && { reductions }), ...(privates.length > 0 && { privates }) };
}

function assignedIn(body: readonly Statement[]): Set<string> {
  const names = new Set<string>();
  for (const s of walkStatements(body)) if (s.kind === "assign") names.add(s.local);
  return names;
}

/** A local whose every assignment joins a value to it, and that nothing else in the loop reads, is reduced by the loop. */
function reductionsOf(loop: Statement & { kind: "for" }): Reduction[] {
  const operators = new Map<string, WriteConflict | undefined>();
  const reads = new Map<string, number>();
  for (const s of walkStatements(loop.body)) {
    for (const value of valuesOf(s))
      for (const v of walkValues(value)) if (v.kind === "local") reads.set(v.name, (reads.get(v.name) ?? 0) + 1);
    if (s.kind !== "assign") continue;
    const operator = operatorOf(s.local, s.value);
    operators.set(s.local, operators.has(s.local) && operators.get(s.local) !== operator ? undefined : operator);
  }
  const assignments = new Map<string, number>();
  for (const s of walkStatements(loop.body))
    if (s.kind === "assign") assignments.set(s.local, (assignments.get(s.local) ?? 0) + 1);
  return [...operators].flatMap(([local, operator]): Reduction[] =>
    operator !== undefined && reads.get(local) === assignments.get(local) ? [{ local, operator }] : [],
  );
}

function operatorOf(local: string, value: Value): WriteConflict | undefined {
  const isSelf = (v: Value | undefined) => v?.kind === "local" && v.name === local;
  if (value.kind === "binary" && isSelf(value.left))
    return value.operator === "+" ? "sum" : value.operator === "*" ? "product" : undefined;
  if (value.kind === "logical" && isSelf(value.left)) return value.operator;
  if (value.kind === "call" && isSelf(value.args[0]))
    return value.fn === "minimum" ? "min" : value.fn === "maximum" ? "max" : undefined;
  return undefined;
}
