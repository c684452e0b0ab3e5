// The program as every thread runs it. Parallel loops and large matrix products are shared out in contiguous blocks; what
// lies between is run by thread 0, which leaves its numbers for the others; numbers that need no memory each computes itself.
import { need } from "../../diagnostics/index.ts";
import { type Statement, walkStatements } from "../../lowering/index.ts";
import { add, int, mul, sub, symbol } from "../../symbolic/index.ts";
import { emitIdentity, joined } from "./joined.ts";
import type { WasmType } from "./opcodes.ts";
import type { Loop } from "./simd-plan.ts";
import { isPure, isShared, isStructural, mentionsIn, readsMemory } from "./spmd-plan.ts";
import { emitBody, emitFor, emitStatement } from "./statements.ts";
import { emitBarrier, loadSlot, setAddress, storeSlot, type TeamContext, turnSlots } from "./team-slots.ts";
import { emitIndex, emitValue, wasmTypeOf } from "./values.ts";

export function emitTeamBody(t: TeamContext, body: readonly Statement[]): void {
  let group: Statement[] = [];
  const flush = () => {
    emitGroup(t, group);
    group = [];
  };
  for (const s of body) {
    if (isStructural(s, t.dynamic)) {
      flush();
      emitStructural(t, s);
    } else group.push(s);
  }
  flush();
}

function emitGroup(t: TeamContext, group: readonly Statement[]): void {
  const first = group.findIndex((s) => !isPure(s, t.dynamic));
  const last = group.findLastIndex((s) => !isPure(s, t.dynamic));
  if (first < 0) {
    emitBody(t.e, group);
    return;
  }
  emitBody(t.e, group.slice(0, first));
  emitByOne(t, group.slice(first, last + 1));
  emitBody(t.e, group.slice(last + 1));
}

function emitByOne(t: TeamContext, group: readonly Statement[]): void {
  const { e, team } = t;
  const { writer: w } = e;
  const raises = mayRaise(group);
  const numbers = numbersFrom(t, group);
  turnSlots(t);
  w.get("thread");
  w.emit("i32.eqz");
  w.open("if");
  catching(t, raises, () => emitBody(e, group));
  for (const [i, { name, type }] of numbers.entries()) {
    setAddress(t, team.broadcast.set);
    w.getLocal(w.local(name, type));
    storeSlot(t, type, team.broadcast.at + 8 * i);
  }
  if (raises) {
    setAddress(t, team.status.set);
    w.get("team:status");
    storeSlot(t, "i32", team.status.at);
  }
  w.close();
  emitBarrier(t);
  if (raises) {
    setAddress(t, team.status.set);
    loadSlot(t, "i32", team.status.at);
    returnIfRaised(t);
  }
  for (const [i, { name, type }] of numbers.entries()) {
    setAddress(t, team.broadcast.set);
    loadSlot(t, type, team.broadcast.at + 8 * i);
    w.setLocal(w.local(name, type));
  }
}

function mayRaise(body: readonly Statement[]): boolean {
  for (const s of walkStatements(body)) if (s.kind === "check") return true;
  return false;
}

/** Locals and symbols that the group sets and something else mentions. */
function numbersFrom(t: TeamContext, group: readonly Statement[]): readonly { name: string; type: WasmType }[] {
  const inside = mentionsIn(group);
  const elsewhere = (name: string) => (inside.get(name) ?? 0) < (t.mentions.get(name) ?? 0);
  const [assigned, set] = [new Set<string>(), new Set<string>()];
  for (const s of walkStatements(group)) {
    if (s.kind === "assign") assigned.add(s.local);
    if (s.kind === "symbol") set.add(s.name);
  }
  const locals = [...assigned].filter(elsewhere).map((name) => ({ name, type: wasmTypeOf(typeOfLocal(t, name)) }));
  const symbols = [...set].filter((name) => elsewhere(name)).map((name) => ({ name, type: "i32" as const }));
  return [...locals, ...symbols];
}

const typeOfLocal = (t: TeamContext, name: string) => need(t.locals[name], `local ${name}`);

