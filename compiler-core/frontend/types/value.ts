// What the frontend knows of a Python value. While `initialize` is evaluated there are only types; while the kernel is
// lowered, numbers and arrays also have a place in a container.

import type { DType, Promoted, Scalar } from "../../sdfg/index.ts";
import type { Expr } from "../../symbolic/index.ts";
import type { Expression, FunctionDefinition, Parameter } from "../../syntax/index.ts";

/** Element (v0, v1, …) of a value lies at `offset + step·v[axis]` in each dimension of its container. */
export interface Place {
  readonly container: string;
  readonly dims: readonly PlaceDim[];
}

export interface PlaceDim {
  readonly offset: Expr;
  /** The axis of the value that walks this dimension; none where the index is fixed. */
  readonly axis?: number;
  readonly step: Expr;
}

/** A Python int as an expression over the program's symbols. */
export interface IntValue {
  readonly kind: "int";
  readonly expr: Expr;
}

/** One number: a Python float, complex or bool (weak), or NumPy's scalar. */
export interface NumberValue {
  readonly kind: "number";
  readonly dtype: DType;
  readonly weak: boolean;
  /** Its value, where the text gives it. */
  readonly known?: { readonly re: number; readonly im: number };
  /** How it follows from symbols alone, where it does; such a number needs no container. */
  readonly code?: Scalar;
  readonly place?: Place;
  /** What else it is as the path goes, and (where that can be said) what holds when it is of its own type. */
  readonly mixed?: { readonly others: readonly Promoted[]; readonly when?: Scalar };
}

export interface ArrayValue {
  readonly kind: "array";
  readonly dtype: DType;
  readonly shape: readonly Expr[];
  readonly place?: Place;
}

/** `base[mask]`, not yet compressed: arithmetic among values of one mask stays full size until it is stored under it. */
export interface MaskedValue {
  readonly kind: "masked";
  readonly base: ArrayValue;
  /** Of as many axes as the base, and of its extents unless it selects rows. */
  readonly mask: ArrayValue;
  /** How many axes fewer the mask had; those it lacks have an extent of 1. */
  readonly behind?: number;
}

/** `base[indices]` along one axis, read element by element. */
export interface GatherValue {
  readonly kind: "gather";
  readonly base: ArrayValue;
  readonly axis: number;
  readonly indices: ArrayValue;
}

/** What several arrays of indices name together, not yet copied: only a store needs the places themselves. */
export interface PickedValue {
  readonly kind: "picked";
  /** With the indexed axes in front. */
  readonly base: ArrayValue;
  readonly indices: readonly ArrayValue[];
  /** Where the axes of the indices stand among the others of the result. */
  readonly at: number;
}

export type Value =
  | IntValue
  | NumberValue
  | ArrayValue
  | MaskedValue
  | GatherValue
  | PickedValue
  | { readonly kind: "none" }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "tuple"; readonly items: readonly Value[] }
  | { readonly kind: "dict"; readonly entries: ReadonlyMap<string, Value> }
  | { readonly kind: "dtype"; readonly dtype: DType }
  /** A name of a module or one of its members: `numpy`, `numpy.random`, `numpy.where`. */
  | { readonly kind: "library"; readonly path: string }
  /** A method together with what it was taken from. */
  | { readonly kind: "method"; readonly of: Value; readonly name: string }
  | { readonly kind: "generator" }
  /** Something with attributes that only `initialize` handles: a sparse matrix. */
  | { readonly kind: "record"; readonly what: string; readonly fields: ReadonlyMap<string, Value> }
  | { readonly kind: "range"; readonly begin: Expr; readonly end: Expr; readonly step: Expr }
  /** Counts from `begin` without an end; only a part of something zipped. */
  | { readonly kind: "counter"; readonly begin: Expr }
  /** Several things walked in step: each step is a tuple. */
  | { readonly kind: "zipped"; readonly parts: readonly Value[] }
  /** A function with the names around its definition, where it was defined inside another. */
  | {
      readonly kind: "function";
      readonly definition: FunctionDefinition;
      readonly closure?: ReadonlyMap<string, Value>;
    }
  | { readonly kind: "lambda"; readonly parameters: readonly Parameter[]; readonly body: Expression };

export type Numeric = IntValue | NumberValue | ArrayValue | MaskedValue | GatherValue;

export function isNumeric(value: Value): value is Numeric {
  return (
    value.kind === "int" ||
    value.kind === "number" ||
    value.kind === "array" ||
    value.kind === "masked" ||
    value.kind === "gather"
  );
}

export function shapeOf(value: Numeric): readonly Expr[] {
  switch (value.kind) {
    case "array":
      return value.shape;
    case "masked":
      return value.base.shape;
    case "gather":
      return [
        ...value.base.shape.slice(0, value.axis),
        ...value.indices.shape,
        ...value.base.shape.slice(value.axis + 1),
      ];
    default:
      return [];
  }
}

export function dtypeOf(value: Numeric): DType {
  switch (value.kind) {
    case "int":
      return "int64";
    case "number":
    case "array":
      return value.dtype;
    case "masked":
    case "gather":
      return value.base.dtype;
  }
}

/** "a 2-D float64 array", "an int": for messages. */
export function describe(value: Value): string {
  switch (value.kind) {
    case "int":
      return "an int";
    case "number":
      return value.weak
        ? `a Python ${value.dtype === "float64" ? "float" : value.dtype === "bool" ? "bool" : value.dtype === "int64" ? "int" : "complex"}`
        : `a ${value.dtype} scalar`;
    case "array":
      return `a ${value.shape.length}-D ${value.dtype} array`;
    case "masked":
      return "a selection by mask";
    case "gather":
    case "picked":
      return "a selection by indices";
    case "library":
      return `\`${value.path}\``;
    case "function":
      return `the function \`${value.definition.name}\``;
    case "none":
      return "None";
    case "record":
      return value.what;
    default:
      return `a ${value.kind}`;
  }
}
