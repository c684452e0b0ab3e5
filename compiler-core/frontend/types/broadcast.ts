// NumPy's broadcasting over symbolic extents.
import type { Span } from "../../diagnostics/index.ts";
import {
  type Assumptions,
  constantOf,
  type Expr,
  equal,
  int,
  isEqual,
  isLess,
  one,
  printExpr,
} from "../../symbolic/index.ts";
import { fail } from "../problem.ts";

export interface Broadcast {
  readonly shape: readonly Expr[];
  /** Pairs that must be equal at run time, where that could not be proved. */
  readonly guards: readonly { readonly left: Expr; readonly right: Expr }[];
}

/** Extents align at the right; an extent that is 1 in the text stretches. Others must be equal: proved, or guarded. */
export function broadcast(shapes: readonly (readonly Expr[])[], assumptions: Assumptions, span: Span): Broadcast {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const guards: { left: Expr; right: Expr }[] = [];
  const result: Expr[] = [];
  for (let axis = 0; axis < rank; axis++) {
    let extent: Expr = one;
    for (const shape of shapes) {
      const mine = shape[axis - rank + shape.length];
      if (mine === undefined || constantOf(mine) === 1 || equal(mine, extent)) continue;
      if (constantOf(extent) === 1) {
        extent = mine;
        continue;
      }
      const same = isEqual(mine, extent, assumptions);
      if (same === "yes") continue;
      if (same === "no" && isLess(one, mine, assumptions) === "yes" && isLess(int(1), extent, assumptions) === "yes")
        fail("wrong-shape", span, `These shapes can't be broadcast together: ${shapes.map(printShape).join(" and ")}.`);
      guards.push({ left: extent, right: mine });
      if (constantOf(mine) !== undefined) extent = mine;
    }
    result.push(extent);
  }
  return { shape: result, guards };
}

export function printShape(shape: readonly Expr[]): string {
  return `(${shape.map(printExpr).join(", ")}${shape.length === 1 ? "," : ""})`;
}
