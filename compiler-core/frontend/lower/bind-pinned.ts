// Binding names that a loop or branch has pinned: the value goes into the name's own container or symbol, and what other names
// meant before stays as it was.
import { need, type Span } from "../../diagnostics/index.ts";
import { index, substituteInScalar } from "../../sdfg/index.ts";
import { type Bindings, type Expr, isEqual, substitute, symbol, symbolsOf } from "../../symbolic/index.ts";
import { fail } from "../problem.ts";
import { promote, promotedOf } from "../types/promotion.ts";
import { type ArrayValue, describe, type NumberValue, type Place, shapeOf, type Value } from "../types/value.ts";
import { setAliases, standsFor } from "./aliases.ts";
import type { Context, Pinned } from "./context.ts";
import { asNumeric, copyInto, newArray, samePlace } from "./elementwise.ts";
import { guardEqual } from "./extents.ts";
import { asIndex } from "./indexing.ts";
import { withOthers } from "./mixed-type.ts";

export function bindPinned(ctx: Context, name: string, pin: Pinned, value: Value, span: Span): void {
  const graph = need(ctx.graph, "a graph");
  if (pin.kind === "symbol") {
    const whole = value.kind === "int" || (value.kind === "number" && value.weak && value.dtype === "int64");
    if (!whole)
      fail(
        "changing-type",
        span,
        `\`${name}\` is an int before this loop or branch and ${describe(value)} here.`,
        "Give it one type from the start.",
      );
    const expr = asIndex(ctx, value, span, `\`${name}\``);
    keepOldValues(ctx, pin.name);
    graph.assign(pin.name, index(expr));
    ctx.facts = new Set();
    ctx.locals.set(name, { kind: "int", expr: symbol(pin.name) });
    return;
  }
  const numeric = asNumeric(value, span, `\`${name}\``);
  const target = pin.value as ArrayValue | NumberValue;
  if (shapeOf(target).length !== shapeOf(numeric).length)
    fail(
      "changing-type",
      span,
      `\`${name}\` changes its number of dimensions inside a loop or branch.`,
      "Use another name.",
    );
  const joined = promote(promotedOf(target), promotedOf(numeric));
  if (joined.dtype !== target.dtype || (numeric.kind === "array" && numeric.dtype !== target.dtype))
    fail(
      "changing-type",
      span,
      `\`${name}\` is ${describe(target)} before or behind this loop or branch, and ${describe(value)} here.`,
      "Give it one type from the start.",
    );
  if (!((numeric.kind === "array" || numeric.kind === "number") && samePlace(numeric.place, pin.place))) {
    keepsShape(ctx, name, shapeOf(target), shapeOf(numeric), span);
    setAliases(ctx, pin.place.container, standsFor(ctx, name, numeric));
    separateAliases(ctx, name, pin.place.container, span);
    copyInto(ctx, numeric, { place: pin.place, shape: shapeOf(target), dtype: target.dtype }, "assign", span);
  }
  const isMixed = numeric.kind !== "number" || numeric.mixed !== undefined || !sameType(target, numeric);
  ctx.locals.set(name, target.kind === "number" && !isMixed ? withOthers(target, []) : target);
}

const sameType = (a: NumberValue | ArrayValue, b: NumberValue) =>
  a.kind === "number" && a.dtype === b.dtype && a.weak === b.weak;

/** A name keeps one container, so what it is bound to may not change its extents. */
function keepsShape(ctx: Context, name: string, own: readonly Expr[], bound: readonly Expr[], span: Span): void {
  for (const [axis, extent] of own.entries()) {
    const other = need(bound[axis], "axis");
    const same = isEqual(extent, other, ctx.assumptions);
    if (same === "no")
      fail("changing-type", span, `\`${name}\` changes its shape inside a loop or branch.`, "Use another name.");
    if (same === "unknown")
      guardEqual(ctx, extent, other, span, `\`${name}\` changes its shape inside a loop or branch`);
  }
}

/** Other names that still mean the old array get it as one of their own, before it is overwritten. */
function separateAliases(ctx: Context, name: string, container: string, span: Span): void {
  for (const [other, value] of ctx.locals) {
    if (other === name || (value.kind !== "array" && value.kind !== "number") || value.place?.container !== container)
      continue;
    const own = newArray(ctx, other, value.dtype, shapeOf(value), span);
    copyInto(ctx, value, { place: need(own.place, "place"), shape: shapeOf(value), dtype: value.dtype }, "copy", span);
    ctx.locals.set(other, value.kind === "array" ? own : { ...value, place: need(own.place, "place") });
  }
}

