// What a `for` loop walks: ranges, the first axis of arrays, and several of them in step.
import { need, type Span } from "../../diagnostics/index.ts";
import { add, type Expr, lengthOf, min, mul, one, range, zero } from "../../symbolic/index.ts";
import { fail } from "../problem.ts";
import { type ArrayValue, describe, type Value } from "../types/value.ts";
import { type Context, tidy } from "./context.ts";

export interface Items {
  readonly begin: Expr;
  readonly end: Expr;
  readonly step: Expr;
  /** What the loop's target is bound to while its variable is `i`. */
  readonly at: (i: Expr) => Value;
}

export function itemsOf(ctx: Context, iterable: Value, span: Span): Items {
  switch (iterable.kind) {
    case "range":
      return { ...iterable, at: (expr) => ({ kind: "int", expr }) };
    case "array":
      return {
        begin: zero,
        end: need(iterable.shape[0], "an axis to walk"),
        step: one,
        at: (i) => elementAt(iterable, i),
      };
    case "zipped":
      return zipped(ctx, iterable.parts, span);
    default:
      return fail(
        "unsupported-syntax",
        span,
        `A loop over ${describe(iterable)} is not compiled.`,
        "Loop over `range(…)`, an array, a tuple, or `zip` and `enumerate` of these.",
      );
  }
}

/** Step n of each part, for as many steps as the shortest has. */
function zipped(ctx: Context, parts: readonly Value[], span: Span): Items {
  const walked = parts.map((part) =>
    part.kind === "counter"
      ? { trips: undefined, nth: (n: Expr): Value => ({ kind: "int", expr: add(part.begin, n) }) }
      : nthOf(itemsOf(ctx, part, span)),
  );
  const trips = walked.flatMap(({ trips }) => (trips === undefined ? [] : [trips]));
  if (trips.length === 0) fail("wrong-arguments", span, "`zip` needs something to walk.");
  return {
    begin: zero,
    end: tidy(ctx, min(...trips)),
    step: one,
    at: (n) => ({ kind: "tuple", items: walked.map(({ nth }) => nth(n)) }),
  };
}

function nthOf({ begin, end, step, at }: Items): { trips: Expr; nth: (n: Expr) => Value } {
  return { trips: lengthOf(range(begin, end, step)), nth: (n) => at(add(begin, mul(step, n))) };
}

/** Step `i` along the first axis. */
export function elementAt(array: ArrayValue, i: Expr): Value {
  const rest = array.shape.slice(1);
  const dims = array.place?.dims.map((d) =>
    d.axis === undefined
      ? d
      : d.axis === 0
        ? { offset: add(d.offset, mul(d.step, i)), step: one }
        : { ...d, axis: d.axis - 1 },
  );
  const place = dims && array.place ? { place: { container: array.place.container, dims } } : {};
  return rest.length === 0
    ? { kind: "number", dtype: array.dtype, weak: false, ...place }
    : { kind: "array", dtype: array.dtype, shape: rest, ...place };
}
