// Code in the graph: typed expression trees for one element. Operands already have the type of the operation (casts are
// explicit), and every operator means what NumPy means by it on that type. No statements, no effects.
import { type Bindings, constantOf, type Expr, substitute, symbolsOf } from "../symbolic/index.ts";
import type { DType } from "./dtype.ts";

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "&" | "|" | "^" | "<<" | ">>";
export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** Functions of one element; `minimum` and `maximum` spread NaN, as NumPy's do. */
export type ScalarFunction =
  | "abs"
  | "sqrt"
  | "exp"
  | "log"
  | "sin"
  | "cos"
  | "tan"
  | "tanh"
  | "sinh"
  | "cosh"
  | "arctan"
  | "arctan2"
  | "floor"
  | "ceil"
  | "trunc"
  | "rint"
  | "minimum"
  | "maximum"
  | "conj"
  | "real"
  | "imag"
  | "complex"
  | "sign"
  | "isnan"
  | "isfinite"
  | "isinf"
  | "fmod"
  | "log2"
  | "log10"
  | "log1p"
  | "exp2"
  | "expm1";

export type Scalar =
  | { readonly kind: "constant"; readonly dtype: DType; readonly value: number; readonly imag?: number }
  /** An input connector of the tasklet. */
  | { readonly kind: "input"; readonly dtype: DType; readonly name: string }
  /** An element of a container; only on interstate edges and in conditions. */
  | { readonly kind: "read"; readonly dtype: DType; readonly data: string; readonly indices: readonly Expr[] }
  /** An element of what an input connector points at, at computed indices: a gather. */
  | { readonly kind: "element"; readonly dtype: DType; readonly name: string; readonly indices: readonly Scalar[] }
  /** An integer expression over symbols. */
  | { readonly kind: "index"; readonly dtype: DType; readonly expr: Expr }
  | { readonly kind: "unary"; readonly dtype: DType; readonly operator: "-" | "~" | "not"; readonly operand: Scalar }
  | {
      readonly kind: "binary";
      readonly dtype: DType;
      readonly operator: ArithmeticOperator;
      readonly left: Scalar;
      readonly right: Scalar;
    }
  | {
      readonly kind: "compare";
      readonly dtype: "bool";
      readonly operator: ComparisonOperator;
      readonly left: Scalar;
      readonly right: Scalar;
    }
  | {
      readonly kind: "logical";
      readonly dtype: "bool";
      readonly operator: "and" | "or";
      readonly left: Scalar;
      readonly right: Scalar;
    }
  | {
      readonly kind: "select";
      readonly dtype: DType;
      readonly condition: Scalar;
      readonly then: Scalar;
      readonly otherwise: Scalar;
    }
  | { readonly kind: "call"; readonly dtype: DType; readonly fn: ScalarFunction; readonly args: readonly Scalar[] }
  | { readonly kind: "cast"; readonly dtype: DType; readonly operand: Scalar };

export function input(name: string, dtype: DType): Scalar {
  return { kind: "input", name, dtype };
}

export function constant(value: number, dtype: DType, imag?: number): Scalar {
  return imag === undefined ? { kind: "constant", dtype, value } : { kind: "constant", dtype, value, imag };
}

export function index(expr: Expr): Scalar {
  return { kind: "index", dtype: "int64", expr };
}

/** Converts as NumPy does. A literal is converted at once where its value is exact in the new type. */
export function cast(operand: Scalar, dtype: DType): Scalar {
  if (operand.dtype === dtype) return operand;
  const value =
    operand.kind === "constant" && operand.imag === undefined
      ? operand.value
      : operand.kind === "index"
        ? constantOf(operand.expr)
        : undefined;
  const folded = value === undefined ? undefined : literal(value, dtype);
  return folded ?? { kind: "cast", dtype, operand };
}

function literal(value: number, dtype: DType): Scalar | undefined {
  switch (dtype) {
    case "float64":
      return constant(value, dtype);
    case "float32":
      return constant(Math.fround(value), dtype);
    case "complex128":
      return constant(value, dtype, 0);
    case "complex64":
      return constant(Math.fround(value), dtype, 0);
    case "bool":
      return constant(value === 0 ? 0 : 1, dtype);
    case "int64":
    case "int32":
      return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? constant(value, dtype) : undefined;
    default:
      return undefined;
  }
}

/** The direct operands, in order. */
export function operandsOf(scalar: Scalar): readonly Scalar[] {
  switch (scalar.kind) {
    case "constant":
    case "input":
    case "read":
    case "index":
      return [];
    case "unary":
    case "cast":
      return [scalar.operand];
    case "binary":
    case "compare":
    case "logical":
      return [scalar.left, scalar.right];
    case "select":
      return [scalar.condition, scalar.then, scalar.otherwise];
    case "call":
      return scalar.args;
    case "element":
      return scalar.indices;
  }
}

/** The same tree with each direct operand replaced. */
export function mapOperands(scalar: Scalar, f: (operand: Scalar) => Scalar): Scalar {
  switch (scalar.kind) {
    case "constant":
    case "input":
    case "read":
    case "index":
      return scalar;
    case "unary":
    case "cast":
      return { ...scalar, operand: f(scalar.operand) };
    case "binary":
    case "compare":
    case "logical":
      return { ...scalar, left: f(scalar.left), right: f(scalar.right) };
    case "select":
      return { ...scalar, condition: f(scalar.condition), then: f(scalar.then), otherwise: f(scalar.otherwise) };
    case "call":
      return { ...scalar, args: scalar.args.map(f) };
    case "element":
      return { ...scalar, indices: scalar.indices.map(f) };
  }
}

/** Every node of the tree, parents first. */
export function walkScalar(scalar: Scalar, into: Scalar[] = []): readonly Scalar[] {
  into.push(scalar);
  for (const operand of operandsOf(scalar)) walkScalar(operand, into);
  return into;
}

/** Renames inputs; names that the map lacks stay. */
export function renameInputs(scalar: Scalar, names: ReadonlyMap<string, string>): Scalar {
  if (scalar.kind === "input") return { ...scalar, name: names.get(scalar.name) ?? scalar.name };
  const mapped = mapOperands(scalar, (operand) => renameInputs(operand, names));
  return mapped.kind === "element" ? { ...mapped, name: names.get(mapped.name) ?? mapped.name } : mapped;
}

/** Puts expressions in the place of symbols, in index trees and in the indices of reads. */
export function substituteInScalar(scalar: Scalar, bindings: Bindings): Scalar {
  if (scalar.kind === "index") return { ...scalar, expr: substitute(scalar.expr, bindings) };
  if (scalar.kind === "read") return { ...scalar, indices: scalar.indices.map((e) => substitute(e, bindings)) };
  return mapOperands(scalar, (operand) => substituteInScalar(operand, bindings));
}

export function symbolsOfScalar(scalar: Scalar, into: Set<string> = new Set()): Set<string> {
  for (const node of walkScalar(scalar)) {
    if (node.kind === "index") symbolsOf(node.expr, into);
    if (node.kind === "read") for (const e of node.indices) symbolsOf(e, into);
  }
  return into;
}
