// `a and b`, `a or b`, `a < b < c`, `x if c else y`: what stands behind is computed only where Python comes to it.

import { need, type Span } from "../../diagnostics/index.ts";
import { cast, type DType, type Scalar } from "../../sdfg/index.ts";
import type { CompareOperator, Expression } from "../../syntax/index.ts";
import { fail } from "../problem.ts";
import { promotedOf } from "../types/promotion.ts";
import { describe, type NumberValue, type Numeric, shapeOf, type Value } from "../types/value.ts";
import { decide } from "./condition.ts";
import { type Context, type Wish, withOwnFacts } from "./context.ts";
import { asNumeric, copyInto, elementwise, newArray, symbolicCode } from "./elementwise.ts";
import { readOf } from "./indexing.ts";
import { requireDtype } from "./mixed-type.ts";
import { compare, known } from "./operators.ts";

/** The value of `a and b` is one of its operands; where only its truth matters (`wish.truth`), they may differ in type. */
export function boolOp(ctx: Context, e: Expression & { kind: "bool-op" }, wish: Wish): Value {
  const inner: Wish = { name: wish.name, part: true, ...(wish.truth && { truth: true }) };
  const [first, ...others] = e.values;
  return others.reduce(
    (left, part) => goingOn(ctx, e.operator, left, (c) => truthValue(c, part, inner), inner, e.span),
    truthValue(ctx, need(first, "operand"), inner),
  );
}

/** `a < b < c` is `a < b and b < c`, with b computed once. */
export function comparison(ctx: Context, e: Expression & { kind: "compare" }, wish: Wish): Value {
  const inner: Wish = { name: wish.name, part: true };
  const side = (c: Context, part: Expression) => c.walk.evaluate(c, part, inner);
  const chained = (c: Context, left: Value, at: number): Numeric => {
    const right = side(c, need(e.comparators[at], "comparator"));
    const operator = need(e.operators[at], "operator");
    const isLast = at === e.operators.length - 1;
    const pair = comparedPair(c, operator, left, right, e.span, at === 0 && isLast ? wish : inner);
    if (isLast) return pair;
    return goingOn(
      c,
      "and",
      scalarTruth(pair, e.span),
      (d) => scalarTruth(chained(d, right, at + 1), e.span),
      wish,
      e.span,
    );
  };
  return chained(ctx, side(ctx, e.left), 0);
}

function comparedPair(
  ctx: Context,
  operator: CompareOperator,
  left: Value,
  right: Value,
  span: Span,
  wish: Wish,
): Numeric {
  if (operator === "is" || operator === "is not") {
    const same = left.kind === "none" && right.kind === "none";
    return known(same === (operator === "is") ? 1 : 0, 0, "bool");
  }
  return compare(
    ctx,
    operator,
    asNumeric(left, span, "The left side"),
    asNumeric(right, span, "The right side"),
    span,
    wish,
  );
}

/** `left and …` or `left or …`, where what stands behind is computed only if `left` does not decide. */
function goingOn(
  ctx: Context,
  operator: "and" | "or",
  left: Numeric,
  behind: (ctx: Context) => Numeric,
  wish: Wish,
  span: Span,
): Numeric {
  const decided = decidedTruth(ctx, left);
  if (decided === (operator === "or")) return left;
  if (decided !== undefined) return behind(ctx);
  const trial = tried(ctx, behind);
  const type = wish.truth ? truthType : commonType(ctx, left, trial.value, span);
  if (!trial.mayRaise) return joined(ctx, operator, left, behind(ctx), type, span);
  return chosen(ctx, left, type, span, (condition, store) => {
    store(left);
    const goesOn: Scalar =
      operator === "and" ? condition : { ...truthType, kind: "unary", operator: "not", operand: condition };
    return [{ condition: goesOn, body: () => store(behind(ctx)) }];
  });
}

interface Type {
  readonly dtype: DType;
  readonly weak: boolean;
}

const truthType: Type = { dtype: "bool", weak: true };

