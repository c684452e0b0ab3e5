// Barriers and slots as a program uses them while it is written.
import type { DType } from "../../sdfg/index.ts";
import type { WasmType } from "./opcodes.ts";
import type { Emitter } from "./statements.ts";
import type { Team } from "./team.ts";

export interface TeamContext {
  readonly e: Emitter;
  readonly team: Team;
  readonly dynamic: ReadonlySet<string>;
  /** Mentions of each local and symbol in the whole program. */
  readonly mentions: ReadonlyMap<string, number>;
  readonly locals: Readonly<Record<string, DType>>;
}

export function emitBarrier({ e }: TeamContext): void {
  e.writer.get("threads");
  e.writer.call(e.module.indexOf("barrier"));
}

/** The other set of slots, from here on. */
export function turnSlots({ e }: TeamContext): void {
  const parity = e.writer.local("team:parity", "i32");
  e.writer.getLocal(parity);
  e.writer.i32(1);
  e.writer.emit("i32.xor");
  e.writer.setLocal(parity);
}

/** Leaves the address of a set on the stack; its place is the offset. */
export function setAddress({ e }: TeamContext, set: number): void {
  e.writer.get("team:parity");
  e.writer.i32(set);
  e.writer.emit("i32.mul");
}

export function loadSlot({ e }: TeamContext, type: WasmType, offset: number): void {
  e.writer.memory(`${type as "i32" | "i64" | "f32" | "f64"}.load`, 2, offset);
}

export function storeSlot({ e }: TeamContext, type: WasmType, offset: number): void {
  e.writer.memory(`${type as "i32" | "i64" | "f32" | "f64"}.store`, 2, offset);
}

/** `write` leaves a number on the stack; only thread 0 runs it, and then all have it. */
export function decideForAll(t: TeamContext, write: () => void): void {
  const { writer: w } = t.e;
  const decided = w.local("team:decided", "i32");
  turnSlots(t);
  w.get("thread");
  w.emit("i32.eqz");
  w.open("if");
  write();
  w.setLocal(decided);
  setAddress(t, t.team.status.set);
  w.getLocal(decided);
  storeSlot(t, "i32", t.team.status.at);
  w.close();
  emitBarrier(t);
  setAddress(t, t.team.status.set);
  loadSlot(t, "i32", t.team.status.at);
}
