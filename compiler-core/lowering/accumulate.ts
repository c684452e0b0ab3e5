// A loop that joins every value to one element keeps that element in a register while it runs:
//   for i: m[a] += f(i)   →   r = m[a]; for i: r = r + f(i); m[a] = r        where a does not depend on the loop
import type { DType } from "../sdfg/index.ts";
import { symbolsOf } from "../symbolic/index.ts";
import { joined } from "./join.ts";
import { mapBodies, type Statement, type Value, valuesOf, walkStatements, walkValues } from "./loop-program.ts";

type Store = Statement & { kind: "store" };

/** Takes the outermost loop that allows it, so that the element is loaded and stored once. */
export function accumulateInRegisters(
  body: readonly Statement[],
  fresh: (name: string, dtype: DType) => string,
): readonly Statement[] {
  return body.flatMap((s): readonly Statement[] => {
    if (s.kind !== "for") return [mapBodies(s, (inner) => accumulateInRegisters(inner, fresh))];
    const found = s.schedule === "parallel" ? undefined : accumulation(s);
    if (found === undefined) return [mapBodies(s, (inner) => accumulateInRegisters(inner, fresh))];
    const local = fresh(`${found.memory}_sum`, found.dtype);
    const register: Value = { kind: "local", type: found.dtype, name: local };
    const origin = found.origin && { origin: found.origin };
    const load: Statement = {
      kind: "assign",
      ...origin,
      local,
      value: { kind: "load", type: found.dtype, memory: found.memory, at: found.at },
    };
    const store: Statement = {
      kind: "store",
      ...origin,
      memory: found.memory,
      dtype: found.dtype,
      at: found.at,
      value: register,
    };
    const replaced = mapBodies(s, (inner) => replaceStore(inner, found, { local, register }));
    // Another element may be accumulated by the same loop.
    return [load, ...accumulateInRegisters([replaced], fresh), store];
  });
}

function replaceStore(
  body: readonly Statement[],
  found: Store,
  by: { readonly local: string; readonly register: Value },
): readonly Statement[] {
  return body.map((s) => {
    if (s.kind !== "store" || s !== found || s.wcr === undefined)
      return mapBodies(s, (inner) => replaceStore(inner, found, by));
    return {
      kind: "assign",
      ...(s.origin && { origin: s.origin }),
      local: by.local,
      value: joined(s.wcr, by.register, s.value, s.dtype),
    };
  });
}

/** A joining store whose address the loop does not change, to memory that nothing else in the loop touches. */
function accumulation(loop: Statement & { kind: "for" }): Store | undefined {
  const bound = new Set([loop.variable]);
  const touched = new Map<string, number>();
  const touch = (memory: string) => touched.set(memory, (touched.get(memory) ?? 0) + 1);
  const candidates: Store[] = [];
  for (const s of walkStatements(loop.body)) {
    if (s.kind === "for") bound.add(s.variable);
    if (s.kind === "symbol") bound.add(s.name);
    if (s.kind === "store") touch(s.memory);
    if (s.kind === "matmul") for (const m of [s.a, s.b, s.c]) touch(m.memory);
    if (s.kind === "store" && s.wcr !== undefined) candidates.push(s);
    for (const value of valuesOf(s)) for (const v of walkValues(value)) if (v.kind === "load") touch(v.memory);
  }
  return candidates.find(
    (s) =>
      s.at.kind === "index" &&
      touched.get(s.memory) === 1 &&
      ![...symbolsOf(s.at.expr)].some((name) => bound.has(name)),
  );
}
