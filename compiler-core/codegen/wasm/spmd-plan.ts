// Which statements all threads run, which are shared out, and which thread 0 runs for all.
import {
  bodiesOf,
  type LoopProgram,
  type Statement,
  valuesOf,
  walkStatements,
  walkValues,
} from "../../lowering/index.ts";
import { symbolsOf } from "../../symbolic/index.ts";
import type { Loop } from "./simd-plan.ts";

/** Why the iterations of a parallel loop are not shared out, if so. */
export function refusalToShare(loop: Loop, dynamic: ReadonlySet<string>): string | undefined {
  for (const s of walkStatements(loop.body)) {
    if (s.kind === "store" && s.wcr !== undefined)
      return `several iterations may write to one element of \`${s.memory}\``;
    if (s.kind === "alloc" && dynamic.has(s.buffer)) return `the size of \`${s.buffer}\` is only known inside`;
  }
  return hasFreeJump(loop.body) ? "an iteration may end the loop" : undefined;
}

/** All threads go through it together, because there is something to share out inside, or because it jumps. */
export function isStructural(s: Statement, dynamic: ReadonlySet<string>): boolean {
  return (
    isShared(s, dynamic) ||
    hasFreeJump([s]) ||
    isDynamicMemory(s, dynamic) ||
    bodiesOf(s).some((body) => body.some((inner) => isStructural(inner, dynamic)))
  );
}

export function isShared(s: Statement, dynamic: ReadonlySet<string>): boolean {
  return s.kind === "matmul"
    ? s.threads
    : s.kind === "for" && s.schedule === "parallel" && refusalToShare(s, dynamic) === undefined;
}

function isDynamicMemory(s: Statement, dynamic: ReadonlySet<string>): boolean {
  return (s.kind === "alloc" || s.kind === "free") && dynamic.has(s.buffer);
}

/** Does it leave what is around it? A loop keeps its own `break` and `continue`. */
function hasFreeJump(body: readonly Statement[], inLoop = false): boolean {
  return body.some((s) => {
    if (s.kind === "return") return true;
    if (s.kind === "break" || s.kind === "continue") return !inLoop;
    const isLoop = s.kind === "for" || s.kind === "while";
    return bodiesOf(s).some((inner) => hasFreeJump(inner, inLoop || isLoop));
  });
}

/** Every thread may run it by itself, and gets the same. */
export function isPure(s: Statement, dynamic: ReadonlySet<string>): boolean {
  if (s.kind === "alloc" || s.kind === "free") return !dynamic.has(s.buffer);
  return (s.kind === "assign" || s.kind === "symbol" || s.kind === "check") && !readsMemory(s);
}

export function readsMemory(s: Statement): boolean {
  return valuesOf(s).some((value) => walkValues(value).some((v) => v.kind === "load"));
}

/** How often each local and symbol is mentioned. */
export function mentionsIn(body: readonly Statement[]): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const s of walkStatements(body)) {
    if (s.kind === "assign") count(s.local);
    if (s.kind === "symbol") count(s.name);
    if (s.kind === "for") for (const e of [s.begin, s.end]) for (const name of symbolsOf(e)) count(name);
    if (s.kind === "matmul") {
      const matrices = [s.a, s.b, s.c].flatMap((m) => [m.offset, m.rowStride, m.columnStride]);
      for (const e of [s.m, s.n, s.k, ...matrices]) for (const name of symbolsOf(e)) count(name);
    }
    for (const value of valuesOf(s)) {
      for (const v of walkValues(value)) {
        if (v.kind === "local") count(v.name);
        if (v.kind === "index") for (const name of symbolsOf(v.expr)) count(name);
      }
    }
  }
  return counts;
}

/** Buffers made inside loops that are shared out: each thread has its own. */
export function threadBuffers(program: LoopProgram, dynamic: ReadonlySet<string>): ReadonlySet<string> {
  const own = new Set<string>();
  for (const s of walkStatements(program.body)) {
    if (s.kind !== "for" || !isShared(s, dynamic)) continue;
    for (const inner of walkStatements(s.body)) if (inner.kind === "alloc") own.add(inner.buffer);
  }
  return own;
}
