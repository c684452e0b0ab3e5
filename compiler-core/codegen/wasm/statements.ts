// Statements → instructions, on one thread and one element at a time.
import { CompilerBug, need } from "../../diagnostics/index.ts";
import { indexValue, type Statement, type Value, walkStatements } from "../../lowering/index.ts";
import { bytesOf } from "../../sdfg/index.ts";
import { constantOf } from "../../symbolic/index.ts";
import { joined } from "./joined.ts";
import type { ModuleWriter } from "./module.ts";
import { emitAddress, emitIndex, emitValue, storeOf, type ValueContext, wasmTypeOf } from "./values.ts";

export interface Emitter extends ValueContext {
  readonly module: ModuleWriter;
  /** Leaves on the stack where matrix products pack their parts. */
  readonly scratch: () => void;
  /** Ends the program, or what the thread runs of it, with this exception. */
  raise: (exception: number) => void;
  /** Memory that is only made at run time; absent where there is none. */
  readonly heap?: { readonly allocate: (buffer: string) => void; readonly release: (buffer: string) => void };
  /** Writes a loop for all lanes at once, remainder included; false, and nothing written, where it has no such form. */
  readonly vectorLoop?: (e: Emitter, loop: Statement & { kind: "for" }) => boolean;
  readonly loops: { readonly breakTo: number; readonly continueTo: number }[];
}

export function emitBody(e: Emitter, body: readonly Statement[]): void {
  for (const statement of body) emitStatement(e, statement);
}

export function emitStatement(e: Emitter, s: Statement): void {
  e.writer.from(s.origin?.element, () => emitUnmarked(e, s));
}

function emitUnmarked(e: Emitter, s: Statement): void {
  const { writer } = e;
  switch (s.kind) {
    case "alloc":
      e.heap?.allocate(s.buffer);
      return;
    case "free":
      e.heap?.release(s.buffer);
      return;
    case "for":
      if (!isForLanes(s) || !e.vectorLoop?.(e, s)) emitFor(e, s);
      return;
    case "while": {
      const exit = writer.depth;
      writer.open("block");
      const again = writer.depth;
      writer.open("loop");
      e.known.inside(s, () => {
        emitValue(e, s.condition);
        writer.emit("i32.eqz");
        writer.branch(exit, true);
        e.loops.push({ breakTo: exit, continueTo: again });
        emitBody(e, s.body);
        e.loops.pop();
      });
      writer.branch(again, false);
      writer.close();
      writer.close();
      return;
    }
    case "if":
      emitValue(e, s.condition);
      writer.open("if");
      emitBody(e, s.then);
      if (s.otherwise.length > 0) {
        writer.emit("else");
        emitBody(e, s.otherwise);
      }
      writer.close();
      e.known.afterBranches(s);
      return;
    case "break":
      writer.branch(need(e.loops.at(-1), "a loop").breakTo, false);
      return;
    case "continue":
      writer.branch(need(e.loops.at(-1), "a loop").continueTo, false);
      return;
    case "return":
      writer.i32(0);
      writer.emit("return");
      return;
    case "symbol": {
      emitValue(e, s.value);
      if (s.value.type !== "index") emitNarrowing(e, s.value);
      writer.setLocal(writer.local(s.name, "i32"));
      e.known.define(s.name, s.value.kind === "index" ? s.value.expr : undefined);
      return;
    }
    case "assign":
      emitValue(e, s.value);
      writer.setLocal(writer.local(s.local, wasmTypeOf(s.value.type)));
      return;
    case "store": {
      const offset = emitAddress(e, s.memory, s.at, bytesOf(s.dtype));
      emitValue(
        e,
        s.wcr === undefined
          ? s.value
          : joined(s.wcr, { kind: "load", type: s.dtype, memory: s.memory, at: s.at }, s.value),
      );
      const { opcode, align } = storeOf(s.dtype);
      writer.memory(opcode, align, offset);
      return;
    }
    case "matmul":
      emitMatmul(e, s);
      return;
    case "check":
      emitValue(e, s.condition);
      writer.emit("i32.eqz");
      writer.open("if");
      e.raise(s.exception);
      writer.close();
      return;
  }
}

