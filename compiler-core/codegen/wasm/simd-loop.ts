// A loop whose iterations run side by side: whole vectors first, several times a turn, then what is left one by one.
import { need } from "../../diagnostics/index.ts";
import {
  type Reduction,
  type Statement,
  type Value,
  valuesOf,
  walkStatements,
  walkValues,
} from "../../lowering/index.ts";
import { bytesOf, type DType } from "../../sdfg/index.ts";
import { constantOf, substitute } from "../../symbolic/index.ts";
import { emitIdentity, joined } from "./joined.ts";
import { atLane, indexAt, strideOf, type VectorContext, vectorLocal } from "./simd-context.ts";
import { extractLane, laneType, maskBytes, shapeOf, splat } from "./simd-lanes.ts";
import { type Loop, mentions, planVectors, type VectorPlan } from "./simd-plan.ts";
import { sumsInRegisters } from "./simd-sums.ts";
import { emitVector, varies } from "./simd-values.ts";
import { type Emitter, emitFor, emitStatement } from "./statements.ts";
import { emitAddress, emitIndex, emitValue, storeOf, wasmTypeOf } from "./values.ts";

/** What the code does not do as asked, for the person who asked. */
export interface Note {
  readonly statement: Statement;
  readonly text: string;
}

export function vectorLoops(
  notes: Note[],
  body: readonly Statement[],
  hasMultiplyAdd: boolean,
): NonNullable<Emitter["vectorLoop"]> {
  const total = mentionsOfLocals(body);
  return (e, loop) => {
    const { before, loop: summed, after } = sumsInRegisters(loop);
    const plan = planVectors(summed, e.functions);
    if (typeof plan === "string") {
      notes.push({ statement: loop, text: `The loop over ${loop.variable} runs one iteration at a time: ${plan}.` });
      return false;
    }
    for (const s of before) emitStatement(e, s);
    emitVectorLoop(e, summed, plan, total, hasMultiplyAdd);
    for (const s of after) emitStatement(e, s);
    return true;
  };
}

function mentionsOfLocals(body: readonly Statement[]): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const s of walkStatements(body)) {
    if (s.kind === "assign") count(s.local);
    for (const value of valuesOf(s)) for (const v of walkValues(value)) if (v.kind === "local") count(v.name);
  }
  return counts;
}

function emitVectorLoop(
  e: Emitter,
  loop: Loop,
  plan: VectorPlan,
  total: ReadonlyMap<string, number>,
  hasMultiplyAdd: boolean,
): void {
  const { writer } = e;
  const unroll = fittingUnroll(loop, plan);
  if (unroll === 0) {
    emitFor(e, loop);
    return;
  }
  const inside = mentionsOfLocals(loop.body);
  const reductions = loop.reductions ?? [];
  const reduced = new Set(reductions.map((r) => r.local));
  const isSeenAfter = (name: string) =>
    !reduced.has(name) && !loop.privates?.includes(name) && (inside.get(name) ?? 0) < (total.get(name) ?? 0);
  // The last iteration is left to the scalar loop where someone may ask for the value that it leaves in a local.
  const kept = [...plan.vectors].some(isSeenAfter) ? 1 : 0;
  const v: VectorContext = {
    scalar: e,
    plan,
    hasMultiplyAdd,
    variable: loop.variable,
    step: loop.step,
    copy: 0,
    bindings: new Map(),
    varying: new Set([loop.variable]),
    reduced,
    hoisted: new Map(),
    hoistedCode: [],
    certain: true,
  };
  for (const name of plan.vectors) if (!reduced.has(name)) writer.local(vectorLocal(v, name), "v128");

  const variable = writer.local(loop.variable, "i32");
  const limit = writer.temporary("i32");
  emitIndex(e, loop.begin);
  writer.setLocal(variable);
  emitIndex(e, loop.end);
  writer.i32((unroll * plan.lanes - 1 + kept) * loop.step);
  writer.emit("i32.sub");
  writer.setLocal(limit);
  const inRange = () => {
    writer.getLocal(variable);
    writer.getLocal(limit);
    writer.emit(loop.step > 0 ? "i32.lt_s" : "i32.gt_s");
  };
  inRange();
  writer.open("if");
  for (const r of reductions) {
    for (v.copy = 0; v.copy < unroll; v.copy++) {
      const type = typeOfLocal(loop, r);
      emitIdentity(writer, r.operator, type);
      splat(writer, plan, type);
      writer.setLocal(writer.local(vectorLocal(v, r.local), "v128"));
    }
  }
  const turns = writer.aside(() => {
    const leave = writer.depth;
    writer.open("block");
    const again = writer.depth;
    writer.open("loop");
    e.known.inside(loop, () => {
      for (v.copy = 0; v.copy < unroll; v.copy++) {
        v.bindings.clear();
        v.varying.clear();
        v.varying.add(loop.variable);
        emitBody(v, loop.body, leave);
      }
    });
    writer.getLocal(variable);
    writer.i32(unroll * plan.lanes * loop.step);
    writer.emit("i32.add");
    writer.setLocal(variable);
    inRange();
    writer.branch(again, true);
    writer.close();
    writer.close();
  });
  for (const code of v.hoistedCode) writer.append(code);
  writer.append(turns);
  for (const r of reductions) {
    const type = typeOfLocal(loop, r);
    for (v.copy = 0; v.copy < unroll; v.copy++) {
      for (let lane = 0; lane < plan.lanes; lane++) {
        const part = scalarOfLane(v, writer.local(vectorLocal(v, r.local), "v128"), type, lane);
        emitValue(e, joined(r.operator, { kind: "local", type, name: r.local }, part));
        writer.setLocal(writer.local(r.local, wasmTypeOf(type)));
      }
    }
  }
  writer.close();
  emitFor(e, loop, { resume: true });
}

