// The signature that given arrays make, for a program without an `initialize`, or one that is run on other inputs.
import { type DType, isInteger, kindOf } from "../../sdfg/index.ts";
import { type Expr, one, symbol } from "../../symbolic/index.ts";
import type { Signature } from "./signature.ts";

/** What there is to know of an array before its elements. */
export interface ArrayType {
  readonly dtype: DType;
  readonly shape: readonly number[];
}

export interface ArraysSignature {
  readonly signature: Signature;
  /** What the signature's sizes are for these arrays. */
  readonly sizes: Readonly<Record<string, number>>;
}

export function signatureOfArrays(
  arrays: Readonly<Record<string, ArrayType>>,
  entry: string | undefined,
): ArraysSignature {
  const sizes: Record<string, number> = {};
  // An extent of 1 may broadcast, so it is part of what is compiled; any other is a size of its own.
  const extentOf = (array: string, axis: number, value: number): Expr => {
    if (value === 1) return one;
    let name = `${array}_${axis}`;
    while (Object.hasOwn(arrays, name) || Object.hasOwn(sizes, name)) name += "_";
    sizes[name] = value;
    return symbol(name);
  };
  const parameters = Object.entries(arrays).map(([name, { dtype, shape }]): Signature["parameters"][number] => {
    if (shape.length > 0)
      return { name, type: { kind: "array", dtype, shape: shape.map((value, axis) => extentOf(name, axis, value)) } };
    if (isInteger(dtype)) return { name, type: { kind: "int" } };
    return {
      name,
      type: { kind: "number", dtype, weak: dtype === "float64" || dtype === "complex128" || kindOf(dtype) === "bool" },
    };
  });
  return {
    sizes,
    signature: { entry: entry ?? "", parameters, sizes: Object.keys(sizes), unseen: [], origin: "inputs" },
  };
}
