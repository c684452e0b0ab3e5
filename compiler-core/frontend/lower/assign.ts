// Assignments: to names, which bind; to subscripts, which write; to both when a loop or branch has pinned the name.

import { need, type Span } from "../../diagnostics/index.ts";
import { cast, type DType, index, isComplex, type Scalar } from "../../sdfg/index.ts";
import { constantOf, int, one, symbol } from "../../symbolic/index.ts";
import type { BinaryOperator, Expression } from "../../syntax/index.ts";
import { fail } from "../problem.ts";
import {
  type ArrayValue,
  describe,
  dtypeOf,
  isNumeric,
  type MaskedValue,
  type NumberValue,
  type Numeric,
  type PickedValue,
  type Place,
  shapeOf,
  type Value,
} from "../types/value.ts";
import { writesInPlace } from "./aliases.ts";
import { bindPinned, setAside } from "./bind-pinned.ts";
import { compress } from "./compress.ts";
import type { Context, Wish } from "./context.ts";
import { asNumeric, copyInto, elementwise, samePlace } from "./elementwise.ts";
import { selected } from "./expression.ts";
import { matrixProduct } from "./matrix-product.ts";
import { differsInDtype } from "./mixed-type.ts";
import { binary } from "./operators.ts";
import { pick, pickedBy, storePicked } from "./picked.ts";
import { checkSameKind } from "./same-kind.ts";
import { elementAt } from "./walked.ts";

export function assign(ctx: Context, target: Expression, value: Expression, span: Span): void {
  if (target.kind === "name") {
    bindName(ctx, target.id, ctx.walk.evaluate(ctx, value, wishFor(ctx, target.id)), span);
    return;
  }
  if (target.kind === "subscript") {
    const into = targetOf(ctx, target);
    store(ctx, into, asNumeric(ctx.walk.evaluate(ctx, value, storeWish(into)), value.span, "What is stored"), span);
    return;
  }
  assignValue(ctx, target, ctx.walk.evaluate(ctx, value), span);
}

export function assignValue(ctx: Context, target: Expression, value: Value, span: Span): void {
  switch (target.kind) {
    case "name":
      bindName(ctx, target.id, value, span);
      return;
    case "subscript":
      store(ctx, targetOf(ctx, target), asNumeric(value, span, "What is stored"), span);
      return;
    case "tuple":
    case "list": {
      const items = itemsOf(value);
      if (items === undefined || items.length !== target.items.length)
        fail(
          "wrong-shape",
          span,
          `This unpacks ${describe(value)}${items ? ` of ${items.length}` : ""} into ${target.items.length} names.`,
        );
      // All values are fixed before the first name changes: `a, b = b, a`.
      const names = target.items.map((part) => (part.kind === "name" ? part.id : undefined));
      const settled = setAside(
        ctx,
        names,
        items.map((item, i) => settle(ctx, item, names[i] ?? "item", span)),
        span,
      );
      for (const [i, item] of settled.entries()) assignValue(ctx, need(target.items[i], "target"), item, span);
      return;
    }
    default:
      fail("unsupported-syntax", target.span, "This can't be assigned to.", "Assign to a name or to a subscript.");
  }
}

/** What is unpacked: a tuple's items, or the steps of an array along its first axis, where their number is known. */
function itemsOf(value: Value): readonly Value[] | undefined {
  if (value.kind === "tuple") return value.items;
  const steps = value.kind === "array" ? constantOf(need(value.shape[0], "an axis")) : undefined;
  return value.kind === "array" && steps !== undefined
    ? Array.from({ length: steps }, (_, i) => elementAt(value, int(i)))
    : undefined;
}

