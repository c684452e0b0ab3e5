// Subscripts: a chain of slices, indices, new axes and ellipses becomes one affine map onto the root container.
import { need, type Span } from "../../diagnostics/index.ts";
import { cast, isInteger, type Scalar } from "../../sdfg/index.ts";
import {
  add,
  constantOf,
  type Expr,
  floorDiv,
  int,
  isAtMost,
  isEqual,
  isLess,
  isNonNegative,
  lengthOf,
  max,
  min,
  mul,
  neg,
  one,
  printExpr,
  range,
  sub,
  symbol,
  zero,
} from "../../symbolic/index.ts";
import type { Expression } from "../../syntax/index.ts";
import { inPython } from "../numpy/in-python.ts";
import { fail } from "../problem.ts";
import {
  type ArrayValue,
  describe,
  dtypeOf,
  type GatherValue,
  type MaskedValue,
  type NumberValue,
  type PickedValue,
  type PlaceDim,
  type Value,
} from "../types/value.ts";
import { type Context, ensure, noteCheck, tidy } from "./context.ts";
import { elementwise } from "./elementwise.ts";
import { reordered } from "./transposed.ts";

export type Evaluate = (expression: Expression) => Value;

/** `base[index]` as a view, a number, or a selection that is made when it is used. */
export function subscript(
  ctx: Context,
  base: ArrayValue,
  index: Expression,
  evaluate: Evaluate,
  span: Span,
): ArrayValue | NumberValue | MaskedValue | GatherValue | PickedValue {
  const items = index.kind === "tuple" ? index.items : [index];
  const rank = base.shape.length;
  const selectors = items.map((item) => selector(ctx, item, evaluate));
  const consumed = selectors.filter((s) => s.kind !== "new-axis" && s.kind !== "ellipsis").length;
  const [only] = selectors;
  if (selectors.length === 1 && only?.kind === "mask") return maskOf(ctx, base, only.value, index.span);
  if (consumed > rank)
    fail(
      "index-out-of-bounds",
      span,
      `This gives ${consumed} indices to an array of ${rank} dimension${rank === 1 ? "" : "s"}.`,
    );
  const filler = Array<Selector>(rank - consumed).fill({ kind: "all" });
  const at = selectors.findIndex((s) => s.kind === "ellipsis");
  const full = at < 0 ? [...selectors, ...filler] : [...selectors.slice(0, at), ...filler, ...selectors.slice(at + 1)];
  return applySelectors(ctx, base, full, areTogether(selectors), span);
}

/** NumPy puts the axes of arrays of indices where these stand, if nothing but ints stands between them; else in front. */
function areTogether(selectors: readonly Selector[]): boolean {
  const advanced = selectors.flatMap((s, i) => (s.kind === "indices" || s.kind === "index" ? [i] : []));
  return advanced.every((at, i) => i === 0 || at === need(advanced[i - 1], "index") + 1);
}

type Selector =
  | { readonly kind: "all" | "new-axis" | "ellipsis" }
  | { readonly kind: "slice"; readonly lower?: Expr; readonly upper?: Expr; readonly step: number; readonly span: Span }
  | { readonly kind: "index"; readonly expr: Expr; readonly span: Span }
  | { readonly kind: "indices"; readonly value: ArrayValue; readonly span: Span }
  | { readonly kind: "mask"; readonly value: ArrayValue };

function selector(ctx: Context, item: Expression, evaluate: Evaluate): Selector {
  if (item.kind === "ellipsis") return { kind: "ellipsis" };
  if (item.kind === "slice") {
    const bound = (part: Expression | undefined) =>
      part === undefined || part.kind === "none" ? undefined : asIndex(ctx, evaluate(part), part.span, "A slice bound");
    const step = item.step === undefined ? 1 : constantOf(bound(item.step) ?? one);
    if (step === undefined || step === 0)
      fail(
        "unsupported-syntax",
        item.span,
        step === 0 ? "A slice step of zero: Python raises ValueError here." : "The step of a slice must be a constant.",
      );
    const [lower, upper] = [bound(item.lower), bound(item.upper)];
    return { kind: "slice", step, span: item.span, ...(lower && { lower }), ...(upper && { upper }) };
  }
  const value = asArray(ctx, item.kind === "compare" ? maskValue(ctx, item, evaluate) : evaluate(item), item);
  if (value.kind === "none" || (value.kind === "library" && value.path === "numpy.newaxis"))
    return { kind: "new-axis" };
  if (value.kind === "array" && value.dtype === "bool") return { kind: "mask", value };
  if (value.kind === "array" && !isInteger(value.dtype))
    fail("raises-always", item.span, "Arrays of indices are of integers or bools: NumPy raises IndexError here.");
  if (value.kind === "array" && value.shape.length > 0) return { kind: "indices", value, span: item.span };
  return { kind: "index", expr: asIndex(ctx, value, item.span, "An index"), span: item.span };
}