/** Values that mention a symbol about to change keep meaning its old value, under another name. */
function keepOldValues(ctx: Context, name: string): void {
  const stale = [...ctx.locals].filter(
    ([local, value]) => mentions(value, name) && !(ctx.pinned.get(local)?.kind === "symbol" && value.kind === "int"),
  );
  if (stale.length === 0) return;
  const bindings = oldValues(ctx, [name]);
  for (const [local, value] of stale) ctx.locals.set(local, renamed(value, bindings));
}

function oldValues(ctx: Context, names: readonly string[]): Bindings {
  const graph = need(ctx.graph, "a graph");
  const bindings = new Map<string, Expr>();
  for (const name of names) {
    const old = graph.symbol(`${name}_before`, { dtype: "int64" });
    graph.assign(old, index(symbol(name)));
    bindings.set(name, symbol(old));
  }
  return bindings;
}

const isIn = (name: string) => (expr: Expr) => symbolsOf(expr).has(name);

function mentions(value: Value, name: string): boolean {
  const here = isIn(name);
  const inPlace = (place: Place | undefined) => place?.dims.some((d) => here(d.offset)) ?? false;
  switch (value.kind) {
    case "int":
      return here(value.expr);
    case "number":
      return value.code !== undefined || value.mixed?.when !== undefined || inPlace(value.place);
    case "array":
      return value.shape.some(here) || inPlace(value.place);
    case "tuple":
      return value.items.some((item) => mentions(item, name));
    default:
      return false;
  }
}

function renamed(value: Value, bindings: Bindings): Value {
  const here = (expr: Expr) => substitute(expr, bindings);
  const placed = (place: Place | undefined) =>
    place && { place: { ...place, dims: place.dims.map((d) => ({ ...d, offset: here(d.offset) })) } };
  switch (value.kind) {
    case "int":
      return { kind: "int", expr: here(value.expr) };
    case "number":
      return {
        ...value,
        ...(value.code && { code: substituteInScalar(value.code, bindings) }),
        ...(value.mixed?.when && {
          mixed: { ...value.mixed, when: substituteInScalar(value.mixed.when, bindings) },
        }),
        ...placed(value.place),
      };
    case "array":
      return { ...value, shape: value.shape.map(here), ...placed(value.place) };
    case "tuple":
      return { kind: "tuple", items: value.items.map((item) => renamed(item, bindings)) };
    default:
      return value;
  }
}

/**
 * The values of a tuple as they are before the first of `names` is bound: arrays in containers of these names are copied where
 * a name gets another's, and ints keep the old values of the symbols that change.
 */
export function setAside(
  ctx: Context,
  names: readonly (string | undefined)[],
  values: readonly Value[],
  span: Span,
): readonly Value[] {
  const pins = names.map((name) => (name === undefined ? undefined : ctx.pinned.get(name)));
  const places = pins.map((pin) => (pin?.kind === "container" ? pin.place : undefined));
  const own = new Set(places.map((place) => place?.container));
  const moves = (value: Value, i: number) =>
    value.kind === "array" &&
    value.place !== undefined &&
    own.has(value.place.container) &&
    !samePlace(value.place, places[i]);
  if (ctx.graph === undefined) return values;
  const changing = pins.flatMap((pin) => (pin?.kind === "symbol" ? [pin.name] : []));
  const stale = changing.filter((name) => values.some((value) => mentions(value, name)));
  const bindings = oldValues(ctx, stale);
  return values.map((given, i) => {
    const value = renamed(given, bindings);
    if (value.kind !== "array" || !moves(value, i)) return value;
    const aside = newArray(ctx, `${names[i] ?? "item"}_next`, value.dtype, value.shape, span);
    const place = need(aside.place, "place");
    copyInto(ctx, value, { place, shape: value.shape, dtype: value.dtype }, "copy", span);
    setAliases(ctx, place.container, ctx.aliases.get(need(value.place, "place").container) ?? new Set());
    return aside;
  });
}
