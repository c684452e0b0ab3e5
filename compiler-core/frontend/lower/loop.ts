import { constant, index, type Scalar } from "../../sdfg/index.ts";
import {
  add,
  constantOf,
  type Expr,
  isLess,
  lengthOf,
  mul,
  one,
  range,
  sub,
  symbol,
  zero,
} from "../../symbolic/index.ts";
import type { Statement } from "../../syntax/index.ts";
import { fail } from "../problem.ts";
import type { Value } from "../types/value.ts";
import { throughLoop } from "./aliases.ts";
import { assignValue } from "./assign.ts";
import { conditionCode } from "./condition.ts";
import { type Context, withAssumption, withOwnFacts } from "./context.ts";
import { assignedIn, boundBy, liveBefore, reboundIn } from "./liveness.ts";
import { withOthers } from "./mixed-type.ts";
import { whilePinned } from "./pinning.ts";
import { exchangedIn, rotate } from "./rotation.ts";
import { itemsOf } from "./walked.ts";

type WalkBody = (ctx: Context, statements: readonly Statement[], liveAfter: ReadonlySet<string>) => void;
type For = Statement & { kind: "for" };
type While = Statement & { kind: "while" };

export function forLoop(ctx: Context, s: For, liveAfter: ReadonlySet<string>, walkBody: WalkBody): void {
  if (s.otherwise.length > 0) fail("unsupported-syntax", s.span, "`else` after a loop is not compiled.", "Use a flag.");
  const iterable = ctx.walk.evaluate(ctx, s.iterable);
  if (iterable.kind === "tuple") {
    unrolled(ctx, s, iterable.items, liveAfter, walkBody);
    return;
  }
  const items = itemsOf(ctx, iterable, s.iterable.span);
  const name = s.target.kind === "name" ? s.target.id : "item";
  const steps = constantOf(items.step);
  if (steps === 0)
    fail("raises-always", s.iterable.span, "`range` with a step of zero: Python raises ValueError here.");
  if (steps === undefined) fail("unsupported-syntax", s.iterable.span, "The step of `range` must be a constant.");
  const head = liveBefore([s], liveAfter);
  const insideLive = new Set([...head, ...liveBefore(s.body, head)]);
  const rotated = new Set(
    exchangedIn(s.body)
      .filter((pair) => rotate(ctx, pair, s.span))
      .flat(),
  );
  const trips = lengthOf(range(items.begin, items.end, items.step));
  const isRun = isLess(zero, trips, ctx.assumptions) === "yes";
  // What the last round leaves, or where there is none, what was before.
  const outlives = (n: string) => liveAfter.has(n) && !isRun && ctx.locals.has(n);
  const liveAtHead = liveBefore(s.body, head);
  const carried = [...reboundIn(s.body, (name) => ctx.locals.get(name)?.kind === "array")].filter(
    (n) => !rotated.has(n) && insideLive.has(n) && !boundBy(s.target).includes(n) && (liveAtHead.has(n) || outlives(n)),
  );
  const isCounted = s.target.kind === "name" && iterable.kind === "range" && jumpIn(s.body) === undefined;
  for (const n of boundBy(s.target)) if (liveAfter.has(n) && (!isCounted || outlives(n))) carried.push(n);
  const variable = ctx.graph?.symbol(name, { dtype: "int64" }) ?? `${name}@${s.span.line}`;
  const [least, most] = steps > 0 ? [items.begin, sub(items.end, one)] : [add(items.end, one), items.begin];
  const walk = (c: Context) => {
    const depth = c.depth++;
    withAssumption(c, variable, { least, most }, () => {
      assignValue(c, s.target, items.at(symbol(variable)), s.target.span);
      walkBody(c, s.body, new Set([...insideLive].filter((n) => liveAfter.has(n) || !boundBy(s.target).includes(n))));
    });
    c.depth = depth;
  };
  if (ctx.graph === undefined) {
    walk(ctx);
    return;
  }
  const graph = ctx.graph;
  let last: ReadonlyMap<string, Value> = new Map();
  const bornInside = [...assignedIn([s])].filter((n) => liveAfter.has(n) && !ctx.locals.has(n));
  whilePinned(ctx, carried, [walk], s.span, { isLoop: true }, () => {
    graph.loop(`for_${name}`, s.span, { kind: "for", variable, range: range(items.begin, items.end, items.step) }, () =>
      withOwnFacts(ctx, () =>
        throughLoop(ctx, s.span, head, isRun && jumpIn(s.body) === undefined, () => repeated(ctx, s.body, walk)),
      ),
    );
    last = new Map(ctx.locals);
  });
  if (jumpIn(s.body) === undefined) for (const name of carried) settleType(ctx, name, last.get(name), isRun, trips);
  if (bornInside.length > 0 && !isRun)
    graph.check({
      condition: { kind: "compare", dtype: "bool", operator: ">", left: index(trips), right: index(zero) },
      exception: "UnboundLocalError",
      message: `cannot access local variable '${bornInside[0]}' where it is not associated with a value`,
      span: s.span,
    });
  if (isCounted && !carried.includes(name))
    ctx.locals.set(name, { kind: "int", expr: add(items.begin, mul(items.step, sub(trips, one))) });
}

