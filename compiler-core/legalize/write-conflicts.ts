// A store that joins with what is there becomes load, operation, store. Where iterations run at once, it stays for targets
// that have atomic stores; for others the loop runs in order.
import { joined, type LoopProgram, mapBodies, type Statement, type Value, walkStatements } from "../lowering/index.ts";
import { isComplex } from "../sdfg/index.ts";
import type { Capabilities } from "./capabilities.ts";

type Store = Statement & { readonly kind: "store" };

export function resolveWriteConflicts(program: LoopProgram, capabilities: Capabilities): LoopProgram {
  const keeps = (s: Store) => capabilities.atomicStores && (!isComplex(s.dtype) || s.wcr === "sum");
  const visit = (s: Statement, parallel: boolean): Statement => {
    if (s.kind === "store" && s.wcr !== undefined && !parallel) return resolved(s);
    if (s.kind !== "for" || s.schedule === "sequential")
      return mapBodies(s, (body) => body.map((inner) => visit(inner, parallel)));
    const conflicts = walkStatements(s.body).filter(
      (inner): inner is Store => inner.kind === "store" && inner.wcr !== undefined,
    );
    const mayStay = conflicts.length === 0 || (s.schedule === "parallel" && conflicts.every(keeps));
    const body = s.body.map((inner) => visit(inner, parallel || (mayStay && s.schedule === "parallel")));
    return mayStay ? { ...s, body } : { ...s, schedule: "sequential", body };
  };
  return { ...program, body: program.body.map((s) => visit(s, false)) };
}

function resolved({ wcr, ...s }: Store): Statement {
  const before: Value = { kind: "load", type: s.dtype, memory: s.memory, at: s.at };
  return { ...s, value: wcr === undefined ? s.value : joined(wcr, before, s.value, s.dtype) };
}
