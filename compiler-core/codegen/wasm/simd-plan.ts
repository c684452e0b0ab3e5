// May this loop run several iterations at a time, and how? The graph has promised that iterations do not meet; what is left
// to find out is whether each statement has a form for all lanes.
import { need } from "../../diagnostics/index.ts";
import {
  type LoopFunction,
  type Statement,
  type Value,
  valuesOf,
  walkStatements,
  walkValues,
} from "../../lowering/index.ts";
import { bytesOf } from "../../sdfg/index.ts";
import { type Expr, symbolsOf } from "../../symbolic/index.ts";

export type Loop = Statement & { kind: "for" };
type Functions = Readonly<Record<string, LoopFunction>>;

export interface VectorPlan {
  /** Iterations side by side: 2 where anything has 64 bits, else 4. */
  readonly lanes: 2 | 4;
  /** Times that the lanes are repeated in one turn of the loop. */
  readonly unroll: number;
  /** Locals that the loop sets: one value a lane. */
  readonly vectors: ReadonlySet<string>;
  readonly stored: ReadonlySet<string>;
  /** Symbols that the body sets. */
  readonly defined: ReadonlySet<string>;
}

/** A plan, or why there is none. */
export function planVectors(loop: Loop, functions: Functions): VectorPlan | string {
  const statements = walkStatements(loop.body);
  const values = statements.flatMap((s) => valuesOf(s).flatMap((v) => walkValues(v)));
  const inside = valuesInside(values, functions);
  const types = [
    ...[...values, ...inside].map((v) => v.type),
    ...statements.flatMap((s) => (s.kind === "store" ? [s.dtype] : [])),
  ];
  const wide = types.some((type) => type !== "index" && bytesOf(type) === 8);
  const vectors = new Set([
    ...statements.flatMap((s) => (s.kind === "assign" ? [s.local] : [])),
    ...(loop.reductions ?? []).map((r) => r.local),
  ]);
  const stored = new Set(statements.flatMap((s) => (s.kind === "store" ? [s.memory] : [])));
  const defined = new Set(
    statements.flatMap((s) => (s.kind === "symbol" ? [s.name] : s.kind === "for" ? [s.variable] : [])),
  );
  const hasChecks = statements.some((s) => s.kind === "check");
  const plan: VectorPlan = {
    lanes: wide ? 2 : 4,
    unroll: hasChecks ? 1 : unrollFor(values.length + inside.length),
    vectors,
    stored,
    defined,
  };
  return refusalIn(loop, plan) ?? plan;
}

/** What the functions that are applied compute with, whose own values may be wider than what goes in and comes out. */
function valuesInside(values: readonly Value[], functions: Functions, seen: Set<string> = new Set()): readonly Value[] {
  return values.flatMap((value) => {
    if (value.kind !== "apply" || seen.has(value.name)) return [];
    seen.add(value.name);
    const f = need(functions[value.name], `function ${value.name}`);
    const own = [...f.lets.map((l) => l.value), f.result].flatMap((v) => walkValues(v));
    return [...own, ...valuesInside(own, functions, seen)];
  });
}

function unrollFor(nodes: number): number {
  return nodes <= 24 ? 4 : nodes <= 60 ? 2 : 1;
}

/** Does the value differ from lane to lane? */
export function variesWith(value: Value, symbols: ReadonlySet<string>, vectors: ReadonlySet<string>): boolean {
  for (const v of walkValues(value)) {
    if (v.kind === "local" && vectors.has(v.name)) return true;
    if (v.kind === "index" && mentions(v.expr, symbols)) return true;
  }
  return false;
}

export function mentions(expr: Expr, symbols: ReadonlySet<string>): boolean {
  for (const name of symbolsOf(expr)) if (symbols.has(name)) return true;
  return false;
}

interface Walk {
  readonly plan: VectorPlan;
  /** Symbols that differ from lane to lane. */
  readonly varying: Set<string>;
  /** Vector locals that have a value of this iteration, or begin with the reduction's identity. */
  set: Set<string>;
  readonly reduced: ReadonlySet<string>;
  effects: boolean;
}

function refusalIn(loop: Loop, plan: VectorPlan): string | undefined {
  const reduced = new Set((loop.reductions ?? []).map((r) => r.local));
  const walk: Walk = { plan, varying: new Set([loop.variable]), set: new Set(reduced), reduced, effects: false };
  return refusalOfBody(walk, loop.body, true);
}

/** What an inner body sets is known in that body only: it may not have run. */
function refusalOfBody(walk: Walk, body: readonly Statement[], outermost: boolean): string | undefined {
  const outside = new Set(walk.set);
  for (const s of body) {
    const reason = refusalOf(walk, s, outermost);
    if (reason !== undefined) return reason;
  }
  if (!outermost) walk.set = outside;
  return undefined;
}

function refusalOf(walk: Walk, s: Statement, outermost: boolean): string | undefined {
  const { plan, varying } = walk;
  const varies = (v: Value) => variesWith(v, varying, plan.vectors);
  for (const value of valuesOf(s)) {
    for (const v of walkValues(value))
      if (v.kind === "local" && plan.vectors.has(v.name) && !walk.set.has(v.name))
        return `\`${v.name}\` is carried from one iteration to the next`;
  }
  switch (s.kind) {
    case "alloc":
    case "free":
      return `it makes memory for \`${s.buffer}\``;
    case "assign":
      if (walk.reduced.has(s.local)) walk.effects = true;
      walk.set.add(s.local);
      return undefined;
    case "store":
      walk.effects = true;
      return varies(s.at) || s.wcr !== undefined
        ? undefined
        : `every iteration writes the same element of \`${s.memory}\``;
    case "symbol":
      if (!varies(s.value)) return undefined;
      if (s.value.kind !== "index") return `\`${s.name}\` is an index that memory decides`;
      varying.add(s.name);
      return undefined;
    case "check":
      return outermost && !walk.effects ? undefined : "it may raise after it has written";
    case "for":
      if (mentions(s.begin, varying) || mentions(s.end, varying))
        return "an inner loop has other bounds in each iteration";
      return refusalOfBody(walk, s.body, false);
    case "while":
      return varies(s.condition)
        ? "an inner loop ends at another time in each iteration"
        : refusalOfBody(walk, s.body, false);
    case "if":
      return varies(s.condition)
        ? "it takes other branches in each iteration"
        : (refusalOfBody(walk, s.then, false) ?? refusalOfBody(walk, s.otherwise, false));
    case "matmul":
      return "it holds a matrix product";
    case "break":
    case "continue":
    case "return":
      return `it holds a \`${s.kind}\``;
  }
}