/** A carried number is of the type that the last round leaves, where there was one. */
function settleType(ctx: Context, name: string, last: Value | undefined, isRun: boolean, trips: Expr): void {
  const value = ctx.locals.get(name);
  if (value?.kind !== "number" || value.mixed === undefined || last?.kind !== "number" || last.mixed !== undefined)
    return;
  const ran: Scalar = { kind: "compare", dtype: "bool", operator: ">", left: index(trips), right: index(zero) };
  ctx.locals.set(name, withOthers(value, isRun ? [] : value.mixed.others, ran));
}

/** A loop over the items of a tuple, which the text gives one by one. */
function unrolled(
  ctx: Context,
  s: For,
  items: readonly Value[],
  liveAfter: ReadonlySet<string>,
  walkBody: WalkBody,
): void {
  const jump = jumpIn(s.body);
  if (jump !== undefined)
    fail(
      "unsupported-syntax",
      jump.span,
      `\`${jump.kind}\` in a loop over a tuple is not compiled.`,
      "Loop over an array or a range.",
    );
  const head = liveBefore([s], liveAfter);
  for (const item of items) {
    assignValue(ctx, s.target, item, s.target.span);
    walkBody(ctx, s.body, head);
  }
}

/** A jump of this loop's own, not of a loop inside it. */
function jumpIn(body: readonly Statement[]): (Statement & { kind: "break" | "continue" }) | undefined {
  for (const s of body) {
    if (s.kind === "break" || s.kind === "continue") return s;
    const inner = s.kind === "if" ? jumpIn([...s.body, ...s.otherwise]) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** What was made sure of before a loop may fail in its second iteration, where the body assigns an int that is carried. */
function repeated(ctx: Context, body: readonly Statement[], walk: (ctx: Context) => void): void {
  if ([...assignedIn(body)].some((name) => ctx.pinned.get(name)?.kind === "symbol")) ctx.facts = new Set();
  walk(ctx);
}

export function whileLoop(ctx: Context, s: While, liveAfter: ReadonlySet<string>, walkBody: WalkBody): void {
  if (s.otherwise.length > 0) fail("unsupported-syntax", s.span, "`else` after a loop is not compiled.", "Use a flag.");
  const head = liveBefore([s], liveAfter);
  const rotated = new Set(
    exchangedIn(s.body)
      .filter((pair) => rotate(ctx, pair, s.span))
      .flat(),
  );
  const carried = [...reboundIn(s.body, (name) => ctx.locals.get(name)?.kind === "array")].filter(
    (n) => !rotated.has(n) && head.has(n),
  );
  const walk = (c: Context) => {
    const depth = c.depth++;
    const test = c.walk.evaluate(c, s.test, { name: "", truth: true });
    if (c.graph !== undefined) {
      const code = conditionCode(s.test, test);
      const graph = c.graph;
      graph.conditional("while_test", s.test.span, [
        {
          condition: { kind: "unary", dtype: "bool", operator: "not", operand: code },
          body: () => graph.jump("break", s.test.span),
        },
      ]);
    }
    walkBody(c, s.body, head);
    c.depth = depth;
  };
  if (ctx.graph === undefined) {
    walk(ctx);
    return;
  }
  const graph = ctx.graph;
  whilePinned(ctx, carried, [walk], s.span, { isLoop: true }, () => {
    graph.loop("while", s.span, { kind: "while", condition: constant(1, "bool") }, () =>
      withOwnFacts(ctx, () => throughLoop(ctx, s.span, head, false, () => repeated(ctx, s.body, walk))),
    );
  });
}
