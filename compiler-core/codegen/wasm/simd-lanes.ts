// Lanes of a v128: shapes by type, splats, single lanes, masks.
import type { ValueType } from "../../lowering/index.ts";
import type { FunctionWriter } from "./function-writer.ts";
import type { WasmType } from "./opcodes.ts";
import { wasmTypeOf } from "./values.ts";

interface Lanes {
  readonly lanes: 2 | 4;
}

export function laneType(type: ValueType): WasmType {
  return wasmTypeOf(type);
}

/** A bool's mask is as wide as a lane. */
export function shapeOf({ lanes }: Lanes, type: ValueType): "f64x2" | "f32x4" | "i64x2" | "i32x4" {
  if (type === "bool") return lanes === 2 ? "i64x2" : "i32x4";
  const wasm = wasmTypeOf(type);
  return wasm === "f64" ? "f64x2" : wasm === "f32" ? "f32x4" : wasm === "i64" ? "i64x2" : "i32x4";
}

/** From the scalar on the stack. */
export function splat(w: FunctionWriter, plan: Lanes, type: ValueType): void {
  if (type === "bool") maskFromBit(w, plan);
  w.vector(`${shapeOf(plan, type)}.splat`);
}

function maskFromBit(w: FunctionWriter, { lanes }: Lanes): void {
  w.emit("i32.eqz");
  w.i32(1);
  w.emit("i32.sub");
  if (lanes === 2) w.emit("i64.extend_i32_s");
}

/** Puts the scalar on the stack into a lane of the vector below it; lane 0 begins a vector, and nothing is below. */
export function replaceLane(w: FunctionWriter, plan: Lanes, type: ValueType, lane: number): void {
  if (lane === 0) {
    splat(w, plan, type);
    return;
  }
  if (type === "bool") maskFromBit(w, plan);
  w.vector(`${shapeOf(plan, type)}.replace_lane`, lane);
}

export function extractLane(w: FunctionWriter, plan: Lanes, type: ValueType, lane: number): void {
  if (type === "bool") {
    w.vector("i32x4.extract_lane", lane * (4 / plan.lanes));
    w.i32(1);
    w.emit("i32.and");
    return;
  }
  w.vector(`${shapeOf(plan, type)}.extract_lane`, lane);
}

/** Gathers these lanes of 32 bits at the front. */
export function shuffle(w: FunctionWriter, lanes: readonly number[]): void {
  const temporary = w.temporary("v128");
  w.teeLocal(temporary);
  w.getLocal(temporary);
  const bytes = [0, 1, 2, 3].flatMap((i) => [0, 1, 2, 3].map((b) => (lanes[i] ?? 0) * 4 + b));
  w.vector("i8x16.shuffle", ...bytes);
}

/** A mask of a comparison of `type` in lanes as wide as a bool's. */
export function widenMask(w: FunctionWriter, { lanes }: Lanes, type: ValueType): void {
  const wasm = wasmTypeOf(type);
  if (lanes === 2 && (wasm === "f32" || wasm === "i32")) w.vector("i64x2.extend_low_i32x4_s");
}

/** Bytes 0 or 1 at the front of a vector → a mask. */
export function bytesMask(w: FunctionWriter, { lanes }: Lanes): void {
  w.vector("i16x8.extend_low_i8x16_u");
  w.vector("i32x4.extend_low_i16x8_u");
  if (lanes === 2) w.vector("i64x2.extend_low_i32x4_u");
  w.vector(lanes === 2 ? "i64x2.neg" : "i32x4.neg");
}

/** A mask → bytes 0 or 1 at the front. */
export function maskBytes(w: FunctionWriter, { lanes }: Lanes): void {
  const temporary = w.temporary("v128");
  w.teeLocal(temporary);
  w.getLocal(temporary);
  const pick = Array.from({ length: 16 }, (_, i) => (i < lanes ? i * (16 / lanes) : 0));
  w.vector("i8x16.shuffle", ...pick);
  w.vector("v128.const", ...Array<number>(16).fill(1));
  w.vector("v128.and");
}

export function constantVector(w: FunctionWriter, values: readonly number[]): void {
  w.vector(
    "v128.const",
    ...values.flatMap((value) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255]),
  );
}

/** The sign bit of each lane. */
export function maskConstant(w: FunctionWriter, type: ValueType): void {
  const bytes = wasmTypeOf(type) === "f64" ? 8 : 4;
  w.vector("v128.const", ...Array.from({ length: 16 }, (_, i) => (i % bytes === bytes - 1 ? 0x80 : 0)));
}
