// Python's own functions, as far as they compute with numbers and arrays.

import { need, type Span } from "../../diagnostics/index.ts";
import { cast, type Scalar } from "../../sdfg/index.ts";
import { int, max, min, neg, one, zero } from "../../symbolic/index.ts";
import { absolute } from "../numpy/ufuncs.ts";
import { fail } from "../problem.ts";
import { promotedOf } from "../types/promotion.ts";
import { describe, dtypeOf, isNumeric, type Numeric, shapeOf, type Value } from "../types/value.ts";
import type { Context, Wish } from "./context.ts";
import { asNumeric, elementwise } from "./elementwise.ts";
import { asIndex } from "./indexing.ts";
import { requireDtype } from "./mixed-type.ts";

export interface BuiltinCall {
  readonly ctx: Context;
  readonly span: Span;
  readonly wish: Wish;
  readonly args: readonly Value[];
  /** `np.NAME(…)` with the arguments given. */
  readonly numpy: (name: string, args: readonly Value[], axis?: Value) => Value;
}

type Builtin = (call: BuiltinCall) => Value;

export function callBuiltin(name: string, call: BuiltinCall): Value {
  const builtin = builtins.get(name);
  return builtin === undefined ? fail("unsupported-call", call.span, `\`${name}\` is not compiled.`) : builtin(call);
}

const range: Builtin = ({ ctx, span, args: [first, second, third] }) => {
  const bound = (value: Value) => asIndex(ctx, value, span, "A bound of `range`");
  if (first === undefined) return fail("wrong-arguments", span, "`range` needs a bound.");
  if (second === undefined) return { kind: "range", begin: zero, end: bound(first), step: one };
  return { kind: "range", begin: bound(first), end: bound(second), step: third === undefined ? one : bound(third) };
};

const len: Builtin = ({ span, args: [first] }) => {
  if (first?.kind === "tuple") return { kind: "int", expr: int(first.items.length) };
  const [extent] = first !== undefined && isNumeric(first) ? shapeOf(first) : [];
  return extent === undefined
    ? fail("wrong-type", span, "`len` needs an array or a tuple.")
    : { kind: "int", expr: extent };
};

const abs: Builtin = ({ ctx, span, wish, args: [first] }) => {
  if (first?.kind === "int") return { kind: "int", expr: max(first.expr, neg(first.expr)) };
  return absolute(asNumeric(first ?? { kind: "none" }, span, "The argument of `abs`"), {
    ctx,
    span,
    wish,
    call: () => fail("unsupported-call", span, "`abs` takes a number."),
  });
};

/** Ints stay expressions; of other numbers the first one wins unless a later one is strictly better, as Python says. */
function extremum(name: "min" | "max"): Builtin {
  return ({ ctx, span, wish, args }) => {
    const given = args.length === 1 && args[0]?.kind === "tuple" ? args[0].items : args;
    const exprs = given.map((arg) => (arg.kind === "int" ? arg.expr : undefined));
    if (exprs.length > 1 && exprs.every((x) => x !== undefined))
      return { kind: "int", expr: (name === "min" ? min : max)(...exprs) };
    const [first, ...others] = given.map((arg) => asNumeric(arg, span, `An argument of \`${name}\``));
    if (first === undefined || others.length === 0 || [first, ...others].some((x) => shapeOf(x).length > 0))
      return fail(
        "unsupported-call",
        span,
        `\`${name}\` is compiled for two or more numbers.`,
        `Use \`np.${name}\` for the elements of an array.`,
      );
    return others.reduce((best: Numeric, next) => better(name, best, next, { ctx, span, wish }), first);
  };
}

function better(
  name: "min" | "max",
  best: Numeric,
  next: Numeric,
  { ctx, span, wish }: Pick<BuiltinCall, "ctx" | "span" | "wish">,
): Numeric {
  for (const value of [best, next]) requireDtype(ctx, value, span);
  const [a, b] = [promotedOf(best), promotedOf(next)];
  const { dtype } = a;
  // Python gives back one of its arguments as it is; with two types the data would decide which type comes out.
  if (a.dtype !== b.dtype)
    fail(
      "changing-type",
      span,
      `\`${name}\` of ${describe(best)} and ${describe(next)} gives one type or the other, as the values go.`,
      `Convert one of them, or use \`np.${name === "min" ? "minimum" : "maximum"}\`.`,
    );
  const code = ([x, y]: readonly Scalar[]): Scalar => {
    const [first, second] = [cast(need(x, "first"), dtype), cast(need(y, "second"), dtype)];
    return {
      kind: "select",
      dtype,
      condition: { kind: "compare", dtype: "bool", operator: name === "max" ? ">" : "<", left: second, right: first },
      then: second,
      otherwise: first,
    };
  };
  return elementwise(
    ctx,
    { label: name, span, operands: [best, next], dtype: dtypeOf(best), weak: a.weak && b.weak, code },
    { name: wish.name, part: true },
  );
}

/** `zip(a, b)`: one step is a tuple of one element each. */
const zip: Builtin = ({ args }) => ({ kind: "zipped", parts: args });

const enumerate: Builtin = ({ ctx, span, args: [items, start] }) => {
  if (items === undefined) return fail("wrong-arguments", span, "`enumerate` needs what it counts.");
  const begin = start === undefined ? zero : asIndex(ctx, start, span, "The start of `enumerate`");
  return { kind: "zipped", parts: [{ kind: "counter", begin }, items] };
};

const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["range", range],
  ["len", len],
  ["abs", abs],
  ["min", extremum("min")],
  ["max", extremum("max")],
  ["sum", ({ args, numpy }) => numpy("sum", args, { kind: "int", expr: zero })],
  ["zip", zip],
  ["enumerate", enumerate],
]);
