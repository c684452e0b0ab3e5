// Sums, extrema and the like: the result starts from the identity, and a map joins every element to it.
import { need, type Span } from "../../diagnostics/index.ts";
import { cast, constant, type DType, index, kindOf, type Scalar, type WriteConflict } from "../../sdfg/index.ts";
import { type Expr, isLess, one, point, type Subset, symbol, zero } from "../../symbolic/index.ts";
import type { Numeric } from "../types/value.ts";
import { type Context, ensure, type Wish } from "./context.ts";
import { newArray, operandCodes, temporaryName, wholePlace } from "./elementwise.ts";
import { subsetAt } from "./places.ts";

export interface Reduction {
  readonly label: string;
  readonly span: Span;
  readonly operator: WriteConflict;
  readonly operands: readonly Numeric[];
  /** The shape that the operands have (or are broadcast to). */
  readonly shape: readonly Expr[];
  /** Axes that are joined, in order; all where left out. */
  readonly axes?: readonly number[];
  readonly keepDimensions: boolean;
  readonly dtype: DType;
  /** What is joined at each point. */
  readonly code: (operands: readonly Scalar[]) => Scalar;
}

export function reduction(ctx: Context, r: Reduction, wish: Wish): Numeric {
  const { span } = r;
  const isReduced = (axis: number) => r.axes === undefined || r.axes.includes(axis);
  const kept = r.shape.map((_, axis) => axis).filter((axis) => !isReduced(axis));
  const shape = r.keepDimensions
    ? r.shape.map((extent, axis) => (isReduced(axis) ? one : extent))
    : kept.map((axis) => need(r.shape[axis], "axis"));
  const reduced = r.shape.map((_, axis) => axis).filter(isReduced);
  if (r.operator === "min" || r.operator === "max") checkNotEmpty(ctx, r, reduced);
  if (ctx.graph === undefined)
    return shape.length === 0
      ? { kind: "number", dtype: r.dtype, weak: false }
      : { kind: "array", dtype: r.dtype, shape };
  const graph = ctx.graph;

  const made = newArray(
    ctx,
    temporaryName({ ...wish, ...(wish.into && { part: true as const }) }, r.label),
    r.dtype,
    shape,
    span,
  );
  const place = made.place ?? wholePlace("", []);
  const outer = shape.map((_, i) => `i${i}`);
  const start = { container: place.container, subset: subsetAt(place, shape, outer.map(symbol), () => false) };
  graph.operation({
    label: `${r.label}_init`,
    span,
    params: outer,
    shape,
    inputs: [],
    code: identityOf(r.operator, r.dtype),
    into: start,
  });

  // Joined axes are the innermost loops; every parameter is named by the axis it walks.
  const params = r.shape.map((_, axis) => `i${axis}`);
  const order = [...kept, ...reduced];
  const { inputs, codes, checks } = operandCodes(ctx, r.operands, r.shape, params, span);
  const into: Subset = (
    r.keepDimensions
      ? r.shape.map((_, axis) => (isReduced(axis) ? zero : symbol(need(params[axis], "parameter"))))
      : kept.map((axis) => symbol(need(params[axis], "parameter")))
  ).map(point);
  graph.beginStatement(r.label, span);
  graph.operation({
    label: r.label,
    span,
    params: order.map((axis) => need(params[axis], "parameter")),
    shape: order.map((axis) => need(r.shape[axis], "extent")),
    inputs,
    code: cast(r.code(codes), r.dtype),
    checks,
    into: { container: place.container, subset: into },
    wcr: r.operator,
  });
  return shape.length === 0 ? { kind: "number", dtype: r.dtype, weak: false, place } : made;
}

function checkNotEmpty(ctx: Context, r: Reduction, reduced: readonly number[]): void {
  for (const axis of reduced) {
    const extent = need(r.shape[axis], "extent");
    if (isLess(zero, extent, ctx.assumptions) === "yes") continue;
    const condition: Scalar = {
      kind: "compare",
      dtype: "bool",
      operator: ">",
      left: index(extent),
      right: index(zero),
    };
    const name = r.operator === "max" ? "maximum" : "minimum";
    ensure(ctx, {
      condition,
      exception: "ValueError",
      message: `zero-size array to reduction operation ${name} which has no identity`,
      span: r.span,
    });
  }
}

/** The value that joining leaves as it is. */
export function identityOf(operator: WriteConflict, dtype: DType): Scalar {
  const kind = kindOf(dtype);
  switch (operator) {
    case "sum":
      return constant(0, dtype, kind === "complex" ? 0 : undefined);
    case "product":
      return constant(1, dtype, kind === "complex" ? 0 : undefined);
    case "and":
      return constant(1, "bool");
    case "or":
      return constant(0, "bool");
    case "min":
    case "max": {
      const lowest = operator === "max";
      if (kind === "bool") return constant(lowest ? 0 : 1, dtype);
      if (kind === "float") return constant(lowest ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY, dtype);
      const bits = Number(/\d+$/.exec(dtype)?.[0]);
      // −2⁶³ is exact as a number, 2⁶³ − 1 is not: the greatest value comes as the complement of the least.
      const least = constant(kind === "uint" ? 0 : -(2 ** (bits - 1)), dtype);
      return lowest ? least : { kind: "unary", dtype, operator: "~", operand: least };
    }
  }
}