export function augment(
  ctx: Context,
  target: Expression,
  operator: BinaryOperator,
  value: Expression,
  span: Span,
): void {
  const apply = (left: Numeric, wish: Wish): Numeric => {
    const right = asNumeric(
      ctx.walk.evaluate(ctx, value, { name: wish.name, part: true }),
      value.span,
      "The right operand",
    );
    if (shapeOf(left).length > 0) {
      checkSameKind(right, dtypeOf(left), span);
      if (operator === "/") checkSameKind({ kind: "number", dtype: "float64", weak: true }, dtypeOf(left), span);
    }
    return operator === "@"
      ? matrixProduct(ctx, left, right, span, wish)
      : binary(ctx, operator, left, right, span, wish);
  };
  if (target.kind === "name") {
    const current = asNumeric(ctx.walk.evaluate(ctx, target), target.span, "What is changed");
    if (current.kind === "array") {
      const into = arrayTarget(current, target.span);
      store(ctx, into, apply(current, storeWish(into)), span);
      return;
    }
    bindName(ctx, target.id, apply(current, wishFor(ctx, target.id)), span);
    return;
  }
  if (target.kind !== "subscript") fail("unsupported-syntax", target.span, "This can't be changed in place.");
  const into = targetOf(ctx, target);
  const current = currentOf(ctx, into, span);
  store(ctx, into, apply(current, storeWish(into)), span);
}

/** What stands at the target before it is changed. */
function currentOf(ctx: Context, into: StoreTarget, span: Span): Numeric {
  if (into.picked !== undefined) return pick(ctx, into.picked, "old", span);
  if (into.mask === undefined) return into.value;
  return { kind: "masked", base: into.value as ArrayValue, mask: into.mask } satisfies MaskedValue;
}

interface StoreTarget {
  readonly value: ArrayValue | NumberValue;
  readonly mask?: ArrayValue;
  readonly picked?: PickedValue;
  readonly span: Span;
}

function targetOf(ctx: Context, target: Expression & { kind: "subscript" }): StoreTarget {
  const value = selected(ctx, target);
  const { span } = target;
  switch (value.kind) {
    case "masked":
      return { value: value.base, mask: value.mask, span };
    case "array":
    case "number":
      return { value, span };
    case "gather":
      return { value: value.base, picked: pickedBy(value), span };
    case "picked":
      return { value: value.base, picked: value, span };
    default:
      return fail("unsupported-syntax", span, `${describe(value)} can't be stored to.`);
  }
}

const arrayTarget = (value: ArrayValue, span: Span): StoreTarget => ({ value, span });

function storeWish(into: StoreTarget): Wish {
  const { place } = into.value;
  if (place === undefined || into.mask !== undefined || into.picked !== undefined)
    return { name: place?.container ?? "" };
  return { name: place.container, into: { place, shape: shapeOf(into.value), dtype: into.value.dtype } };
}

/** Writes a value where the target says, unless the operation that made it has written it there already. */
function store(ctx: Context, into: StoreTarget, value: Numeric, span: Span): void {
  if (ctx.graph === undefined) return;
  const place = need(into.value.place, "a place to store to");
  writesInPlace(ctx, into.value, into.span);
  checkCast(dtypeOf(value), into.value.dtype, span);
  if (into.mask !== undefined) {
    storeUnderMask(ctx, into.value as ArrayValue, into.mask, value, span);
    return;
  }
  if (into.picked !== undefined && value.kind !== "masked") {
    storePicked(ctx, into.picked, value, span);
    return;
  }
  if (value.kind === "masked")
    fail("unsupported-syntax", span, "A selection by mask can only be stored under the same mask.");
  if ((value.kind === "array" || value.kind === "number") && samePlace(value.place, place)) return;
  copyInto(ctx, value, { place, shape: shapeOf(into.value), dtype: into.value.dtype }, "assign", span);
}

