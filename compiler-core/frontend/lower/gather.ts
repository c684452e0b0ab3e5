// `base[indices]`: an element at a computed place, counted from the end where the index is negative, checked as Python checks it.
import { need, type Span } from "../../diagnostics/index.ts";
import { type Check, cast, index, kindOf, type Scalar, wholeOf } from "../../sdfg/index.ts";
import { constantOf, type Expr, neg, zero } from "../../symbolic/index.ts";
import type { GatherValue } from "../types/value.ts";
import type { TaskletInput } from "./builder.ts";
import type { Context } from "./context.ts";

export interface GatheredElement {
  readonly code: Scalar;
  readonly check: Check;
  /** The whole container, since only the data says which element. */
  readonly source: TaskletInput;
}

/** `picked` is the index that is read at this point, `own` the point's indices along the value's own axes. */
export function gatherAt(
  ctx: Context,
  value: GatherValue,
  picked: Scalar,
  own: readonly Expr[],
  name: string,
  span: Span,
): GatheredElement {
  const { base, axis } = value;
  const place = need(base.place, "a place for what is selected from");
  const container = need(ctx.graph?.containers.get(place.container), place.container);
  const extent = need(base.shape[axis], "axis");
  const at = cast(picked, "int64");
  const isSigned = kindOf(picked.dtype) === "int";
  const compare = (operator: "<" | ">=", right: Expr): Scalar => ({
    kind: "compare",
    dtype: "bool",
    operator,
    left: at,
    right: index(right),
  });
  const wrapped: Scalar = isSigned
    ? {
        kind: "select",
        dtype: "int64",
        condition: compare("<", zero),
        then: { kind: "binary", dtype: "int64", operator: "+", left: at, right: index(extent) },
        otherwise: at,
      }
    : at;
  const inside: Scalar = isSigned
    ? { kind: "logical", dtype: "bool", operator: "and", left: compare(">=", neg(extent)), right: compare("<", extent) }
    : compare("<", extent);
  const picks = value.indices.shape.length;
  const indices = place.dims.map((dim): Scalar => {
    if (dim.axis === undefined) return index(dim.offset);
    const here =
      dim.axis === axis
        ? wrapped
        : index(need(own[dim.axis < axis ? dim.axis : dim.axis + picks - 1], "an index for each axis"));
    if (constantOf(dim.offset) === 0 && constantOf(dim.step) === 1) return here;
    const scaled: Scalar = { kind: "binary", dtype: "int64", operator: "*", left: index(dim.step), right: here };
    return { kind: "binary", dtype: "int64", operator: "+", left: index(dim.offset), right: scaled };
  });
  return {
    code: { kind: "element", dtype: base.dtype, name, indices },
    check: {
      condition: inside,
      exception: "IndexError",
      message: `index … is out of bounds for axis ${axis} with size …`,
      span,
    },
    source: { name, container: place.container, subset: wholeOf(container), dynamic: true },
  };
}
