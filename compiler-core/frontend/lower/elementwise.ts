// One operation on each element, broadcast over its operands: the map that nearly everything in NumPy becomes.
import { need, type Span } from "../../diagnostics/index.ts";
import {
  type Check,
  cast,
  constant,
  type DType,
  index,
  input,
  isComplex,
  isInteger,
  type Scalar,
} from "../../sdfg/index.ts";
import { constantOf, type Expr, equal, one, symbol, zero } from "../../symbolic/index.ts";
import { fail } from "../problem.ts";
import { broadcast } from "../types/broadcast.ts";
import {
  type ArrayValue,
  describe,
  dtypeOf,
  type MaskedValue,
  type NumberValue,
  type Numeric,
  type Place,
  shapeOf,
  type Value,
} from "../types/value.ts";
import type { TaskletInput } from "./builder.ts";
import { type Context, ensure, noteCheck, type Wish } from "./context.ts";
import { guardEqual, withUnitExtents } from "./extents.ts";
import { gatherAt } from "./gather.ts";
import { fitInts } from "./int-range.ts";
import { isIndexLike } from "./int-size.ts";
import { subsetAt } from "./places.ts";

export interface Elementwise {
  readonly label: string;
  readonly span: Span;
  readonly operands: readonly Numeric[];
  readonly dtype: DType;
  readonly weak?: boolean;
  /** The element's code from its operands' codes, which have the operands' own types. */
  readonly code: (operands: readonly Scalar[]) => Scalar;
  /** What must hold for each element. */
  readonly checks?: (operands: readonly Scalar[]) => readonly Check[];
}

/** The result of the operation: a new array, a number, or a selection under the same mask. */
export function elementwise(ctx: Context, op: Elementwise, wish: Wish): Numeric {
  if (ctx.graph !== undefined && [op.dtype, ...op.operands.map(dtypeOf)].includes("float16"))
    fail("wrong-type", op.span, "Arithmetic in float16 is not compiled.", "Convert to float32 in `initialize`.");
  const symbolic = op.operands.map(symbolicCode);
  if (symbolic.every((code) => code !== undefined)) {
    for (const check of op.checks?.(symbolic as Scalar[]) ?? []) ensure(ctx, check);
    return { kind: "number", dtype: op.dtype, weak: op.weak ?? false, code: op.code(symbolic as Scalar[]) };
  }
  const mask = commonMask(op);
  const bases = op.operands.map((operand) => (operand.kind === "masked" ? operand.base : operand));
  const operands = withUnitExtents(ctx, bases, op.span);
  const { shape, guards } = broadcast(operands.map(shapeOf), ctx.assumptions, op.span);
  for (const { left, right } of guards) guardEqual(ctx, left, right, op.span);
  if (ctx.graph === undefined) {
    const typed: ArrayValue = { kind: "array", dtype: op.dtype, shape };
    if (mask !== undefined) return { ...mask, base: typed };
    if (op.checks !== undefined) noteCheck(ctx);
    return shape.length === 0 ? { kind: "number", dtype: op.dtype, weak: op.weak ?? false } : typed;
  }

  const params = shape.map((_, i) => `i${i}`);
  const { inputs, codes, checks } = operandCodes(ctx, operands, shape, params, op.span);
  const target = destination(ctx, op, wish, shape, operands);
  const code = cast(op.code(codes), target.dtype);
  checks.push(...(op.checks?.(codes) ?? []));
  const into = {
    container: target.place.container,
    subset: subsetAt(target.place, shape, params.map(symbol), () => false),
  };
  ctx.graph.operation({ label: op.label, span: op.span, params, shape, inputs, code, checks, into });
  if (shape.length === 0) return { kind: "number", dtype: target.dtype, weak: op.weak ?? false, place: target.place };
  const result: ArrayValue = { kind: "array", dtype: target.dtype, shape, place: target.place };
  return mask === undefined ? result : { ...mask, base: result };
}

/** The code of a number that symbols alone decide. */
export function symbolicCode(value: Numeric): Scalar | undefined {
  if (value.kind === "int") {
    const known = constantOf(value.expr);
    return known !== undefined && !isIndexLike(value.expr) ? constant(known, "int64") : index(value.expr);
  }
  if (value.kind !== "number") return undefined;
  if (value.code !== undefined) return value.code;
  if (value.known === undefined) return undefined;
  return constant(value.known.re, value.dtype, isComplex(value.dtype) ? value.known.im : undefined);
}

