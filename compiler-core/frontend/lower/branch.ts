// `if`, `elif`, `else`.
import type { Statement } from "../../syntax/index.ts";
import { throughBranches } from "./aliases.ts";
import { conditionCode, decide } from "./condition.ts";
import { type Context, withOwnFacts } from "./context.ts";
import { alwaysBinds, reboundIn } from "./liveness.ts";
import { joinedNumber, whilePinned } from "./pinning.ts";

type WalkBody = (ctx: Context, statements: readonly Statement[], liveAfter: ReadonlySet<string>) => void;

export function branch(
  ctx: Context,
  s: Statement & { kind: "if" },
  liveAfter: ReadonlySet<string>,
  walkBody: WalkBody,
): void {
  const test = ctx.walk.evaluate(ctx, s.test, { name: "", truth: true });
  const inside = (body: readonly Statement[]) => (c: Context) => {
    const depth = c.depth++;
    walkBody(c, body, liveAfter);
    c.depth = depth;
  };
  if (ctx.graph === undefined) {
    inside(s.body)(ctx);
    const then = new Map(ctx.locals);
    inside(s.otherwise)(ctx);
    for (const [name, value] of then) ctx.locals.set(name, joinedNumber(ctx.locals.get(name), value) ?? value);
    return;
  }
  const graph = ctx.graph;
  const condition = conditionCode(s.test, test);
  const decided = decide(ctx, condition);
  if (decided !== undefined) {
    walkBody(ctx, decided ? s.body : s.otherwise, liveAfter);
    return;
  }
  const isArray = (name: string) => ctx.locals.get(name)?.kind === "array";
  const merged = [...reboundIn([...s.body, ...s.otherwise], isArray)].filter((name) => liveAfter.has(name));
  whilePinned(
    ctx,
    merged,
    [inside(s.body), inside(s.otherwise)],
    s.span,
    { isLoop: false, isAlwaysBound: (name) => [s.body, s.otherwise].every((side) => alwaysBinds(side, name)) },
    () => {
      // Each side starts from the same names; what it binds for itself ends with it.
      const before = new Map(ctx.locals);
      const side = (body: readonly Statement[]) => () => {
        ctx.locals = new Map(before);
        withOwnFacts(ctx, () => inside(body)(ctx));
      };
      const isComplete = s.otherwise.length > 0;
      const sides = throughBranches(ctx, [side(s.body), ...(isComplete ? [side(s.otherwise)] : [])], isComplete);
      graph.conditional(
        "if",
        s.span,
        sides.map((body, i) => (i === 0 ? { condition, body } : { body })),
      );
      ctx.locals = before;
    },
  );
}