/** `base[mask] = value`: where the mask is false, the element keeps its value. */
function storeUnderMask(ctx: Context, base: ArrayValue, mask: ArrayValue, value: Numeric, span: Span): void {
  if (value.kind === "masked" && !samePlace(value.mask.place, mask.place))
    fail(
      "unsupported-syntax",
      span,
      "This stores a selection made by one mask under another.",
      "Use the same mask on both sides.",
    );
  if (value.kind === "array" && value.shape.length > 0)
    fail(
      "unsupported-syntax",
      span,
      "Storing a whole array under a mask has a size that only the data decides.",
      "Select from it with the same mask.",
    );
  const plain: Numeric = value.kind === "masked" ? value.base : value;
  const place = need(base.place, "a place to store to");
  const code = ([m, x, old]: readonly Scalar[]): Scalar => ({
    kind: "select",
    dtype: base.dtype,
    condition: need(m, "mask"),
    then: cast(need(x, "value"), base.dtype),
    otherwise: need(old, "old"),
  });
  const made = elementwise(
    ctx,
    { label: "masked_assign", span, operands: [mask, plain, base], dtype: base.dtype, code },
    { name: place.container, into: { place, shape: base.shape, dtype: base.dtype } },
  );
  if ((made.kind === "array" || made.kind === "number") && !samePlace(made.place, place))
    copyInto(ctx, made, { place, shape: base.shape, dtype: base.dtype }, "assign", span);
}

/** A subscript takes any value but a complex one in a real array; there NumPy warns and drops the imaginary part. */
function checkCast(from: DType, to: DType, span: Span): void {
  if (isComplex(from) && !isComplex(to))
    fail(
      "wrong-type",
      span,
      `A ${from} value can't be stored in a ${to} array without losing its imaginary part.`,
      "Take `.real` first.",
    );
}

function wishFor(ctx: Context, name: string): Wish {
  const pin = ctx.pinned.get(name);
  if (pin?.kind !== "container" || !isNumeric(pin.value)) return { name };
  // What is written there at once would no longer tell its type.
  if (pin.value.kind === "number" && differsInDtype(pin.value)) return { name };
  return { name, into: { place: pin.place, shape: shapeOf(pin.value), dtype: dtypeOf(pin.value) } };
}

function bindName(ctx: Context, name: string, value: Value, span: Span): void {
  const pin = ctx.pinned.get(name);
  const bound = ctx.unsure.get(name);
  if (bound !== undefined) ctx.graph?.assign(bound, index(one));
  if (pin !== undefined && ctx.graph !== undefined) bindPinned(ctx, name, pin, value, span);
  else ctx.locals.set(name, settle(ctx, value, name, span));
}

/** A value that later writes elsewhere do not change: numbers read from arrays are copied, selections are made. */
export function settle(ctx: Context, value: Value, name: string, span: Span): Value {
  if (ctx.graph === undefined) {
    if (value.kind === "gather") return { kind: "array", dtype: dtypeOf(value), shape: shapeOf(value) };
    if (value.kind !== "masked") return value;
    const rest = value.behind === undefined ? [] : value.base.shape.slice(-value.behind);
    return { kind: "array", dtype: dtypeOf(value), shape: [symbol(`size@${span.line}:${span.column}`), ...rest] };
  }
  if (value.kind === "number" && value.place !== undefined && !isOwn(ctx, value.place)) {
    const { dtype, weak, mixed } = value;
    const code = ([x]: readonly Scalar[]) => need(x, "operand");
    const copy = elementwise(ctx, { label: "copy", span, operands: [value], dtype, weak, code }, { name });
    return copy.kind === "number" && mixed ? { ...copy, mixed } : copy;
  }
  if (value.kind === "gather")
    return elementwise(
      ctx,
      { label: "gather", span, operands: [value], dtype: dtypeOf(value), code: ([x]) => need(x, "operand") },
      { name },
    );
  if (value.kind === "masked") return compress(ctx, value, name, span);
  if (value.kind === "tuple")
    return { kind: "tuple", items: value.items.map((item, i) => settle(ctx, item, `${name}_${i}`, span)) };
  return value;
}

/** Is it a scalar container that nothing but one binding writes? */
function isOwn(ctx: Context, place: Place): boolean {
  const container = ctx.graph?.containers.get(place.container);
  const shared = [...ctx.pinned.values()].some(
    (pin) => pin.kind === "container" && pin.place.container === place.container,
  );
  return container !== undefined && container.shape.length === 0 && container.transient && !shared;
}
