// Numbers whose type only the path decides: `s = 0`, and in a loop `s += x[k]`, is an int where the loop never runs. As long as every
// type gives the same result nothing has to be known; where they differ, the run makes sure of the type, or it is refused.
import type { Span } from "../../diagnostics/index.ts";
import type { Scalar } from "../../sdfg/index.ts";
import { fail } from "../problem.ts";
import { type Promoted, promote, promotedOf } from "../types/promotion.ts";
import { describe, isNumeric, type NumberValue, type Numeric, shapeOf, type Value } from "../types/value.ts";
import { type Context, ensure } from "./context.ts";

const same = (a: Promoted, b: Promoted) => a.dtype === b.dtype && a.weak === b.weak;

/** What else than `type` a name with these values is, as the path goes. */
export function otherTypes(values: readonly Value[], type: Promoted): readonly Promoted[] {
  const types = values.filter(isNumeric).flatMap((v) => [promotedOf(v), ...othersOf(v)]);
  return types.filter((t, i) => !same(t, type) && types.findIndex((u) => same(t, u)) === i);
}

const othersOf = (value: Numeric) => (value.kind === "number" ? (value.mixed?.others ?? []) : []);

/** `value` with what the path leaves open: the type is its own where `when` holds. */
export function withOthers(value: NumberValue, others: readonly Promoted[], when?: Scalar): NumberValue {
  const { mixed, ...own } = value;
  return others.length === 0 ? own : { ...own, mixed: { others, ...(when && { when }) } };
}

/** Makes sure that the number has the type that it is taken for. */
function requireType(ctx: Context, value: NumberValue, span: Span): void {
  const { mixed, ...own } = value;
  if (mixed === undefined) return;
  const types = [own, ...mixed.others.map((other): NumberValue => ({ kind: "number", ...other }))].map(describe);
  const said = types.join(" or ");
  if (mixed.when === undefined)
    fail(
      "changing-type",
      span,
      `What is used here is ${said}, as the loops and branches before it go, and the result differs.`,
      "Give it one type from the start: `0.0` instead of `0`, or a conversion such as `float(…)`.",
    );
  ensure(ctx, {
    condition: mixed.when,
    exception: "TypeError",
    message: `this number is ${said}, as the loop before it goes, and is compiled for the first only`,
    span,
  });
}

/** Does the path decide the dtype, and not only whether the number is Python's or NumPy's? */
export function differsInDtype({ dtype, mixed }: NumberValue): boolean {
  return mixed?.others.some((other) => other.dtype !== dtype) ?? false;
}

/** For a value that shows its dtype: one that is returned, or chosen among others. */
export function requireDtype(ctx: Context, value: Value, span: Span): void {
  if (value.kind === "number" && differsInDtype(value)) requireType(ctx, value, span);
}

/** Before a function computes with values: makes sure of the types that decide the result's. */
export function requireTypes(ctx: Context, values: readonly Numeric[], span: Span): void {
  for (const value of values) {
    if (value.kind !== "number" || value.mixed === undefined) continue;
    const beside = values.filter((other) => other !== value).map(promotedOf);
    const typeWith = (own: Promoted) => beside.reduce(promote, own).dtype;
    if (value.mixed.others.some((other) => typeWith(other) !== typeWith(promotedOf(value))))
      requireType(ctx, value, span);
  }
}

/** What else an operator's result is, as the path goes. Of an array only the dtype counts, and that has to be sure. */
export function mixedResult(
  ctx: Context,
  operands: readonly [Numeric, Numeric],
  typeOf: (a: Promoted, b: Promoted) => Promoted,
  span: Span,
): NumberValue["mixed"] {
  const mixed = operands.flatMap((x) => (x.kind === "number" && x.mixed ? [x.mixed] : []));
  if (mixed.length === 0) return undefined;
  const [left, right] = operands.map((x) => [promotedOf(x), ...othersOf(x)]) as [Promoted[], Promoted[]];
  const [own, ...types] = left.flatMap((a) => right.map((b) => typeOf(a, b)));
  const others = types.filter((t, i) => own && !same(t, own) && types.findIndex((u) => same(t, u)) === i);
  if (operands.some((x) => shapeOf(x).length > 0)) {
    const differ = others.some(({ dtype }) => dtype !== own?.dtype);
    if (differ) for (const x of operands) if (x.kind === "number") requireType(ctx, x, span);
    return undefined;
  }
  if (others.length === 0) return undefined;
  const whens = mixed.flatMap(({ when }) => when ?? []);
  if (whens.length < mixed.length) return { others };
  return {
    others,
    when: whens.reduce((a, b) => ({ kind: "logical", dtype: "bool", operator: "and", left: a, right: b })),
  };
}
