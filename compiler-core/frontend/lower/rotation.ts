// `A, B = B, A` in a loop: the arrays trade names, and nothing moves. They become the two halves of one container, and a
// symbol says which half each name means now.
import { need, type Span } from "../../diagnostics/index.ts";
import { index } from "../../sdfg/index.ts";
import { add, type Expr, neg, one, symbol, zero } from "../../symbolic/index.ts";
import type { Statement } from "../../syntax/index.ts";
import type { ArrayValue } from "../types/value.ts";
import type { Context } from "./context.ts";
import { copyInto, sameShape } from "./elementwise.ts";
import { assignedIn } from "./liveness.ts";

/** Two names that a statement of the loop's own body exchanges, and that nothing else in it rebinds. */
export function exchangedIn(body: readonly Statement[]): readonly (readonly [string, string])[] {
  return body.flatMap((s) => {
    const pair = exchangeOf(s);
    if (pair === undefined) return [];
    const elsewhere = assignedIn(body.filter((other) => other !== s));
    return pair.some((name) => elsewhere.has(name)) ? [] : [pair];
  });
}

export function exchangeOf(s: Statement): readonly [string, string] | undefined {
  if (s.kind !== "assign" || s.targets.length !== 1 || s.value.kind !== "tuple") return undefined;
  const [target] = s.targets;
  if (target?.kind !== "tuple" || target.items.length !== 2 || s.value.items.length !== 2) return undefined;
  const names = [...target.items, ...s.value.items].map((item) => (item.kind === "name" ? item.id : undefined));
  const [a, b, c, d] = names;
  return a !== undefined && b !== undefined && a !== b && a === d && b === c ? [a, b] : undefined;
}

/** Puts both arrays into one container, where that changes nothing that can be seen; says whether it did. */
export function rotate(ctx: Context, [first, second]: readonly [string, string], span: Span): boolean {
  const graph = ctx.graph;
  const [a, b] = [ctx.locals.get(first), ctx.locals.get(second)];
  if (
    graph === undefined ||
    a?.kind !== "array" ||
    b?.kind !== "array" ||
    a.dtype !== b.dtype ||
    !sameShape(a.shape, b.shape)
  )
    return false;
  // Where the loop may never be reached, there would be nothing to give back at the end.
  if (
    graph.isInside() ||
    ctx.rotations.has(first) ||
    !isWhole(a) ||
    !isWhole(b) ||
    a.place?.container === b.place?.container ||
    isShared(ctx, [first, second], [a, b])
  )
    return false;
  const stack = graph.transient(`${first}_${second}`, a.dtype, [add(one, one), ...a.shape], span);
  const parity = graph.symbol(`${first}_${second}_parity`, { dtype: "int64", least: zero, most: one });
  const half = (which: Expr, of: ArrayValue): ArrayValue => ({
    ...of,
    place: {
      container: stack,
      dims: [{ offset: which, step: one }, ...of.shape.map((_, axis) => ({ offset: zero, axis, step: one }))],
    },
  });
  const copy = (from: ArrayValue, to: ArrayValue) =>
    copyInto(ctx, from, { place: need(to.place, "place"), shape: to.shape, dtype: to.dtype }, "copy", span);
  copy(a, half(zero, a));
  copy(b, half(one, b));
  graph.assign(parity, index(zero));
  ctx.locals.set(first, half(symbol(parity), a));
  ctx.locals.set(second, half(add(one, neg(symbol(parity))), b));
  ctx.assumptions = { bounds: new Map([...ctx.assumptions.bounds, [parity, { least: zero, most: one }]]) };
  ctx.rotations.set(first, parity);
  // What came in as an argument goes back there: the caller sees its own arrays changed.
  ctx.epilogue.push(() => {
    for (const [which, of] of [
      [zero, a],
      [one, b],
    ] as const)
      if (graph.containers.get(need(of.place, "place").container)?.transient === false) copy(half(which, of), of);
  });
  return true;
}

/** Does the exchange at a statement of the loop's body, by turning the parity. */
export function exchange(ctx: Context, s: Statement): boolean {
  const pair = exchangeOf(s);
  const parity = pair && ctx.rotations.get(pair[0]);
  if (parity === undefined || ctx.graph === undefined) return false;
  ctx.graph.assign(parity, index(add(one, neg(symbol(parity)))));
  return true;
}

function isWhole(value: ArrayValue): boolean {
  return value.place?.dims.every((d, i) => d.axis === i && d.offset.key === "0" && d.step.key === "1") ?? false;
}

function isShared(ctx: Context, own: readonly string[], values: readonly ArrayValue[]): boolean {
  const containers = new Set(values.map((v) => v.place?.container));
  return [...ctx.locals].some(
    ([name, value]) => !own.includes(name) && value.kind === "array" && containers.has(value.place?.container),
  );
}
