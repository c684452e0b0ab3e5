// Names that carry a value around a loop or out of a branch keep one container (or one symbol) while it runs.
import type { Span } from "../../diagnostics/index.ts";
import { index } from "../../sdfg/index.ts";
import { symbol } from "../../symbolic/index.ts";
import { fail } from "../problem.ts";
import { promote, promotedOf } from "../types/promotion.ts";
import { describe, isNumeric, type Numeric, shapeOf, type Value } from "../types/value.ts";
import { ownContainer } from "./assign.ts";
import type { Context, Pinned } from "./context.ts";
import { newArray } from "./elementwise.ts";

/** The types that names have after `body`, found by walking it without writing a graph. */
function typesAfter(ctx: Context, body: (ctx: Context) => void): ReadonlyMap<string, Value> {
  const trial: Context = {
    ...ctx,
    graph: undefined,
    locals: new Map(ctx.locals),
    pinned: new Map(ctx.pinned),
    rotations: new Map(),
    calls: [...ctx.calls],
  };
  body(trial);
  return trial.locals;
}

/**
 * Pins `names` for as long as `body` runs. `ways` are the paths through it; where a name has to be pinned they are walked
 * for its types first (and only there: nested loops would otherwise be walked twice at every level).
 */
export function whilePinned(
  ctx: Context,
  names: Iterable<string>,
  ways: readonly ((ctx: Context) => void)[],
  span: Span,
  body: () => void,
): void {
  const outer = ctx.pinned;
  const pinned = new Map(outer);
  let outcomes: ReadonlyMap<string, Value>[] | undefined;
  for (const name of names) {
    let pin = outer.get(name);
    if (pin === undefined) {
      outcomes ??= ways.map((way) => typesAfter(ctx, way));
      pin = pinFor(ctx, name, outcomes, span);
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
}

function pinFor(
  ctx: Context,
  name: string,
  outcomes: readonly ReadonlyMap<string, Value>[],
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
  if (values.every((v) => v.kind === "int")) {
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
  const type = values.map((v) => promotedOf(v)).reduce(promote);
  if (rank > 0 && values.some((v) => promotedOf(v).dtype !== type.dtype))
    fail(
      "changing-type",
      span,
      `\`${name}\` changes its type, as the loop or branch goes.`,
      "Give it one dtype from the start.",
    );
  if (before !== undefined && isNumeric(before)) return ownContainer(ctx, name, before, type, span);
  const made = newArray(ctx, name, type.dtype, shapeOf(values[0] as Numeric), span);
  if (made.place === undefined) return undefined;
  return {
    kind: "container",
    place: made.place,
    value: rank === 0 ? { kind: "number", dtype: type.dtype, weak: type.weak, place: made.place } : made,
  };
}
