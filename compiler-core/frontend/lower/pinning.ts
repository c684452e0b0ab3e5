// Names that carry a value around a loop or out of a branch keep one container (or one symbol) while it runs.
import { need, type Span } from "../../diagnostics/index.ts";
import { index } from "../../sdfg/index.ts";
import { one, symbol, symbolsOf, zero } from "../../symbolic/index.ts";
import { fail } from "../problem.ts";
import { type Promoted, promote, promotedOf } from "../types/promotion.ts";
import { describe, isNumeric, type Numeric, shapeOf, type Value } from "../types/value.ts";
import { setAliases, standsFor } from "./aliases.ts";
import type { Context, Pinned } from "./context.ts";
import { copyInto, newArray } from "./elementwise.ts";
import { growsByStep, isIndexLike } from "./int-size.ts";
import { otherTypes, withOthers } from "./mixed-type.ts";

const noValue: Value = { kind: "none" };

const marked = (name: string) => `${name}@carried`;

/** The types that names have after `body`, found by walking it without writing a graph; ints in terms of what they were. */
function typesAfter(
  ctx: Context,
  entry: ReadonlyMap<string, Value>,
  body: (ctx: Context) => void,
): ReadonlyMap<string, Value> {
  const trial: Context = {
    ...ctx,
    graph: undefined,
    locals: new Map([...ctx.locals, ...entry]),
    pinned: new Map(ctx.pinned),
    rotations: new Map(),
    calls: [...ctx.calls],
  };
  body(trial);
  return trial.locals;
}

/**
 * The types after each way. A loop's second round begins with what its first one left: the walk is repeated until no number's
 * type changes any more.
 */
function outcomesOf(
  ctx: Context,
  names: readonly string[],
  ways: readonly ((ctx: Context) => void)[],
  isLoop: boolean,
): readonly ReadonlyMap<string, Value>[] {
  const entry = new Map<string, Value>();
  for (const name of names)
    if (ctx.locals.get(name)?.kind === "int") entry.set(name, { kind: "int", expr: symbol(marked(name)) });
  for (;;) {
    const outcomes = ways.map((way) => typesAfter(ctx, entry, way));
    let isStable = true;
    for (const name of isLoop ? names : []) {
      const given = entry.get(name) ?? ctx.locals.get(name);
      const joined = outcomes.reduce((value, after) => joinedNumber(value, after.get(name)), given);
      if (joined === given || joined === undefined) continue;
      entry.set(name, joined);
      isStable = false;
    }
    if (isStable) return outcomes;
  }
}

/** A number of the type that both together have; the first one where that is its type, or where they aren't both numbers. */
export function joinedNumber(a: Value | undefined, b: Value | undefined): Value | undefined {
  if (!isNumber(a) || !isNumber(b)) return a;
  const [own, both] = [promotedOf(a), promote(promotedOf(a), promotedOf(b))];
  return own.dtype === both.dtype && own.weak === both.weak ? a : { kind: "number", ...both };
}

const isNumber = (value: Value | undefined): value is Numeric => value?.kind === "int" || value?.kind === "number";

/**
 * Pins `names` for as long as `body` runs. `ways` are the paths through it; where a name has to be pinned they are walked
 * for its types first (and only there: nested loops would otherwise be walked twice at every level).
 */
export function whilePinned(
  ctx: Context,
  names: Iterable<string>,
  ways: readonly ((ctx: Context) => void)[],
  span: Span,
  /** What has a value on every way through it; a loop may not run at all, and runs more than once. */
  through: { readonly isLoop: true } | { readonly isLoop: false; readonly isAlwaysBound: (name: string) => boolean },
  body: () => void,
): void {
  const outer = ctx.pinned;
  const pinned = new Map(outer);
  const origins = new Map([...names].map((name) => [name, standsFor(ctx, name, ctx.locals.get(name) ?? noValue)]));
  let trial:
    | { readonly outcomes: readonly ReadonlyMap<string, Value>[]; readonly large: ReadonlySet<string> }
    | undefined;
  for (const [name, stands] of origins) {
    let pin = outer.get(name);
    if (pin === undefined) {
      if (trial === undefined) {
        const outcomes = outcomesOf(ctx, [...origins.keys()], ways, through.isLoop);
        trial = { outcomes, large: largeInts(ctx.locals, origins.keys(), outcomes) };
      }
      const isNew = !ctx.locals.has(name) && !ctx.module.has(name);
      pin = pinFor(ctx, name, trial.outcomes, trial.large, span);
      if (pin !== undefined && isNew && (through.isLoop || !through.isAlwaysBound(name)))
        startUnbound(ctx, name, pin, span);
      if (pin?.kind === "container") setAliases(ctx, pin.place.container, stands);
    }
    if (pin === undefined) continue;
    pinned.set(name, pin);
    ctx.locals.set(name, pin.kind === "symbol" ? { kind: "int", expr: symbol(pin.name) } : pin.value);
  }
  ctx.pinned = pinned;
  try {
    body();
  } finally {
    ctx.pinned = outer;
  }
  // What the last statement left is one of several ways.
  for (const name of origins.keys()) {
    const pin = pinned.get(name);
    if (pin?.kind === "container" && pin.value.kind === "number") ctx.locals.set(name, pin.value);
  }
}