/** The selection that the result is, but for its base. */
function commonMask(op: Elementwise): Omit<MaskedValue, "base"> | undefined {
  const masked = op.operands.filter((o): o is MaskedValue => o.kind === "masked");
  const mask = masked[0]?.mask;
  if (mask === undefined) return undefined;
  if (masked.some((m) => !samePlace(m.mask.place, mask.place)))
    fail(
      "unsupported-syntax",
      op.span,
      "This combines selections made by different masks, whose sizes only the data decides.",
      "Store each selection in an array of its own first.",
    );
  if (op.operands.some((o) => o.kind === "array" && o.shape.length > 0))
    fail(
      "unsupported-syntax",
      op.span,
      "This combines a selection by mask with a whole array.",
      "Select from the array with the same mask.",
    );
  return { kind: "masked", mask, ...(masked[0]?.behind && { behind: masked[0].behind }) };
}

/** Connectors for what each operand reads at a point of the map, and the code that stands for it. */
export function operandCodes(
  ctx: Context,
  operands: readonly Numeric[],
  shape: readonly Expr[],
  params: readonly string[],
  span: Span,
): { inputs: TaskletInput[]; codes: Scalar[]; checks: Check[] } {
  const inputs: TaskletInput[] = [];
  const checks: Check[] = [];
  const at = params.map(symbol);
  const add = (value: ArrayValue | NumberValue, indices: readonly Expr[]): Scalar => {
    const mine = shapeOf(value);
    const place = need(value.place, `a place for ${describe(value)}`);
    const stretched = (axis: number) =>
      constantOf(need(mine[axis], "axis")) === 1 &&
      constantOf(
        indices.length === shape.length ? (shape[axis - mine.length + shape.length] as Expr) : (mine[axis] as Expr),
      ) !== 1;
    const subset = subsetAt(place, mine, indices, stretched);
    const known = inputs.find(
      (i) =>
        i.container === place.container &&
        !i.dynamic &&
        i.subset.every((r, d) => equal(r.begin, (subset[d] as typeof r).begin)),
    );
    const name = known?.name ?? `in${inputs.length}`;
    if (known === undefined) inputs.push({ name, container: place.container, subset });
    return input(name, value.dtype);
  };
  const codes = operands.map((operand): Scalar => {
    const symbolic = symbolicCode(operand);
    if (symbolic !== undefined) return symbolic;
    switch (operand.kind) {
      case "array":
      case "number":
        return add(operand, at);
      case "gather": {
        const own = at.slice(at.length - shapeOf(operand).length);
        const picked = add(operand.indices, own.slice(operand.axis, operand.axis + operand.indices.shape.length));
        const { code, check, source } = gatherAt(ctx, operand, picked, own, `in${inputs.length}`, span);
        inputs.push(source);
        checks.push(check);
        return code;
      }
      default:
        return fail("unsupported-syntax", span, `This can't be computed from ${describe(operand)}.`);
    }
  });
  return { inputs, codes, checks };
}

interface Destination {
  readonly place: Place;
  readonly dtype: DType;
}

/** Writes straight to where the result is wanted, unless an operand reads other elements of that container. */
function destination(
  ctx: Context,
  op: Elementwise,
  wish: Wish,
  shape: readonly Expr[],
  operands: readonly Numeric[],
): Destination {
  const graph = need(ctx.graph, "a graph");
  const wanted = wish.into;
  if (wanted !== undefined && isComplex(op.dtype) && !isComplex(wanted.dtype))
    fail(
      "wrong-type",
      op.span,
      `A ${op.dtype} value can't be stored in a ${wanted.dtype} array without losing its imaginary part.`,
      "Take `.real` first.",
    );
  if (
    wanted !== undefined &&
    sameShape(wanted.shape, shape) &&
    !(op.weak && isInteger(wanted.dtype) && wanted.dtype !== op.dtype) &&
    op.operands.every((o) => o.kind !== "masked") &&
    !operands.some((o) => collides(o, wanted.place))
  )
    return { place: wanted.place, dtype: wanted.dtype };
  const container = graph.transient(temporaryName(wish, op.label), op.dtype, shape, op.span);
  return { place: wholePlace(container, shape), dtype: op.dtype };
}