/** Lists in brackets and selections as the arrays of indices that they are. */
function asArray(ctx: Context, value: Value, item: Expression): Value {
  const { span } = item;
  if (item.kind === "list") return inPython({ ctx, span }, "indices", "return np.array(items)", { items: value });
  if (value.kind !== "gather") return value;
  const code = ([x]: readonly Scalar[]) => need(x, "index");
  return elementwise(
    ctx,
    { label: "indices", span, operands: [value], dtype: dtypeOf(value), code },
    { name: "indices" },
  );
}

/** A comparison as an index: `A[A > 0] = 2 * A[A > 0]` has one mask, made before anything is stored. */
function maskValue(ctx: Context, item: Expression, evaluate: Evaluate): Value {
  const text = JSON.stringify(item, (name, part) => (name === "span" ? undefined : part));
  const known = ctx.masks.get(text);
  if (known !== undefined) return known;
  const value = evaluate(item);
  ctx.masks.set(text, value);
  return value;
}

/** An integer that can stand in a subset. One that data decides becomes a symbol, assigned before this statement. */
export function asIndex(ctx: Context, value: Value, span: Span, what: string): Expr {
  if (value.kind === "int") return value.expr;
  if (value.kind === "number" && value.code?.kind === "index") return value.code.expr;
  if (value.kind === "number" && (value.dtype.includes("int") || value.dtype === "bool")) {
    if (ctx.graph === undefined) return symbol(`size@${span.line}:${span.column}`);
    const code: Scalar = value.code ?? readOf(value);
    const name = ctx.graph.symbol(
      value.place === undefined ? "index" : `${value.place.container}_at`,
      value.dtype.startsWith("u") ? { dtype: "int64", least: zero } : { dtype: "int64" },
    );
    ctx.graph.assign(name, cast(code, "int64"));
    if (value.dtype.startsWith("u"))
      ctx.assumptions = { bounds: new Map([...ctx.assumptions.bounds, [name, { least: zero }]]) };
    return symbol(name);
  }
  return fail("wrong-type", span, `${what} must be an integer, and this is ${describe(value)}.`);
}

export function readOf(value: NumberValue): Scalar {
  const place = need(value.place, "a place to read");
  return { kind: "read", dtype: dtypeOf(value), data: place.container, indices: place.dims.map((d) => d.offset) };
}

function applySelectors(
  ctx: Context,
  base: ArrayValue,
  selectors: readonly Selector[],
  isTogether: boolean,
  span: Span,
): ArrayValue | NumberValue | GatherValue | PickedValue {
  const moves: { readonly offset: Expr; readonly axis?: number; readonly step: Expr }[] = [];
  const shape: Expr[] = [];
  const picks: { readonly axis: number; readonly value: ArrayValue }[] = [];
  let from = 0;
  for (const s of selectors) {
    if (s.kind === "new-axis") {
      shape.push(one);
      continue;
    }
    const extent = need(base.shape[from++], "an axis for each selector");
    switch (s.kind) {
      case "all":
      case "ellipsis":
        moves.push({ offset: zero, axis: shape.length, step: one });
        shape.push(extent);
        break;
      case "index":
        moves.push({ offset: boundedIndex(ctx, s.expr, extent, from - 1, s.span), step: one });
        break;
      case "slice": {
        const slice = sliceOf(ctx, s, extent);
        moves.push({ offset: slice.offset, axis: shape.length, step: int(s.step) });
        shape.push(slice.length);
        break;
      }
      case "indices":
        noteCheck(ctx);
        picks.push({ axis: shape.length, value: s.value });
        moves.push({ offset: zero, axis: shape.length, step: one });
        shape.push(extent);
        break;
      case "mask":
        fail("unsupported-syntax", span, "A mask together with other indices is not compiled.");
    }
  }
  const dims = base.place?.dims.map((dim): PlaceDim => {
    if (dim.axis === undefined) return dim;
    const move = need(moves[dim.axis], "a move for each axis");
    const offset = add(dim.offset, mul(dim.step, move.offset));
    return move.axis === undefined
      ? { offset, step: one }
      : { offset, axis: move.axis, step: mul(dim.step, move.step) };
  });
  const place = dims && base.place ? { place: { container: base.place.container, dims } } : {};
  if (shape.length === 0) return { kind: "number", dtype: base.dtype, weak: false, ...place };
  const view: ArrayValue = { kind: "array", dtype: base.dtype, shape, ...place };
  const [first, ...more] = picks;
  if (first === undefined) return view;
  const axes = picks.map(({ axis }) => axis);
  const front = reordered(view, [...axes, ...shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))]);
  if (more.length > 0)
    return { kind: "picked", base: front, indices: picks.map(({ value }) => value), at: isTogether ? first.axis : 0 };
  return isTogether
    ? { kind: "gather", base: view, axis: first.axis, indices: first.value }
    : { kind: "gather", base: front, axis: 0, indices: first.value };
}

