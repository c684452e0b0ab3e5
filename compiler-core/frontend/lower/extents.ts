// Extents that meet: what must be equal at run time, and what stretches.
import type { Span } from "../../diagnostics/index.ts";
import { index, type Scalar } from "../../sdfg/index.ts";
import { constantOf, type Expr, equal, isAtMost, one } from "../../symbolic/index.ts";
import { type Numeric, shapeOf } from "../types/value.ts";
import { type Context, ensure } from "./context.ts";

export function guardEqual(
  ctx: Context,
  left: Expr,
  right: Expr,
  span: Span,
  message = "operands could not be broadcast together with shapes …",
  exception: "ValueError" | "IndexError" = "ValueError",
): void {
  const condition: Scalar = { kind: "compare", dtype: "bool", operator: "==", left: index(left), right: index(right) };
  ensure(ctx, { condition, exception, message, span });
}

/**
 * Extents that are one or nothing, such as that of `a[:, 0:1]` where nothing is known of `a`, are 1 where they meet others,
 * `target`'s among them; that none is 0 is checked by the run.
 */
export function withUnitExtents(
  ctx: Context,
  operands: readonly Numeric[],
  span: Span,
  target: readonly Expr[] = [],
): readonly Numeric[] {
  const shapes = [target, ...operands.map(shapeOf)];
  return operands.map((operand) => {
    if (operand.kind !== "array") return operand;
    const shape = operand.shape.map((extent, axis) => {
      if (constantOf(extent) !== undefined || isAtMost(extent, one, ctx.assumptions) !== "yes") return extent;
      const fromRight = operand.shape.length - axis;
      const meets = shapes.some((other) => {
        const theirs = other[other.length - fromRight];
        return theirs !== undefined && constantOf(theirs) !== 1 && !equal(theirs, extent);
      });
      if (!meets) return extent;
      guardEqual(ctx, extent, one, span);
      return one;
    });
    return shape.every((extent, axis) => extent === operand.shape[axis]) ? operand : { ...operand, shape };
  });
}