/** A number holds 0 until it is bound: what is carried further is looked at only behind a check. */
function startUnbound(ctx: Context, name: string, pin: Pinned, span: Span): void {
  const graph = need(ctx.graph, "a graph");
  const none: Value = { kind: "int", expr: zero };
  if (pin.kind === "symbol") graph.assign(pin.name, index(zero));
  else if (pin.value.kind === "number")
    copyInto(ctx, none, { place: pin.place, shape: [], dtype: pin.value.dtype }, "unbound", span);
  const bound = graph.symbol(`${name}_bound`, { dtype: "int64", least: zero, most: one });
  graph.assign(bound, index(zero));
  ctx.unsure.set(name, bound);
}

/** Names that come to mean ints beyond an index, or numbers, and those that take such a name's value. */
function largeInts(
  before: ReadonlyMap<string, Value>,
  names: Iterable<string>,
  outcomes: readonly ReadonlyMap<string, Value>[],
): ReadonlySet<string> {
  const values = [...names].map((name) => [name, outcomes.map((o) => o.get(name))] as const);
  const isCarried = (s: string) => s.endsWith(marked(""));
  const isLarge = (v: Value | undefined) => v !== undefined && !(v.kind === "int" && growsByStep(v.expr, isCarried));
  const startsLarge = (v: Value | undefined) => v?.kind === "int" && !isIndexLike(v.expr);
  const large = new Set(
    values.filter(([name, after]) => startsLarge(before.get(name)) || after.some(isLarge)).map(([name]) => name),
  );
  for (let size = -1; size < large.size; ) {
    size = large.size;
    const takes = (v: Value | undefined) =>
      v?.kind === "int" && [...symbolsOf(v.expr)].some((s) => isCarried(s) && large.has(s.replace(marked(""), "")));
    for (const [name, after] of values) if (after.some(takes)) large.add(name);
  }
  return large;
}

function pinFor(
  ctx: Context,
  name: string,
  outcomes: readonly ReadonlyMap<string, Value>[],
  large: ReadonlySet<string>,
  span: Span,
): Pinned | undefined {
  const before = ctx.locals.get(name);
  const values = [before, ...outcomes.map((o) => o.get(name))].filter((v) => v !== undefined);
  const [first] = values;
  if (first === undefined) return undefined;
  if (!values.every(isNumeric)) {
    if (values.every((v) => v === first)) return undefined;
    return fail(
      "changing-type",
      span,
      `\`${name}\` is ${values.map(describe).join(" or ")}, as the loop or branch goes.`,
      "Use one name for each.",
    );
  }
  const graph = ctx.graph;
  if (graph === undefined) return undefined;
  if (!large.has(name) && values.every((v) => v.kind === "int")) {
    const own = graph.symbol(name, { dtype: "int64" });
    if (before?.kind === "int") graph.assign(own, index(before.expr));
    return { kind: "symbol", name: own };
  }
  const rank = shapeOf(values[0] as Numeric).length;
  if (values.some((v) => shapeOf(v).length !== rank))
    fail(
      "changing-type",
      span,
      `\`${name}\` changes its number of dimensions, as the loop or branch goes.`,
      "Use one name for each.",
    );
  const types = values.map((v) => promotedOf(v));
  const type = types.reduce(promote);
  const [strong, ...others] = types.filter(({ weak }) => !weak);
  if (rank === 0 && others.some(({ dtype }) => dtype !== strong?.dtype))
    fail(
      "changing-type",
      span,
      `\`${name}\` is ${values.map(describe).join(" or ")}, as the loop or branch goes.`,
      "Convert it, so that it has one type from the start.",
    );
  if (rank > 0 && values.some((v) => promotedOf(v).dtype !== type.dtype))
    fail(
      "changing-type",
      span,
      `\`${name}\` changes its type, as the loop or branch goes.`,
      "Give it one dtype from the start.",
    );
  const mixed = rank === 0 ? otherTypes(values, type) : [];
  if (before !== undefined && isNumeric(before)) return ownContainer(ctx, name, before, type, mixed, span);
  // Of `if n == m: … else: …` the last way has the shape that is right for both.
  const made = newArray(ctx, name, type.dtype, shapeOf(values.at(-1) as Numeric), span);
  if (made.place === undefined) return undefined;
  return {
    kind: "container",
    place: made.place,
    value: rank === 0 ? withOthers({ kind: "number", ...type, place: made.place }, mixed) : made,
  };
}

/** A container of its own for a name, holding its present value. */
function ownContainer(
  ctx: Context,
  name: string,
  value: Numeric,
  type: Promoted,
  others: readonly Promoted[],
  span: Span,
): Pinned & { kind: "container" } {
  const shape = shapeOf(value);
  const made = newArray(ctx, name, type.dtype, shape, span);
  const place = need(made.place, "place");
  copyInto(ctx, value, { place, shape, dtype: type.dtype }, "copy", span);
  const held: Value = shape.length === 0 ? withOthers({ kind: "number", ...type, place }, others) : made;
  return { kind: "container", place, value: held };
}
