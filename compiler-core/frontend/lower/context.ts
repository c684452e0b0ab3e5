// What is known while a program is walked: names, assumptions, and (for the kernel) the graph being written.
import type { Span } from "../../diagnostics/index.ts";
import { type Check, type DType, index, printScalar } from "../../sdfg/index.ts";
import {
  type Assumptions,
  assume,
  type Bounds,
  type Expr,
  nothingAssumed,
  simplify,
  symbol,
  zero,
} from "../../symbolic/index.ts";
import type { Expression, FunctionDefinition } from "../../syntax/index.ts";
import { fail } from "../problem.ts";
import type { Place, Value } from "../types/value.ts";
import { type Aliases, noAliases } from "./aliases.ts";
import type { GraphBuilder } from "./builder.ts";

export interface Context {
  /** None while only types are asked for, as in `initialize`. */
  readonly graph: GraphBuilder | undefined;
  readonly module: ReadonlyMap<string, Value>;
  locals: Map<string, Value>;
  assumptions: Assumptions;
  /** Names that must keep one container while a loop or branch runs, with that container's place. */
  pinned: Map<string, Pinned>;
  /** Names whose arrays trade places in a loop, with the symbol that says which half the first one is. */
  readonly rotations: Map<string, string>;
  /** Conditions that a check before this point has made sure of, by their text. */
  facts: ReadonlySet<string>;
  /** Masks made by the statement at hand, by their text: the same text is the same mask. */
  readonly masks: Map<string, Value>;
  /** What is written after the program's last statement. */
  readonly epilogue: (() => void)[];
  /** Names that some path leaves without a value, with the symbol that is 1 once they have one. */
  unsure: Map<string, string>;
  /** What the containers of carried names may stand for besides themselves. */
  aliases: Aliases;
  /** Containers written in place so far. */
  readonly written: string[];
  /** How many containers there were when the function being walked was called. */
  frame: number;
  /** Names that are read after the statement being walked. */
  liveAfter: () => ReadonlySet<string>;
  /** Calls being inlined, innermost last: recursion is refused. */
  readonly calls: string[];
  /** How many calls were written out so far. */
  inlined: number;
  /** What the function being walked returned, once it did. */
  returned: Value | undefined;
  /** How many loops and branches are open in the function being walked. */
  depth: number;
  /** On a walk for types alone: whether what it walked may raise. */
  readonly trial?: { mayRaise: boolean };
  readonly walk: Walk;
}

/** The two walks that call each other through the context: expressions, and the bodies of called functions. */
export interface Walk {
  readonly evaluate: (ctx: Context, e: Expression, wish?: Wish) => Value;
  readonly inline: (ctx: Context, definition: FunctionDefinition, locals: Map<string, Value>) => Value;
}

export type Pinned =
  | { readonly kind: "container"; readonly place: Place; readonly value: Value }
  | { readonly kind: "symbol"; readonly name: string };

/** What the surroundings would like an expression's result to be called, or where they want it written. */
export interface Wish {
  readonly name: string;
  /** Only a part of what will carry the name. */
  readonly part?: true;
  /** Only whether it is true matters. */
  readonly truth?: true;
  readonly into?: { readonly place: Place; readonly shape: readonly Expr[]; readonly dtype: DType };
}

export function newContext(module: ReadonlyMap<string, Value>, graph: GraphBuilder | undefined, walk: Walk): Context {
  return {
    graph,
    module,
    locals: new Map(),
    assumptions: nothingAssumed,
    pinned: new Map(),
    rotations: new Map(),
    facts: new Set(),
    masks: new Map(),
    epilogue: [],
    unsure: new Map(),
    aliases: noAliases,
    written: [],
    frame: 0,
    liveAfter: () => new Set(),
    calls: [],
    inlined: 0,
    returned: undefined,
    depth: 0,
    walk,
  };
}

export function lookUp(ctx: Context, name: string, span: Span): Value {
  const bound = ctx.unsure.get(name);
  if (bound !== undefined)
    ensure(ctx, {
      condition: { kind: "compare", dtype: "bool", operator: ">", left: index(symbol(bound)), right: index(zero) },
      exception: "UnboundLocalError",
      message: `cannot access local variable '${name}' where it is not associated with a value`,
      span,
    });
  const value = ctx.locals.get(name) ?? ctx.module.get(name) ?? builtins.get(name);
  if (value === undefined)
    fail(
      "unknown-name",
      span,
      `The name \`${name}\` has no value here.`,
      ctx.graph ? "Assign it before this line, on every path that leads here." : undefined,
    );
  return value;
}

const builtins: ReadonlyMap<string, Value> = new Map(
  ["range", "len", "abs", "min", "max", "int", "float", "complex", "bool", "sum", "round", "zip", "enumerate"].map(
    (name): [string, Value] => [name, { kind: "library", path: `builtins.${name}` }],
  ),
);

export function tidy(ctx: Context, expr: Expr): Expr {
  return simplify(expr, ctx.assumptions);
}

/** Says at run time that `condition` holds, unless a check before has said so already. */
export function ensure(ctx: Context, check: Check): void {
  const fact = `${check.exception} ${printScalar(check.condition)}`;
  if (ctx.facts.has(fact)) return;
  noteCheck(ctx);
  if (ctx.graph === undefined) return;
  ctx.graph.check(check);
  ctx.facts = new Set([...ctx.facts, fact]);
}

/** Says, on a walk for types, that the walk for real will write a check here. */
export function noteCheck(ctx: Context): void {
  if (ctx.trial !== undefined) ctx.trial.mayRaise = true;
}

/** Runs `body`; what it makes sure of holds only inside. */
export function withOwnFacts(ctx: Context, body: () => void): void {
  const before = ctx.facts;
  try {
    body();
  } finally {
    ctx.facts = before;
  }
}

/** Runs `body` while `name` is known to lie within bounds. */
export function withAssumption(ctx: Context, name: string, bounds: Bounds, body: () => void): void {
  const before = ctx.assumptions;
  ctx.assumptions = assume(before, name, bounds);
  try {
    body();
  } finally {
    ctx.assumptions = before;
  }
}