export function conditionalExpression(ctx: Context, e: Expression & { kind: "if-expression" }, wish: Wish): Value {
  const test = truthValue(ctx, e.test, { name: wish.name, part: true, truth: true });
  const decided = decidedTruth(ctx, test);
  if (decided !== undefined) return ctx.walk.evaluate(ctx, decided ? e.then : e.otherwise, wish);
  const side = (part: Expression) => (c: Context) => scalar(c.walk.evaluate(c, part), e.span);
  const trials = [e.then, e.otherwise].map((part) => tried(ctx, side(part)));
  const [a, b] = trials.map(({ value }) => value) as [Numeric, Numeric];
  const type = commonType(ctx, a, b, e.span);
  if (trials.some(({ mayRaise }) => mayRaise))
    return chosen(ctx, test, type, e.span, (condition, store) => [
      { condition, body: () => store(side(e.then)(ctx)) },
      { body: () => store(side(e.otherwise)(ctx)) },
    ]);
  const operands = [test, side(e.then)(ctx), side(e.otherwise)(ctx)];
  return elementwise(
    ctx,
    {
      label: "where",
      span: e.span,
      operands,
      ...type,
      code: ([c, x, y]) => ({
        kind: "select",
        dtype: type.dtype,
        condition: cast(need(c, "condition"), "bool"),
        then: cast(need(x, "then"), type.dtype),
        otherwise: cast(need(y, "otherwise"), type.dtype),
      }),
    },
    wish,
  );
}

/** Nothing that either operand needs can raise: both are computed, and one is taken. */
function joined(ctx: Context, operator: "and" | "or", left: Numeric, right: Numeric, type: Type, span: Span): Numeric {
  const { dtype } = type;
  const code = ([a, b]: readonly Scalar[]): Scalar => {
    const [x, y] = [cast(need(a, "left"), dtype), cast(need(b, "right"), dtype)];
    if (dtype === "bool") return { kind: "logical", dtype, operator, left: x, right: y };
    const [then, otherwise] = operator === "and" ? [y, x] : [x, y];
    return { kind: "select", dtype, condition: cast(x, "bool"), then, otherwise };
  };
  return elementwise(ctx, { label: operator, span, operands: [left, right], ...type, code }, { name: "" });
}

type Branches = readonly { readonly condition?: Scalar; readonly body: () => void }[];

/** A number that branches on `test` store, each computing what it needs for itself. */
function chosen(
  ctx: Context,
  test: Numeric,
  type: Type,
  span: Span,
  branches: (condition: Scalar, store: (value: Numeric) => void) => Branches,
): Numeric {
  const { graph } = ctx;
  if (graph === undefined) return { kind: "number", ...type };
  const place = need(newArray(ctx, "chosen", type.dtype, [], span).place, "a place");
  const store = (value: Numeric) => copyInto(ctx, value, { place, shape: [], dtype: type.dtype }, "choose", span);
  const condition = cast(symbolicCode(test) ?? readOf(test as NumberValue), "bool");
  const sides = branches(condition, store);
  graph.conditional(
    "choose",
    span,
    sides.map(({ condition, body }) => ({ ...(condition && { condition }), body: () => withOwnFacts(ctx, body) })),
  );
  return { kind: "number", ...type, place };
}

/** What an expression would be, without writing it; and whether it may raise. */
function tried(ctx: Context, evaluate: (ctx: Context) => Numeric): { value: Numeric; mayRaise: boolean } {
  const trial = { mayRaise: false };
  const value = evaluate({ ...ctx, graph: undefined, masks: new Map(), calls: [...ctx.calls], trial });
  if (trial.mayRaise && ctx.trial !== undefined) ctx.trial.mayRaise = true;
  return { value, mayRaise: trial.mayRaise };
}

function truthValue(ctx: Context, e: Expression, wish: Wish): Numeric {
  const value = asNumeric(ctx.walk.evaluate(ctx, e, wish), e.span, "A truth value");
  return scalarTruth(value, e.span);
}

/** Truth that symbols and assumptions decide. */
function decidedTruth(ctx: Context, value: Numeric): boolean | undefined {
  const code = symbolicCode(value);
  return code === undefined ? undefined : decide(ctx, cast(code, "bool"));
}

function commonType(ctx: Context, a: Numeric, b: Numeric, span: Span): Type {
  for (const value of [a, b]) requireDtype(ctx, value, span);
  const [left, right] = [promotedOf(a), promotedOf(b)];
  if (left.dtype !== right.dtype)
    fail(
      "changing-type",
      span,
      `This is ${describe(a)} or ${describe(b)}, as the values go.`,
      "Convert one of them, so that both have one type.",
    );
  return { dtype: left.dtype, weak: left.weak && right.weak };
}

function scalar(value: Value, span: Span): Numeric {
  const number = asNumeric(value, span, "A side of a conditional expression");
  if (shapeOf(number).length > 0)
    fail(
      "unsupported-syntax",
      span,
      "A conditional expression between arrays is not compiled.",
      "Use `np.where`, or an `if` statement.",
    );
  return number;
}

export function scalarTruth(value: Numeric, span: Span): Numeric {
  if (shapeOf(value).length > 0)
    fail(
      "wrong-type",
      span,
      "The truth value of an array with more than one element is ambiguous: NumPy raises ValueError here.",
      "Use `np.logical_and`, `np.any` or `np.all`.",
    );
  return value;
}
