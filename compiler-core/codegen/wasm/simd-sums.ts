// Conflicting writes of every iteration to one element become a reduction: a local that the loop joins to, and one write
// after it. Only where iterations may be reordered, so only for loops that are to be vectorized.
import type { Reduction, Statement, Value } from "../../lowering/index.ts";
import { indexValue, valuesOf, walkStatements, walkValues } from "../../lowering/index.ts";
import type { DType } from "../../sdfg/index.ts";
import { symbolsOf } from "../../symbolic/index.ts";
import { identityValue, joined } from "./joined.ts";
import { symbolsDefinedIn } from "./known-symbols.ts";
import type { Loop } from "./simd-plan.ts";

export function sumsInRegisters(loop: Loop): {
  readonly before: readonly Statement[];
  readonly loop: Loop;
  readonly after: readonly Statement[];
} {
  const changed = new Set([loop.variable, ...symbolsDefinedIn(loop.body)]);
  const uses = new Map<string, number>();
  for (const s of walkStatements(loop.body)) {
    if (s.kind === "store") uses.set(s.memory, (uses.get(s.memory) ?? 0) + 1);
    for (const value of valuesOf(s))
      for (const v of walkValues(value)) if (v.kind === "load") uses.set(v.memory, (uses.get(v.memory) ?? 0) + 1);
  }
  const before: Statement[] = [];
  const after: Statement[] = [];
  const reductions: Reduction[] = [...(loop.reductions ?? [])];
  const body = loop.body.map((s): Statement => {
    if (s.kind !== "store" || s.wcr === undefined || uses.get(s.memory) !== 1 || s.at.kind !== "index") return s;
    if ([...symbolsOf(s.at.expr)].some((name) => changed.has(name))) return s;
    const identity = identityValue(s.wcr, s.dtype);
    if (identity === undefined) return s;
    const local = `joined:${s.memory}`;
    const total: Value = { kind: "local", type: s.dtype as DType, name: local };
    before.push({ kind: "assign", local, value: identity });
    reductions.push({ local, operator: s.wcr });
    after.push({ ...s, value: total });
    return { kind: "assign", local, value: joined(s.wcr, total, s.value) };
  });
  if (after.length === 0) return { before, loop, after };
  // A loop without iterations may name an element that is not there.
  const runs: Value = {
    kind: "compare",
    type: "bool",
    operator: loop.step > 0 ? "<" : ">",
    left: indexValue(loop.begin),
    right: indexValue(loop.end),
  };
  return {
    before,
    loop: { ...loop, body, reductions },
    after: [{ kind: "if", condition: runs, then: after, otherwise: [] }],
  };
}
