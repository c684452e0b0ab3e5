import type { ArrayValue } from "../types/value.ts";

/** The same elements with axes in the opposite order. */
export function transposed(a: ArrayValue): ArrayValue {
  const last = a.shape.length - 1;
  const place = a.place && {
    ...a.place,
    dims: a.place.dims.map((d) => (d.axis === undefined ? d : { ...d, axis: last - d.axis })),
  };
  return { ...a, shape: [...a.shape].reverse(), ...(place && { place }) };
}