/** A mask of fewer axes selects along the first ones: it is the same for everything behind them. */
function maskOf(ctx: Context, base: ArrayValue, mask: ArrayValue, span: Span): MaskedValue {
  const behind = base.shape.length - mask.shape.length;
  if (behind < 0)
    fail(
      "index-out-of-bounds",
      span,
      `This mask has ${mask.shape.length} dimensions and the array ${base.shape.length}: NumPy raises IndexError here.`,
    );
  for (const [axis, extent] of mask.shape.entries())
    requireExtent(ctx, need(base.shape[axis], "axis"), extent, axis, span);
  if (behind === 0) return { kind: "masked", base, mask };
  return {
    kind: "masked",
    base,
    mask: { ...mask, shape: [...mask.shape, ...Array<Expr>(behind).fill(one)] },
    behind,
  };
}

function requireExtent(ctx: Context, extent: Expr, masked: Expr, axis: number, span: Span): void {
  const answer = isEqual(extent, masked, ctx.assumptions);
  const message = `boolean index did not match indexed array along axis ${axis}; size of axis is … but size of corresponding boolean axis is …`;
  if (answer === "no")
    fail(
      "index-out-of-bounds",
      span,
      `Axis ${axis} has ${printExpr(extent)} elements and its mask ${printExpr(masked)}: NumPy raises IndexError here.`,
    );
  if (answer === "yes") return;
  const condition: Scalar = {
    kind: "compare",
    dtype: "bool",
    operator: "==",
    left: { kind: "index", dtype: "int64", expr: extent },
    right: { kind: "index", dtype: "int64", expr: masked },
  };
  ensure(ctx, { condition, exception: "IndexError", message, span });
}

/** The index counted from the front. What can't be proved to lie inside is checked at run time, as Python does. */
function boundedIndex(ctx: Context, expr: Expr, extent: Expr, axis: number, span: Span): Expr {
  const sign = isNonNegative(expr, ctx.assumptions);
  const wrapped =
    sign === "yes"
      ? expr
      : sign === "no"
        ? add(expr, extent)
        : sub(expr, mul(extent, floorDiv(expr, max(extent, one))));
  const low = sign === "yes" ? "yes" : isAtMost(neg(extent), expr, ctx.assumptions);
  const high = sign === "no" ? "yes" : isLess(expr, extent, ctx.assumptions);
  if (low === "no" || high === "no")
    fail(
      "index-out-of-bounds",
      span,
      `The index ${printExpr(expr)} is out of bounds for axis ${axis} with size ${printExpr(extent)}: Python raises IndexError here.`,
    );
  if (low !== "yes" || high !== "yes") {
    const test = (operator: "<" | ">=", right: Expr): Scalar => ({
      kind: "compare",
      dtype: "bool",
      operator,
      left: { kind: "index", dtype: "int64", expr },
      right: { kind: "index", dtype: "int64", expr: right },
    });
    const condition: Scalar = {
      kind: "logical",
      dtype: "bool",
      operator: "and",
      left: test(">=", neg(extent)),
      right: test("<", extent),
    };
    ensure(ctx, {
      condition,
      exception: "IndexError",
      message: `index … is out of bounds for axis ${axis} with size …`,
      span,
    });
  }
  return tidy(ctx, wrapped);
}

/**
 * Python clamps both ends of a slice. Where begin ≥ 0 and end ≤ extent are proved, clamping changes nothing that can be
 * seen: past the ends the length max(0, end − begin) is zero, and an empty view's offset does not matter.
 */
function sliceOf(ctx: Context, s: Selector & { kind: "slice" }, extent: Expr): { offset: Expr; length: Expr } {
  const fromFront = (expr: Expr): Expr => {
    const sign = isNonNegative(expr, ctx.assumptions);
    if (sign === "yes") return expr;
    if (sign === "no") return add(expr, extent);
    // Which end it counts from is only known at run time: e mod extent for −extent ≤ e < 0, else e itself.
    return add(expr, mul(extent, sub(zero, max(int(-1), min(zero, expr)))));
  };
  const notBelow = (expr: Expr, least: Expr) =>
    isAtMost(least, expr, ctx.assumptions) === "yes" ? expr : max(least, expr);
  const notAbove = (expr: Expr, most: Expr) =>
    isAtMost(expr, most, ctx.assumptions) === "yes" ? expr : min(most, expr);
  if (s.step > 0) {
    const begin = s.lower === undefined ? zero : notBelow(fromFront(s.lower), zero);
    const end = s.upper === undefined ? extent : notAbove(fromFront(s.upper), extent);
    return { offset: tidy(ctx, begin), length: tidy(ctx, lengthOf(range(begin, end, int(s.step)))) };
  }
  const last = sub(extent, one);
  const begin = s.lower === undefined ? last : notAbove(fromFront(s.lower), last);
  const end = s.upper === undefined ? int(-1) : notBelow(fromFront(s.upper), int(-1));
  return { offset: tidy(ctx, begin), length: tidy(ctx, lengthOf(range(begin, end, int(s.step)))) };
}