/** A check that fails inside leaves its number in the status and ends what `write` writes. */
function catching(t: TeamContext, raises: boolean, write: () => void): void {
  const { writer: w } = t.e;
  if (!raises) {
    write();
    return;
  }
  const status = w.local("team:status", "i32");
  w.i32(0);
  w.setLocal(status);
  const end = w.depth;
  w.open("block");
  const before = t.e.raise;
  t.e.raise = (exception) => {
    w.i32(exception + 1);
    w.setLocal(status);
    w.branch(end, false);
  };
  write();
  t.e.raise = before;
  w.close();
}

function returnIfRaised({ e: { writer: w } }: TeamContext): void {
  const status = w.local("team:status", "i32");
  w.teeLocal(status);
  w.open("if");
  w.getLocal(status);
  w.emit("return");
  w.close();
}

function emitStructural(t: TeamContext, s: Statement): void {
  const { e } = t;
  const { writer: w } = e;
  if (isShared(s, t.dynamic)) {
    if (s.kind === "for") emitSharedLoop(t, s);
    else if (s.kind === "matmul") emitSharedProduct(t, s);
    return;
  }
  // What memory says must not change before all have read it.
  const settle = () => {
    if (readsMemory(s)) emitBarrier(t);
  };
  switch (s.kind) {
    case "for":
      emitFor(e, s, { body: () => emitTeamBody(t, s.body) });
      return;
    case "while": {
      const condition = w.temporary("i32");
      const exit = w.depth;
      w.open("block");
      const again = w.depth;
      w.open("loop");
      e.known.inside(s, () => {
        emitValue(e, s.condition);
        w.setLocal(condition);
        settle();
        w.getLocal(condition);
        w.emit("i32.eqz");
        w.branch(exit, true);
        e.loops.push({ breakTo: exit, continueTo: again });
        emitTeamBody(t, s.body);
        e.loops.pop();
      });
      w.branch(again, false);
      w.close();
      w.close();
      return;
    }
    case "if": {
      const condition = w.temporary("i32");
      emitValue(e, s.condition);
      w.setLocal(condition);
      settle();
      w.getLocal(condition);
      w.open("if");
      emitTeamBody(t, s.then);
      w.emit("else");
      emitTeamBody(t, s.otherwise);
      w.close();
      e.known.afterBranches(s);
      return;
    }
    default:
      emitStatement(e, s);
  }
}

/** Sets `name` to where the thread's share of `count` begins, and `name + "'"` to where it ends; a multiple of `grain`. */
function emitShare(t: TeamContext, name: string, grain: number): void {
  const { writer: w } = t.e;
  const count = w.local(`${name}:count`, "i32");
  const chunk = w.local(`${name}:chunk`, "i32");
  w.getLocal(count);
  w.get("threads");
  w.i32(grain);
  w.emit("i32.mul");
  w.emit("i32.add");
  w.i32(1);
  w.emit("i32.sub");
  w.get("threads");
  w.i32(grain);
  w.emit("i32.mul");
  w.emit("i32.div_s");
  w.i32(grain);
  w.emit("i32.mul");
  w.setLocal(chunk);
  for (const [more, bound] of [
    [0, name],
    [1, `${name}'`],
  ] as const) {
    const at = w.local(bound, "i32");
    w.get("thread");
    w.i32(more);
    w.emit("i32.add");
    w.getLocal(chunk);
    w.emit("i32.mul");
    w.teeLocal(at);
    w.getLocal(count);
    w.getLocal(at);
    w.getLocal(count);
    w.emit("i32.lt_s");
    w.emit("select");
    w.setLocal(at);
  }
}

