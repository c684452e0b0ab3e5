// Conversions of all lanes at once.
import type { ValueType } from "../../lowering/index.ts";
import { bytesOf, kindOf } from "../../sdfg/index.ts";
import type { FunctionWriter } from "./function-writer.ts";
import { shapeOf, shuffle, widenMask } from "./simd-lanes.ts";
import type { VectorPlan } from "./simd-plan.ts";
import { wasmTypeOf } from "./values.ts";

/** False, and nothing written, where there is no instruction for it. */
export function emitVectorCast(
  w: FunctionWriter,
  plan: VectorPlan,
  from: ValueType,
  to: ValueType,
  operand: () => void,
): boolean {
  const [a, b] = [wasmTypeOf(from), wasmTypeOf(to)];
  const narrow = (type: ValueType) => type !== "index" && type !== "bool" && bytesOf(type) < 4;
  const unsigned = (type: ValueType) => type !== "index" && kindOf(type) === "uint";
  if (from === to) {
    operand();
    return true;
  }
  if (from === "bool") {
    operand();
    if (b === "f64" || b === "f32") {
      if (plan.lanes === 2 && b === "f32") shuffle(w, [0, 2]);
      if (b === "f64") w.f64(1);
      else w.f32(1);
      w.vector(`${shapeOf(plan, to)}.splat`);
      w.vector("v128.and");
      return true;
    }
    if (plan.lanes === 2 && b === "i32") shuffle(w, [0, 2]);
    w.vector(`${shapeOf(plan, to)}.neg`);
    return true;
  }
  if (to === "bool") {
    operand();
    w.vector("v128.const", ...Array<number>(16).fill(0));
    w.vector(`${shapeOf(plan, from)}.ne`);
    widenMask(w, plan, from);
    return true;
  }
  if (narrow(to)) return false;
  const steps = conversion(a, b, unsigned(from), unsigned(to));
  if (steps === undefined) return false;
  operand();
  for (const step of steps) step(w);
  return true;
}

function conversion(
  a: string,
  b: string,
  fromUnsigned: boolean,
  toUnsigned: boolean,
): readonly ((w: FunctionWriter) => void)[] | undefined {
  const one = (name: string) => [(w: FunctionWriter) => w.vector(name)];
  if (a === b) return [];
  switch (`${a} ${b}`) {
    case "f32 f64":
      return one("f64x2.promote_low_f32x4");
    case "f64 f32":
      return one("f32x4.demote_f64x2_zero");
    case "i32 f64":
      return one(`f64x2.convert_low_i32x4_${fromUnsigned ? "u" : "s"}`);
    case "i32 f32":
      return one(`f32x4.convert_i32x4_${fromUnsigned ? "u" : "s"}`);
    case "f32 i32":
      return one(`i32x4.trunc_sat_f32x4_${toUnsigned ? "u" : "s"}`);
    case "f64 i32":
      return one(`i32x4.trunc_sat_f64x2_${toUnsigned ? "u" : "s"}_zero`);
    case "i32 i64":
      return one(`i64x2.extend_low_i32x4_${fromUnsigned ? "u" : "s"}`);
    case "i64 i32":
      return [(w) => shuffle(w, [0, 2])];
    default:
      return undefined;
  }
}