function emitMatmul(e: Emitter, s: Statement & { kind: "matmul" }): void {
  const { writer } = e;
  for (const extent of [s.m, s.n, s.k]) emitIndex(e, extent);
  for (const matrix of [s.a, s.b, s.c]) {
    const offset = emitAddress(e, matrix.memory, indexValue(matrix.offset), bytesOf(s.dtype));
    if (offset !== 0) {
      writer.i32(offset);
      writer.emit("i32.add");
    }
    emitIndex(e, matrix.rowStride);
    emitIndex(e, matrix.columnStride);
  }
  e.scratch();
  writer.call(e.module.indexOf(`matmul_${s.dtype}`));
}

/**
 * A symbol is 32 bits wide here; the guard at the entry has made sure that sizes fit. What the data holds beyond that becomes
 * the nearest number, which is outside of every array as well.
 */
function emitNarrowing({ writer }: Emitter, value: Value): void {
  const type = wasmTypeOf(value.type);
  if (type !== "i64" && type !== "i32") throw new CompilerBug(`a symbol can't be ${value.type}`);
  if (type === "i32") return;
  const wide = writer.temporary("i64");
  const narrowed = () => {
    writer.getLocal(wide);
    writer.emit("i32.wrap_i64");
  };
  writer.setLocal(wide);
  narrowed();
  writer.i32(0x7fff_ffff);
  writer.i32(-0x8000_0000);
  writer.getLocal(wide);
  writer.i64(0n);
  writer.emit("i64.ge_s");
  writer.emit("select");
  narrowed();
  writer.emit("i64.extend_i32_s");
  writer.getLocal(wide);
  writer.emit("i64.eq");
  writer.emit("select");
}

/** A parallel loop may ask for lanes as well: each thread's share runs by vectors. */
export function isForLanes(s: Statement & { kind: "for" }): boolean {
  return s.schedule === "simd" || (s.schedule === "parallel" && s.lanes !== undefined);
}

export interface ForOptions {
  /** The variable has its first value already. */
  readonly resume?: boolean;
  readonly body?: () => void;
}

/** Tests at the bottom, so that an iteration costs one branch; `continue` leaves the inner block. */
export function emitFor(e: Emitter, s: Statement & { kind: "for" }, options: ForOptions = {}): void {
  const { writer } = e;
  const variable = writer.local(s.variable, "i32");
  const fixedEnd = constantOf(s.end);
  const end = fixedEnd === undefined ? writer.temporary("i32") : undefined;
  if (!options.resume) {
    emitIndex(e, s.begin);
    writer.setLocal(variable);
  }
  if (end !== undefined) {
    emitIndex(e, s.end);
    writer.setLocal(end);
  }
  const inRange = () => {
    writer.getLocal(variable);
    if (end === undefined) writer.i32(need(fixedEnd, "end"));
    else writer.getLocal(end);
    writer.emit(s.step > 0 ? "i32.lt_s" : "i32.gt_s");
  };
  const exit = writer.depth;
  inRange();
  writer.open("if");
  const again = writer.depth;
  writer.open("loop");
  const needsContinue = jumpsOutOf(s.body);
  const next = writer.depth;
  if (needsContinue) writer.open("block");
  e.loops.push({ breakTo: exit, continueTo: next });
  e.known.inside(s, options.body ?? (() => emitBody(e, s.body)));
  e.loops.pop();
  if (needsContinue) writer.close();
  writer.getLocal(variable);
  writer.i32(s.step);
  writer.emit("i32.add");
  writer.setLocal(variable);
  inRange();
  writer.branch(again, true);
  writer.close();
  writer.close();
}

function jumpsOutOf(body: readonly Statement[]): boolean {
  for (const s of walkStatements(body)) if (s.kind === "continue") return true;
  return false;
}
