// Which instruction chooses between two values in each lane: most choices take one.
import type { Value } from "../../lowering/index.ts";
import { laneType } from "./simd-lanes.ts";

/** An instruction of the lanes' shape over both values. */
interface Extreme {
  readonly kind: "extreme";
  readonly instruction: "pmin" | "pmax";
  readonly operands: readonly Value[];
}

/** An instruction over the values and the condition's mask. */
interface Mask {
  readonly kind: "mask";
  readonly instruction: "v128.and" | "v128.andnot" | "v128.bitselect";
  readonly operands: readonly Value[];
}

export function choiceOf({ condition, then, otherwise }: Value & { kind: "select" }): Extreme | Mask {
  const operands = [otherwise, then];
  if (condition.kind === "compare" && isFloat(then) && (condition.operator === "<" || condition.operator === ">")) {
    // pmax(a, b) is `b if a < b else a` and pmin(a, b) is `b if b < a else a`, down to NaN and the sign of 0.
    const [less, more] =
      condition.operator === "<" ? [condition.left, condition.right] : [condition.right, condition.left];
    if (isSame(less, otherwise) && isSame(more, then)) return { kind: "extreme", instruction: "pmax", operands };
    if (isSame(less, then) && isSame(more, otherwise)) return { kind: "extreme", instruction: "pmin", operands };
  }
  // Where one side is 0, the mask alone leaves it.
  if (isZero(otherwise)) return { kind: "mask", instruction: "v128.and", operands: [then] };
  if (isZero(then)) return { kind: "mask", instruction: "v128.andnot", operands: [otherwise] };
  return { kind: "mask", instruction: "v128.bitselect", operands: [then, otherwise] };
}

/**
 * NumPy's minimum and maximum take eight instructions for NaN and zeros of either sign. Beside a number, "the limit where it
 * is less, else x" keeps NaN in one; a maximum with 0 then adds it, since −0 + 0 is 0, and the greater of the two.
 */
export function limitOf({ fn, args }: Value & { kind: "call" }): (Extreme & { readonly plus?: Value }) | undefined {
  const [, limit] = args;
  if ((fn !== "minimum" && fn !== "maximum") || limit?.kind !== "constant") return undefined;
  if (Number.isNaN(limit.value) || Object.is(limit.value, -0)) return undefined;
  const limited = { kind: "extreme", instruction: fn === "maximum" ? "pmax" : "pmin", operands: args } as const;
  return fn === "maximum" && isZero(limit) ? { ...limited, plus: limit } : limited;
}

const isFloat = ({ type }: Value) => laneType(type) === "f64" || laneType(type) === "f32";

const isSame = (a: Value, b: Value) =>
  a === b || (a.kind === "local" && b.kind === "local" && a.name === b.name && a.type === b.type);

/** All bits are 0: not so of −0. */
const isZero = (value: Value) => value.kind === "constant" && Object.is(value.value, 0);