/** How many repetitions a loop of known length has room for. */
function fittingUnroll(loop: Loop, plan: VectorPlan): number {
  const [begin, end] = [constantOf(loop.begin), constantOf(loop.end)];
  if (begin === undefined || end === undefined) return plan.unroll;
  const count = Math.floor((end - begin) / loop.step);
  let unroll = plan.unroll;
  while (unroll > 0 && unroll * plan.lanes > count) unroll = Math.floor(unroll / 2);
  return unroll;
}

function typeOfLocal(loop: Loop, reduction: Reduction): DType {
  for (const s of walkStatements(loop.body))
    if (s.kind === "assign" && s.local === reduction.local) return s.value.type as DType;
  // Nothing joins anything to it: any type's identity will do.
  return "float64";
}

function emitBody(v: VectorContext, body: readonly Statement[], leave: number): void {
  for (const s of body) emitVectorStatement(v, s, leave);
}

/** `leave`: the block to branch to where the scalar loop has to go on from this turn's first iteration. */
function emitVectorStatement(v: VectorContext, s: Statement, leave: number): void {
  const { writer } = v.scalar;
  const uncertain = (write: () => void) => {
    const before = v.certain;
    v.certain = false;
    write();
    v.certain = before;
  };
  switch (s.kind) {
    case "assign":
      emitVector(v, s.value);
      writer.setLocal(writer.local(vectorLocal(v, s.local), "v128"));
      return;
    case "store":
      emitVectorStore(v, s);
      return;
    case "symbol":
      if (s.value.kind === "index" && mentions(s.value.expr, v.varying)) {
        v.bindings.set(s.name, substitute(s.value.expr, v.bindings));
        v.varying.add(s.name);
      } else emitStatement(v.scalar, s);
      return;
    case "check":
      emitVector(v, s.condition);
      writer.vector(`${shapeOf(v.plan, "bool")}.all_true`);
      writer.emit("i32.eqz");
      writer.branch(leave, true);
      return;
    case "for":
      uncertain(() => emitFor(v.scalar, s, { body: () => emitBody(v, s.body, leave) }));
      return;
    case "while": {
      const exit = writer.depth;
      writer.open("block");
      const again = writer.depth;
      writer.open("loop");
      v.scalar.known.inside(s, () => {
        emitValue(v.scalar, s.condition);
        writer.emit("i32.eqz");
        writer.branch(exit, true);
        uncertain(() => emitBody(v, s.body, leave));
      });
      writer.branch(again, false);
      writer.close();
      writer.close();
      return;
    }
    case "if":
      emitValue(v.scalar, s.condition);
      writer.open("if");
      uncertain(() => emitBody(v, s.then, leave));
      writer.emit("else");
      uncertain(() => emitBody(v, s.otherwise, leave));
      writer.close();
      v.scalar.known.afterBranches(s);
      return;
    default:
      // `alloc` and `free` of planned memory do nothing; the plan has refused the others.
      return;
  }
}

function emitVectorStore(v: VectorContext, s: Statement & { kind: "store" }): void {
  const { writer } = v.scalar;
  const bytes = bytesOf(s.dtype);
  const before: Value = { kind: "load", type: s.dtype, memory: s.memory, at: s.at };
  if (s.at.kind === "index" && strideOf(v, s.at.expr) === 1 && (bytes >= 4 || s.dtype === "bool")) {
    const offset = emitAddress(v.scalar, s.memory, { ...s.at, expr: indexAt(v, s.at.expr, 0) }, bytes);
    emitVector(v, s.wcr === undefined ? s.value : joined(s.wcr, before, s.value));
    if (s.dtype === "bool") {
      maskBytes(writer, v.plan);
      writer.vectorMemory(v.plan.lanes === 2 ? "v128.store16_lane" : "v128.store32_lane", 0, offset, 0);
    } else if (bytes * v.plan.lanes === 16) writer.vectorMemory("v128.store", Math.log2(bytes), offset);
    else writer.vectorMemory("v128.store64_lane", 2, offset, 0);
    return;
  }
  const values = writer.temporary("v128");
  emitVector(v, s.value);
  writer.setLocal(values);
  const addresses = s.at.kind === "index" || !varies(v, s.at) ? undefined : writer.temporary("v128");
  if (addresses !== undefined) {
    emitVector(v, s.at);
    writer.setLocal(addresses);
  }
  for (let lane = 0; lane < v.plan.lanes; lane++) {
    const at = addresses === undefined ? atLane(v, s.at, lane) : scalarOfLane(v, addresses, "index", lane);
    if (s.wcr === undefined && bytes >= 4) {
      const offset = emitAddress(v.scalar, s.memory, at, bytes);
      writer.getLocal(values);
      writer.vectorMemory(`v128.store${8 * bytes}_lane`, 2, offset, lane);
      continue;
    }
    const value = scalarOfLane(v, values, s.dtype, lane);
    const offset = emitAddress(v.scalar, s.memory, at, bytes);
    emitValue(v.scalar, s.wcr === undefined ? value : joined(s.wcr, { ...before, at } as Value, value));
    const { opcode, align } = storeOf(s.dtype);
    writer.memory(opcode, align, offset);
  }
}

/** One lane of a vector, in a local of its own for the moment. */
function scalarOfLane(v: VectorContext, vector: number, type: DType | "index", lane: number): Value {
  const { writer } = v.scalar;
  const name = `one:${type}`;
  writer.getLocal(vector);
  extractLane(writer, v.plan, type, lane);
  writer.setLocal(writer.local(name, laneType(type)));
  return need({ kind: "local", type, name } as Value, "a local");
}