function emitSharedLoop(t: TeamContext, s: Loop): void {
  const { e, team } = t;
  const { writer: w } = e;
  const name = `share:${s.variable}`;
  const reductions = (s.reductions ?? []).map((r) => {
    const dtype = typeOfLocal(t, r.local);
    return { ...r, dtype, before: w.temporary(wasmTypeOf(dtype)) };
  });
  const raises = mayRaise(s.body);
  // ⌈(end − begin) / step⌉, at least 0.
  const count = w.local(`${name}:count`, "i32");
  emitIndex(e, s.step > 0 ? sub(s.end, s.begin) : sub(s.begin, s.end));
  w.i32(Math.abs(s.step) - 1);
  w.emit("i32.add");
  w.i32(Math.abs(s.step));
  w.emit("i32.div_s");
  w.teeLocal(count);
  w.i32(0);
  w.getLocal(count);
  w.i32(0);
  w.emit("i32.gt_s");
  w.emit("select");
  w.setLocal(count);
  emitShare(t, name, 1);
  const [from, to] = [`${name}:from`, `${name}:to`];
  for (const [target, share] of [
    [from, name],
    [to, `${name}'`],
  ] as const) {
    emitIndex(e, add(s.begin, mul(int(s.step), symbol(share))));
    w.setLocal(w.local(target, "i32"));
    e.known.between(target, ...(s.step > 0 ? ([s.begin, s.end] as const) : ([s.end, s.begin] as const)));
  }
  for (const r of reductions) {
    w.get(r.local);
    w.setLocal(r.before);
    emitIdentity(w, r.operator, r.dtype);
    w.setLocal(w.local(r.local, wasmTypeOf(r.dtype)));
  }
  turnSlots(t);
  const schedule = s.lanes === undefined ? "sequential" : "simd";
  catching(t, raises, () => emitStatement(e, { ...s, schedule, begin: symbol(from), end: symbol(to) }));
  const ownSlot = (set: number, perThread: number) => {
    setAddress(t, set);
    w.get("thread");
    w.i32(perThread);
    w.emit("i32.mul");
    w.emit("i32.add");
  };
  for (const [i, r] of reductions.entries()) {
    ownSlot(team.partial.set, team.partial.perThread);
    w.get(r.local);
    storeSlot(t, wasmTypeOf(r.dtype), team.partial.at + 8 * i);
  }
  if (raises) {
    ownSlot(team.status.set, 8);
    w.get("team:status");
    storeSlot(t, "i32", team.status.at);
  }
  emitBarrier(t);
  for (const r of reductions) {
    w.getLocal(r.before);
    w.setLocal(w.local(r.local, wasmTypeOf(r.dtype)));
  }
  if (!raises && reductions.length === 0) return;
  // In order of the threads, which is the order of the iterations.
  const other = w.local("team:other", "i32");
  w.i32(0);
  w.setLocal(other);
  const again = w.depth;
  w.open("loop");
  const otherSlot = (set: number, perThread: number) => {
    setAddress(t, set);
    w.getLocal(other);
    w.i32(perThread);
    w.emit("i32.mul");
    w.emit("i32.add");
  };
  if (raises) {
    otherSlot(team.status.set, 8);
    loadSlot(t, "i32", team.status.at);
    returnIfRaised(t);
  }
  for (const [i, r] of reductions.entries()) {
    const part = `team:part:${r.dtype}`;
    otherSlot(team.partial.set, team.partial.perThread);
    loadSlot(t, wasmTypeOf(r.dtype), team.partial.at + 8 * i);
    w.setLocal(w.local(part, wasmTypeOf(r.dtype)));
    emitValue(
      e,
      joined(r.operator, { kind: "local", type: r.dtype, name: r.local }, { kind: "local", type: r.dtype, name: part }),
    );
    w.setLocal(w.local(r.local, wasmTypeOf(r.dtype)));
  }
  w.getLocal(other);
  w.i32(1);
  w.emit("i32.add");
  w.teeLocal(other);
  w.get("threads");
  w.emit("i32.lt_s");
  w.branch(again, true);
  w.close();
}

/** By blocks of rows; each element is summed by one thread, so the bits stay. */
function emitSharedProduct(t: TeamContext, s: Statement & { kind: "matmul" }): void {
  const { e } = t;
  const { writer: w } = e;
  const name = "share:rows";
  emitIndex(e, s.m);
  w.setLocal(w.local(`${name}:count`, "i32"));
  emitShare(t, name, 4);
  e.known.atLeastZero(name);
  const [from, to] = [symbol(name), symbol(`${name}'`)];
  const below = <M extends typeof s.a>(matrix: M): M => ({
    ...matrix,
    offset: add(matrix.offset, mul(from, matrix.rowStride)),
  });
  emitStatement(e, { ...s, threads: false, m: sub(to, from), a: below(s.a), c: below(s.c) });
  emitBarrier(t);
}
