// What the ways of a matrix product are written with: elements, loops, calls.
import { indexValue, type LoopProgram, type Statement, type Value } from "../../lowering/index.ts";
import type { DType } from "../../sdfg/index.ts";
import { add, type Expr, mul, symbol, zero } from "../../symbolic/index.ts";
import { hoistAddresses } from "./hoist-addresses.ts";
import { type Emitter, emitBody } from "./statements.ts";
import { emitIndex } from "./values.ts";

export const [m, n, k] = [symbol("m"), symbol("n"), symbol("k")];
export const element = (matrix: "a" | "b" | "c", row: Expr, column: Expr) =>
  indexValue(add(mul(row, symbol(`${matrix}Row`)), mul(column, symbol(`${matrix}Column`))));
export const load = (type: DType, memory: string, at: Value): Value => ({ kind: "load", type, memory, at });
export const store = (type: DType, memory: string, at: Value, value: Value): Statement => ({
  kind: "store",
  memory,
  dtype: type,
  at,
  value,
});
export const loop = (variable: string, end: Expr, body: readonly Statement[], begin: Expr = zero): Statement => ({
  kind: "for",
  variable,
  begin,
  end,
  step: 1,
  schedule: "sequential",
  body,
});
export const nothing = (type: DType): Value => ({ kind: "constant", type, value: 0 });

export function emitStatements(e: Emitter, body: readonly Statement[]): void {
  const program: LoopProgram = { name: "", symbols: [], parameters: [], buffers: {}, locals: {}, exceptions: [], body };
  emitBody(e, hoistAddresses(program).body);
}

export function setIndex(e: Emitter, name: string, value: Expr): void {
  emitIndex(e, value);
  e.writer.setLocal(e.writer.local(name, "i32"));
  e.known.define(name, undefined);
}

export function callWith(e: Emitter, name: string, args: readonly Expr[]): void {
  for (const arg of args) emitIndex(e, arg);
  e.writer.call(e.module.indexOf(name));
}

/** From 0 to `end` by `step`; `rest` is how much of the step there is. */
export function steps(e: Emitter, variable: string, end: Expr, step: number, rest: string, body: () => void): void {
  const { writer: w } = e;
  const at = w.local(variable, "i32");
  const left = w.local(rest, "i32");
  e.known.atLeastZero(variable);
  e.known.atLeastZero(rest);
  w.i32(0);
  w.setLocal(at);
  const exit = w.depth;
  w.open("block");
  const again = w.depth;
  w.open("loop");
  w.getLocal(at);
  emitIndex(e, end);
  w.emit("i32.ge_s");
  w.branch(exit, true);
  emitIndex(e, end);
  w.getLocal(at);
  w.emit("i32.sub");
  w.teeLocal(left);
  w.i32(step);
  w.getLocal(left);
  w.i32(step);
  w.emit("i32.lt_s");
  w.emit("select");
  w.setLocal(left);
  body();
  w.getLocal(at);
  w.i32(step);
  w.emit("i32.add");
  w.setLocal(at);
  w.branch(again, false);
  w.close();
  w.close();
}
