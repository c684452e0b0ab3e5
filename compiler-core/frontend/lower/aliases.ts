// Which containers may mean one array. A name that a loop or branch binds anew has a container of its own there, filled by copy,
// and so has most of what is reshaped; where the copied array has other names too, a write through either would have to be seen
// through both, and is refused.
import type { Span } from "../../diagnostics/index.ts";
import { fail } from "../problem.ts";
import type { ArrayValue, Value } from "../types/value.ts";
import type { Context } from "./context.ts";

/** From a name's own container to those that it may stand for. */
export type Aliases = ReadonlyMap<string, ReadonlySet<string>>;

export const noAliases: Aliases = new Map();

/** What a copy of this array, kept for `name`, may stand for: the container itself where others see it, and what that stands for. */
export function standsFor(ctx: Context, name: string, value: Value): ReadonlySet<string> {
  if (value.kind !== "array" || value.place === undefined) return new Set();
  const { container } = value.place;
  return new Set([...(isSeen(ctx, name, container) ? [container] : []), ...(ctx.aliases.get(container) ?? [])]);
}

export function setAliases(ctx: Context, own: string, origins: ReadonlySet<string>): void {
  const others = [...ctx.aliases].filter(([container]) => container !== own);
  const without = [...origins].filter((origin) => origin !== own);
  ctx.aliases = new Map(without.length > 0 ? [...others, [own, new Set(without)]] : others);
}

/** An argument, an array of the caller's, or one that another name means. */
function isSeen(ctx: Context, name: string, container: string): boolean {
  const info = ctx.graph?.containers.get(container);
  if (info?.transient === false || isOlder(ctx, container, ctx.frame)) return true;
  return [...ctx.locals].some(([other, value]) => other !== name && holds(value, container));
}

function isOlder(ctx: Context, container: string, count: number): boolean {
  let at = 0;
  for (const name of ctx.graph?.containers.keys() ?? []) {
    if (at++ >= count) return false;
    if (name === container) return true;
  }
  return false;
}

function holds(value: Value, container: string): boolean {
  if (value.kind === "array") return value.place?.container === container;
  if (value.kind === "tuple") return value.items.some((item) => holds(item, container));
  if (value.kind === "dict") return [...value.entries.values()].some((item) => holds(item, container));
  return value.kind === "function" && [...(value.closure?.values() ?? [])].some((item) => arrayIn(item, container));
}

const arrayIn = (value: Value, container: string) => value.kind === "array" && value.place?.container === container;

/** Refuses a write in place that a copy, or what was copied, would have to show. */
export function writesInPlace(ctx: Context, { place }: Pick<ArrayValue, "place">, span: Span): void {
  const container = place?.container;
  if (container === undefined) return;
  ctx.written.push(container);
  const meant = (own: string) => [own, ...(ctx.aliases.get(own) ?? [])];
  const mine = new Set(meant(container));
  const others = new Set([...ctx.aliases].flatMap(([own, origins]) => [own, ...origins]));
  others.delete(container);
  if ([...others].some((own) => meant(own).some((c) => mine.has(c)) && isVisible(ctx, own, ctx.liveAfter())))
    refuse(span);
}

/** May what the container holds be looked at behind this statement? */
function isVisible(ctx: Context, own: string, live: ReadonlySet<string>): boolean {
  if (ctx.graph?.containers.get(own)?.transient === false || isOlder(ctx, own, ctx.frame)) return true;
  // Arrays that trade places go back to the arguments they came from.
  const isLive = (name: string) => live.has(name) || ctx.rotations.has(name);
  return [...ctx.locals].some(([name, value]) => isLive(name) && holds(value, own));
}

function refuse(span: Span): never {
  fail(
    "possible-alias",
    span,
    "Another name, bound anew by a loop or branch or made by a reshape, may mean the same elements: whether both change here is not known.",
    "Start from a copy (`b = a.copy()`), or use another name for the new array.",
  );
}

/**
 * Walks a loop's body. From the second round on, names (those that are live at its head) may mean what the first round left: a
 * write that came before has to be right for that too. Arrays made inside are new ones in each round.
 */
export function throughLoop(
  ctx: Context,
  span: Span,
  head: ReadonlySet<string>,
  runsAtLeastOnce: boolean,
  body: () => void,
): void {
  const before = ctx.aliases;
  const count = ctx.graph?.containers.size ?? 0;
  const since = ctx.written.length;
  body();
  const written = new Set(ctx.written.slice(since));
  const kept = new Map(
    [...ctx.aliases].map(
      ([own, origins]) => [own, new Set([...origins].filter((o) => isOlder(ctx, o, count)))] as const,
    ),
  );
  for (const [own, origins] of kept)
    for (const origin of origins)
      if (
        !before.get(own)?.has(origin) &&
        (written.has(own) || written.has(origin)) &&
        isVisible(ctx, own, head) &&
        isVisible(ctx, origin, head)
      )
        refuse(span);
  ctx.aliases = runsAtLeastOnce ? ctx.aliases : union(before, ctx.aliases);
}

/** Walks the sides of a branch, each from the same beginning. */
export function throughBranches(
  ctx: Context,
  sides: readonly (() => void)[],
  isComplete: boolean,
): readonly (() => void)[] {
  const before = ctx.aliases;
  let after: Aliases = isComplete ? noAliases : before;
  return sides.map((side, i) => () => {
    ctx.aliases = before;
    side();
    after = union(after, ctx.aliases);
    if (i === sides.length - 1) ctx.aliases = after;
  });
}

function union(a: Aliases, b: Aliases): Aliases {
  const joined = new Map(a);
  for (const [own, origins] of b) joined.set(own, new Set([...(a.get(own) ?? []), ...origins]));
  return joined;
}