/** `lap` for the statement's own result, `lap_add` for a step on the way to it. */
export function temporaryName(wish: Wish, label: string): string {
  const whole = wish.into === undefined && wish.part === undefined && wish.name !== "";
  return whole ? wish.name : `${wish.name || "tmp"}_${label}`;
}

export function sameShape(a: readonly Expr[], b: readonly Expr[]): boolean {
  return a.length === b.length && a.every((extent, i) => equal(extent, b[i] as Expr));
}

/** Does the operand read elements of the container that other points of the map write? */
function collides(operand: Numeric, place: Place): boolean {
  const read = (other: Place | undefined) => other?.container === place.container && !samePlace(other, place);
  switch (operand.kind) {
    case "int":
      return false;
    case "number":
    case "array":
      return read(operand.place);
    case "gather":
      return operand.base.place?.container === place.container || read(operand.indices.place);
    case "masked":
      return read(operand.base.place) || read(operand.mask.place);
  }
}

export function samePlace(a: Place | undefined, b: Place | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.container === b.container &&
    a.dims.every((d, i) => {
      const e = b.dims[i];
      return e !== undefined && d.axis === e.axis && equal(d.offset, e.offset) && equal(d.step, e.step);
    })
  );
}

export function wholePlace(container: string, shape: readonly Expr[]): Place {
  return { container, dims: shape.map((_, axis) => ({ offset: zero, axis, step: one })) };
}

/** A new array without values yet. */
export function newArray(ctx: Context, name: string, dtype: DType, shape: readonly Expr[], span: Span): ArrayValue {
  if (ctx.graph === undefined) return { kind: "array", dtype, shape };
  return {
    kind: "array",
    dtype,
    shape,
    place: wholePlace(ctx.graph.transient(name || "tmp", dtype, shape, span), shape),
  };
}

/** Copies (and converts) a value into a place, broadcasting it over the place's shape. */
export function copyInto(
  ctx: Context,
  value: Numeric,
  target: { readonly place: Place; readonly shape: readonly Expr[]; readonly dtype: DType },
  label: string,
  span: Span,
): void {
  const graph = need(ctx.graph, "a graph");
  const [stretching = value] = withUnitExtents(ctx, [value], span, target.shape);
  if (stretching !== value) {
    copyInto(ctx, stretching, target, label, span);
    return;
  }
  if (collides(value, target.place)) {
    const aside = elementwise(
      ctx,
      { label: "copy", span, operands: [value], dtype: dtypeOf(value), code: ([x]) => need(x, "operand") },
      { name: `${target.place.container}_before` },
    );
    copyInto(ctx, aside, target, label, span);
    return;
  }
  const { shape, guards } = broadcast([target.shape, shapeOf(value)], ctx.assumptions, span);
  if (shape.length !== target.shape.length)
    fail(
      "wrong-shape",
      span,
      `A value of ${shapeOf(value).length} dimensions can't be stored into ${target.shape.length} dimensions.`,
    );
  for (const { left, right } of guards)
    guardEqual(ctx, left, right, span, "could not broadcast input array from shape … into shape …");
  const fitting = fitInts(ctx, [value], target.dtype, span);
  const params = target.shape.map((_, i) => `i${i}`);
  const { inputs, codes, checks } = operandCodes(ctx, [value], target.shape, params, span);
  const into = {
    container: target.place.container,
    subset: subsetAt(target.place, target.shape, params.map(symbol), () => false),
  };
  graph.operation({
    label,
    span,
    params,
    shape: target.shape,
    inputs,
    code: cast(need(codes[0], "operand"), target.dtype),
    checks: [...checks, ...fitting(codes)],
    into,
  });
}

export function asNumeric(value: Value, span: Span, what: string): Numeric {
  if (
    value.kind === "int" ||
    value.kind === "number" ||
    value.kind === "array" ||
    value.kind === "masked" ||
    value.kind === "gather"
  )
    return value;
  return fail("wrong-type", span, `${what} must be a number or an array, and this is ${describe(value)}.`);
}
