// A specialized loop program → one WebAssembly module with one function, `run`, over imported memory.
import { CompilerBug, invariant, need } from "../../diagnostics/index.ts";
import { bytesOf } from "../../sdfg/index.ts";
import { constantOf } from "../../symbolic/index.ts";
import { type LoopProgram, type Statement, type Value, walkStatements } from "../../lowering/index.ts";
import { name, section, unsigned, vector } from "./bytes.ts";
import { FunctionWriter } from "./function-writer.ts";
import { type MemoryPlan, pageBytes, planMemory } from "./memory-plan.ts";
import { typeCode } from "./opcodes.ts";
import { emitAddress, emitIndex, emitValue, storeOf, type ValueContext, wasmTypeOf } from "./values.ts";

export interface WasmArtefact {
  readonly kind: "wasm";
  readonly bytes: Uint8Array;
  readonly plan: MemoryPlan;
  readonly program: LoopProgram;
}

/** All sizes are numbers in `program`. The function returns 0, or 1 + the place of the exception that it raised. */
export function emitWasm(program: LoopProgram): WasmArtefact {
  const plan = planMemory(program);
  const symbols = program.symbols.map((s) => ({ name: s, type: "i32" as const }));
  const scalars = program.parameters.filter((p) => p.scalar).map((p) => ({ name: p.name, type: wasmTypeOf(p.dtype) }));
  const parameters = [...symbols, ...scalars];
  const writer = new FunctionWriter(parameters);
  const emitter: Emitter = { writer, addresses: plan.addresses, nonNegative: new Set(), functions: program.functions ?? {}, loops: [], program };
  for (const [local, dtype] of Object.entries(program.locals)) writer.local(local, wasmTypeOf(dtype));
  emitBody(emitter, program.body);
  writer.i32(0);
  const type = [0x60, ...vector(parameters.map((p) => [typeCode[p.type]])), ...vector([[typeCode.i32]])];
  const bytes = [
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
    ...section(1, vector([type])),
    ...section(2, vector([[...name("env"), ...name("memory"), 0x02, 0x00, ...unsigned(plan.bytes / pageBytes)]])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...name("run"), 0x00, 0x00]])),
    ...section(10, vector([writer.finish()])),
  ];
  return { kind: "wasm", bytes: Uint8Array.from(bytes), plan, program };
}

interface Emitter extends ValueContext {
  readonly nonNegative: Set<string>;
  readonly loops: { readonly breakTo: number; readonly continueTo: number }[];
  readonly program: LoopProgram;
}

function emitBody(e: Emitter, body: readonly Statement[]): void {
  for (const statement of body) emitStatement(e, statement);
}

function emitStatement(e: Emitter, s: Statement): void {
  const { writer } = e;
  switch (s.kind) {
    case "alloc":
    case "free":
      return;
    case "for":
      emitFor(e, s);
      return;
    case "while": {
      const exit = writer.depth;
      writer.open("block");
      const again = writer.depth;
      writer.open("loop");
      emitValue(e, s.condition);
      writer.emit("i32.eqz");
      writer.branch(exit, true);
      e.loops.push({ breakTo: exit, continueTo: again });
      emitBody(e, s.body);
      e.loops.pop();
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
      if (s.value.kind === "index" && s.value.expr.terms.every((t) => t.coefficient >= 0 && t.factors.every((f) => e.nonNegative.has(f.atom.key)))) e.nonNegative.add(s.name);
      else e.nonNegative.delete(s.name);
      return;
    }
    case "assign":
      emitValue(e, s.value);
      writer.setLocal(writer.local(s.local, wasmTypeOf(s.value.type)));
      return;
    case "store": {
      invariant(s.wcr === undefined, "a conflict was not resolved");
      const offset = emitAddress(e, s.memory, s.at, bytesOf(s.dtype));
      emitValue(e, s.value);
      const { opcode, align } = storeOf(s.dtype);
      writer.memory(opcode, align, offset);
      return;
    }
    case "matmul":
      throw new CompilerBug("a matrix product has no kernel here yet");
    case "check":
      emitValue(e, s.condition);
      writer.emit("i32.eqz");
      writer.open("if");
      writer.i32(s.exception + 1);
      writer.emit("return");
      writer.close();
      return;
  }
}

/** A symbol is 32 bits wide here; the guard at the entry has made sure that sizes fit. */
function emitNarrowing(e: Emitter, value: Value): void {
  const type = wasmTypeOf(value.type);
  if (type === "i64") e.writer.emit("i32.wrap_i64");
  else if (type !== "i32") throw new CompilerBug(`a symbol can't be ${value.type}`);
}

/** Tests at the bottom, so that an iteration costs one branch; `continue` leaves the inner block. */
function emitFor(e: Emitter, s: Statement & { kind: "for" }): void {
  const { writer } = e;
  const variable = writer.local(s.variable, "i32");
  const fixedEnd = constantOf(s.end);
  const end = fixedEnd === undefined ? writer.temporary("i32") : undefined;
  emitIndex(e, s.begin);
  writer.setLocal(variable);
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
  const wasKnown = e.nonNegative.has(s.variable);
  const begin = constantOf(s.begin);
  const nonNegative = s.step > 0 ? begin !== undefined && begin >= 0 : fixedEnd !== undefined && fixedEnd >= -1;
  if (nonNegative) e.nonNegative.add(s.variable);
  else e.nonNegative.delete(s.variable);

  const exit = writer.depth;
  inRange();
  writer.open("if");
  const again = writer.depth;
  writer.open("loop");
  const needsContinue = jumpsOutOf(s.body);
  const next = writer.depth;
  if (needsContinue) writer.open("block");
  e.loops.push({ breakTo: exit, continueTo: next });
  emitBody(e, s.body);
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
  if (!wasKnown) e.nonNegative.delete(s.variable);
}

function jumpsOutOf(body: readonly Statement[]): boolean {
  for (const s of walkStatements(body)) if (s.kind === "continue") return true;
  return false;
}
