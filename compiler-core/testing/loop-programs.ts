// Small loop programs written by hand, for tests of printers and passes.
import {
  indexValue,
  type LoopProgram,
  type Parameter,
  type Statement,
  type Value,
  type ValueType,
} from "../lowering/index.ts";
import { allocate, type NdArray } from "../runtime/index.ts";
import type { ArithmeticOperator, ComparisonOperator, DType, ScalarFunction } from "../sdfg/index.ts";
import { type Expr, int, zero } from "../symbolic/index.ts";

export const expr = (e: Expr | number): Expr => (typeof e === "number" ? int(e) : e);
export const at = (e: Expr | number): Value => indexValue(expr(e));
export const num = (type: DType, value: number): Value => ({ kind: "constant", type, value });
export const local = (type: DType, name: string): Value => ({ kind: "local", type, name });
export const load = (type: DType, memory: string, index: Expr | number | Value): Value => ({
  kind: "load",
  type,
  memory,
  at: isValue(index) ? index : at(index),
});
export const binary = (operator: ArithmeticOperator, left: Value, right: Value): Value => ({
  kind: "binary",
  type: left.type,
  operator,
  left,
  right,
});
export const compare = (operator: ComparisonOperator, left: Value, right: Value): Value => ({
  kind: "compare",
  type: "bool",
  operator,
  left,
  right,
});
export const select = (condition: Value, then: Value, otherwise: Value): Value => ({
  kind: "select",
  type: then.type as DType,
  condition,
  then,
  otherwise,
});
export const cast = (type: ValueType, operand: Value): Value => ({ kind: "cast", type, operand });
export const call = (fn: ScalarFunction, ...args: Value[]): Value => ({
  kind: "call",
  type: args[0]?.type as DType,
  fn,
  args,
});
export const assign = (name: string, value: Value): Statement => ({ kind: "assign", local: name, value });

export const store = (
  memory: string,
  index: Expr | number | Value,
  value: Value,
  wcr?: "sum" | "product" | "min" | "max",
): Statement => ({
  kind: "store",
  memory,
  dtype: value.type as DType,
  at: isValue(index) ? index : at(index),
  value,
  ...(wcr && { wcr }),
});

export const loop = (
  variable: string,
  end: Expr | number,
  body: readonly Statement[],
  more: Partial<Statement & { kind: "for" }> = {},
): Statement => ({
  kind: "for",
  variable,
  begin: zero,
  end: expr(end),
  step: 1,
  schedule: "sequential",
  body,
  ...more,
});

function isValue(index: Expr | number | Value): index is Value {
  return typeof index === "object" && "kind" in index;
}

/** `a` to `z` by dtype; every array has the same number of elements, and all are given and read back. */
export function programOf(
  body: readonly Statement[],
  arrays: Readonly<Record<string, DType>>,
  elements: number,
  more: Partial<LoopProgram> = {},
): LoopProgram {
  const parameter = ([name, dtype]: [string, DType]): Parameter => ({
    name,
    dtype,
    shape: [int(elements)],
    scalar: false,
    read: true,
    written: true,
    result: false,
  });
  return {
    name: "made",
    symbols: [],
    buffers: {},
    locals: {},
    exceptions: [],
    parameters: Object.entries(arrays).map(parameter),
    body,
    ...more,
  };
}

/** The same numbers for the same seed; floats between -8 and 8, some NaN, infinite and -0 where `special`. */
export function randomArray(dtype: DType, elements: number, seed: number, special = false): NdArray {
  const array = allocate(dtype, [elements]);
  let state = seed * 7919 + 17;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state;
  };
  for (let i = 0; i < elements; i++) {
    const bits = next();
    const kind = (bits >>> 8) % 16;
    const float =
      special && kind < 4
        ? ([Number.NaN, Number.POSITIVE_INFINITY, -0, Number.NEGATIVE_INFINITY][kind] as number)
        : next() / 2 ** 28;
    if (array.data instanceof BigInt64Array || array.data instanceof BigUint64Array)
      array.data[i] = BigInt.asIntN(64, BigInt(bits) * BigInt(next()));
    else array.data[i] = dtype === "bool" ? (bits >>> 9) & 1 : dtype.startsWith("float") ? float : bits;
  }
  return array;
}
