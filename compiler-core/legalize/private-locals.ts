// Names the locals of each parallel or simd loop that belong to one iteration: all that its body assigns, save reductions.
// (That the iterations may run at once is the graph's promise, so no such local carries a value from one to the next.)
import { type LoopProgram, mapBodies, type Statement, walkStatements } from "../lowering/index.ts";

export function namePrivates(program: LoopProgram): LoopProgram {
  const visit = (s: Statement): Statement => {
    const inner = mapBodies(s, (body) => body.map(visit));
    if (inner.kind !== "for" || inner.schedule === "sequential") return inner;
    const reduced = new Set(inner.reductions?.map((r) => r.local));
    const assigned = walkStatements(inner.body).flatMap((x) =>
      x.kind === "assign" && !reduced.has(x.local) ? [x.local] : [],
    );
    const privates = [...new Set([...(inner.privates ?? []), ...assigned])];
    return privates.length === 0 ? inner : { ...inner, privates };
  };
  return { ...program, body: program.body.map(visit) };
}
