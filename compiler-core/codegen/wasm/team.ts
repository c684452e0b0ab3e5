// What threads have in common besides the program's data: a barrier, and slots in memory where one leaves numbers for the
// others. The first bytes of memory are theirs.
import { type LoopProgram, walkStatements } from "../../lowering/index.ts";
import type { FunctionWriter } from "./function-writer.ts";
import type { LibraryFunction } from "./module.ts";

/** Byte addresses. `poison` is set by a host that saw a thread stop: the others stop at the next barrier. */
export const control = { arrived: 0, generation: 4, poison: 8 } as const;
const firstSlot = 64;
const slotBytes = 8;
/** How often a thread looks before it sleeps. */
const spins = 4000;

/** Slots come in two sets that take turns, so that a slow thread still finds what a quick one would overwrite. */
export interface Team {
  readonly threads: number;
  readonly status: { readonly at: number; readonly set: number };
  /** Numbers that thread 0 computed. */
  readonly broadcast: { readonly at: number; readonly set: number };
  /** Parts of reductions, by thread. */
  readonly partial: { readonly at: number; readonly set: number; readonly perThread: number };
  /** First byte after all. */
  readonly end: number;
}

export function planTeam(program: LoopProgram, threads: number): Team {
  const symbols = new Set<string>();
  let reductions = 0;
  for (const s of walkStatements(program.body)) {
    if (s.kind === "symbol") symbols.add(s.name);
    if (s.kind === "for") reductions = Math.max(reductions, s.reductions?.length ?? 0);
  }
  const status = { at: firstSlot, set: threads * slotBytes };
  const broadcast = {
    at: status.at + 2 * status.set,
    set: (symbols.size + Object.keys(program.locals).length) * slotBytes,
  };
  const partial = {
    at: broadcast.at + 2 * broadcast.set,
    perThread: reductions * slotBytes,
    set: threads * reductions * slotBytes,
  };
  return { threads, status, broadcast, partial, end: partial.at + 2 * partial.set };
}

/** Waits until all have come: looks for a while, then sleeps. The last one wakes the others. */
export const barrier: LibraryFunction = {
  parameters: [{ name: "threads", type: "i32" }],
  write: (w: FunctionWriter) => {
    const [generation, left] = [w.local("generation", "i32"), w.local("left", "i32")];
    const loadGeneration = () => {
      w.i32(0);
      w.atomic("i32.atomic.load", 2, control.generation);
    };
    const stopIfPoisoned = () => {
      w.i32(0);
      w.atomic("i32.atomic.load", 2, control.poison);
      w.open("if");
      w.emit("unreachable");
      w.close();
    };
    loadGeneration();
    w.setLocal(generation);
    // After the generation is read: what is poisoned later also changes the generation.
    stopIfPoisoned();
    const done = w.depth;
    w.open("block");
    w.i32(0);
    w.i32(1);
    w.atomic("i32.atomic.rmw.add", 2, control.arrived);
    w.get("threads");
    w.i32(1);
    w.emit("i32.sub");
    w.emit("i32.eq");
    w.open("if");
    w.i32(0);
    w.i32(0);
    w.atomic("i32.atomic.store", 2, control.arrived);
    w.i32(0);
    w.getLocal(generation);
    w.i32(1);
    w.emit("i32.add");
    w.atomic("i32.atomic.store", 2, control.generation);
    w.i32(0);
    w.i32(-1);
    w.atomic("memory.atomic.notify", 2, control.generation);
    w.emit("drop");
    w.branch(done, false);
    w.close();
    w.i32(spins);
    w.setLocal(left);
    const again = w.depth;
    w.open("loop");
    loadGeneration();
    w.getLocal(generation);
    w.emit("i32.ne");
    w.branch(done, true);
    w.getLocal(left);
    w.open("if");
    w.getLocal(left);
    w.i32(1);
    w.emit("i32.sub");
    w.setLocal(left);
    w.emit("else");
    w.i32(0);
    w.getLocal(generation);
    w.i64(-1);
    w.atomic("memory.atomic.wait32", 2, control.generation);
    w.emit("drop");
    w.close();
    w.branch(again, false);
    w.close();
    w.close();
    stopIfPoisoned();
  },
};
