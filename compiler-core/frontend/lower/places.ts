// From a value's place to subsets of its container.
import { need } from "../../diagnostics/index.ts";
import { add, type Expr, mul, point, range, type Subset } from "../../symbolic/index.ts";
import type { Place } from "../types/value.ts";

/** Where the element of a value at `indices` (one a result axis, right-aligned) lies in its container. */
export function subsetAt(
  place: Place,
  shape: readonly Expr[],
  indices: readonly Expr[],
  stretched: (axis: number) => boolean,
): Subset {
  return place.dims.map((dim) => {
    if (dim.axis === undefined || stretched(dim.axis)) return point(dim.offset);
    const at = need(indices[dim.axis - shape.length + indices.length], "an index for each axis");
    return point(add(dim.offset, mul(dim.step, at)));
  });
}

/** The part of a container that a whole value covers. */
export function coveredBy(place: Place, shape: readonly Expr[]): Subset {
  return place.dims.map((dim) => {
    if (dim.axis === undefined) return point(dim.offset);
    const extent = need(shape[dim.axis], "the extent of an axis");
    return range(dim.offset, add(dim.offset, mul(dim.step, extent)), dim.step);
  });
}
