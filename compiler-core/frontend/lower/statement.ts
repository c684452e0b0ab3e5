// One Python statement → blocks of the graph.
import type { Span } from "../../diagnostics/index.ts";
import { constant } from "../../sdfg/index.ts";
import type { Expression, FunctionDefinition, Statement } from "../../syntax/index.ts";
import { fail } from "../problem.ts";
import type { Value } from "../types/value.ts";
import { assign, assignValue, augment, settle } from "./assign.ts";
import { branch } from "./branch.ts";
import { type Context, noteCheck } from "./context.ts";
import { liveBefore } from "./liveness.ts";
import { forLoop, whileLoop } from "./loop.ts";
import { exchange } from "./rotation.ts";
import { withSingleReturn } from "./single-return.ts";

/** Walks statements in order; `liveAfter` are the names that are read after the last of them. */
export function walkBody(ctx: Context, statements: readonly Statement[], liveAfter: ReadonlySet<string>): void {
  statements.forEach((statement, i) => {
    if (ctx.returned !== undefined) return;
    ctx.graph?.beginStatement(labelOf(statement), statement.span);
    ctx.masks.clear();
    const live = () => liveBefore(statements.slice(i + 1), liveAfter);
    ctx.liveAfter = live;
    walkStatement(ctx, statement, live);
  });
}

function walkStatement(ctx: Context, s: Statement, liveAfter: () => ReadonlySet<string>): void {
  switch (s.kind) {
    case "assign": {
      if (exchange(ctx, s)) return;
      const [first, ...others] = s.targets;
      if (first === undefined) return;
      if (others.length === 0) {
        assign(ctx, first, s.value, s.span);
        return;
      }
      const value = settle(ctx, ctx.walk.evaluate(ctx, s.value), "value", s.span);
      for (const target of s.targets) assignValue(ctx, target, value, s.span);
      return;
    }
    case "augmented":
      augment(ctx, s.target, s.operator, s.value, s.span);
      return;
    case "for":
      forLoop(ctx, s, liveAfter(), walkBody);
      return;
    case "while":
      whileLoop(ctx, s, liveAfter(), walkBody);
      return;
    case "if":
      branch(ctx, s, liveAfter(), walkBody);
      return;
    case "return":
      if (ctx.depth > 0)
        fail(
          "unsupported-syntax",
          s.span,
          "A `return` inside a loop or branch is compiled where every way returns equally many values.",
          "Return as many values on every way, also at the end.",
        );
      ctx.returned = s.value === undefined ? { kind: "none" } : ctx.walk.evaluate(ctx, s.value, { name: "result" });
      return;
    case "raise":
      raise(ctx, s.exception, s.span);
      return;
    case "expression":
      if (s.value.kind !== "string") ctx.walk.evaluate(ctx, s.value);
      return;
    case "pass":
      return;
    case "break":
    case "continue":
      if (ctx.pinned.size > 0 || ctx.depth > 0) ctx.graph?.jump(s.kind, s.span);
      return;
    case "function":
      ctx.locals.set(s.name, { kind: "function", definition: s, closure: ctx.locals });
      return;
    case "import":
      for (const name of s.names)
        ctx.locals.set(name.as, {
          kind: "library",
          path: name.member === undefined ? name.module : `${name.module}.${name.member}`,
        });
      return;
    case "unsupported":
      fail(
        "unsupported-syntax",
        s.span,
        `Datawright doesn't compile ${s.what}.`,
        "Rewrite this part with loops, branches and functions.",
      );
  }
}

function raise(ctx: Context, exception: Expression | undefined, span: Span): void {
  const call = exception?.kind === "call" ? exception : undefined;
  const named = call?.callee ?? exception;
  if (named?.kind !== "name")
    fail("unsupported-syntax", span, "This `raise` is not compiled.", "Raise a named exception with a fixed message.");
  const [text] = call?.args ?? [];
  if (text !== undefined && text.kind !== "string" && text.kind !== "f-string")
    fail("unsupported-syntax", text.span, "The message of an exception must be a plain string or an f-string.");
  // The values are not part of our message, and computing them may raise.
  if (text?.kind === "f-string") for (const value of text.values) ctx.walk.evaluate(ctx, value);
  noteCheck(ctx);
  ctx.graph?.check({
    condition: constant(0, "bool"),
    exception: named.id,
    message: text === undefined ? "" : text.kind === "string" ? text.value : text.text,
    span,
  });
}

/** A called function's body, walked in place with names of its own. */
export function inlineBody(ctx: Context, definition: FunctionDefinition, locals: Map<string, Value>): Value {
  const { locals: outer, pinned, returned, depth, frame, liveAfter, unsure } = ctx;
  ctx.calls.push(definition.name);
  Object.assign(ctx, {
    locals,
    pinned: new Map(),
    returned: undefined,
    depth: 0,
    unsure: new Map(),
    frame: ctx.graph?.containers.size ?? 0,
  });
  try {
    walkBody(ctx, withSingleReturn(definition.body), new Set());
    return ctx.returned ?? { kind: "none" };
  } finally {
    ctx.calls.pop();
    Object.assign(ctx, { locals: outer, pinned, returned, depth, frame, liveAfter, unsure });
  }
}

/** What a statement's states are called: its target, or its kind. */
function labelOf(s: Statement): string {
  const nameOf = (e: Expression): string =>
    e.kind === "name"
      ? e.id
      : e.kind === "subscript" || e.kind === "attribute"
        ? nameOf(e.value)
        : e.kind === "tuple" && e.items[0]
          ? nameOf(e.items[0])
          : "statement";
  if (s.kind === "assign") return s.targets[0] === undefined ? "assign" : nameOf(s.targets[0]);
  if (s.kind === "augmented") return nameOf(s.target);
  if (s.kind === "for") return `for_${nameOf(s.target)}`;
  return s.kind;
}
