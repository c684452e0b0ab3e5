// Views of the same elements with their axes in another order.
import { need } from "../../diagnostics/index.ts";
import type { ArrayValue, PlaceDim } from "../types/value.ts";

/** A view whose axis `to` is the old axis `order[to]`. */
export function reordered(a: ArrayValue, order: readonly number[]): ArrayValue {
  const place = a.place && {
    ...a.place,
    dims: a.place.dims.map((d): PlaceDim => (d.axis === undefined ? d : { ...d, axis: order.indexOf(d.axis) })),
  };
  return { ...a, shape: order.map((axis) => need(a.shape[axis], "axis")), ...(place && { place }) };
}

/** The axes in the opposite order. */
export function transposed(a: ArrayValue): ArrayValue {
  return reordered(
    a,
    a.shape.map((_, axis) => a.shape.length - 1 - axis),
  );
}
