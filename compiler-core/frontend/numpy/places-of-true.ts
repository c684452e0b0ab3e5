// Where an array is true: arrays of indices, of a size that the data decides.
import { need } from "../../diagnostics/index.ts";
import { cast, type Scalar } from "../../sdfg/index.ts";
import { symbol } from "../../symbolic/index.ts";
import { atTrue, countTrue } from "../lower/compress.ts";
import { elementwise, newArray } from "../lower/elementwise.ts";
import { fail } from "../problem.ts";
import { type ArrayValue, type Numeric, shapeOf, type Value } from "../types/value.ts";
import { inPython } from "./in-python.ts";
import type { CallSite, NumpyFunction } from "./numpy-function.ts";
import { flat } from "./shapes.ts";

/** One array of indices for each axis. */
export function truePlaces(
  x: Numeric,
  { ctx, span, wish }: Pick<CallSite, "ctx" | "span" | "wish">,
): Value & { kind: "tuple" } {
  const rank = shapeOf(x).length;
  if (rank === 0 || x.kind === "masked")
    return fail("wrong-type", span, "Places are looked for in arrays.", "Assign a selection to a name first.");
  const code = ([a]: readonly Scalar[]) => cast(need(a, "operand"), "bool");
  const mask = elementwise(
    ctx,
    { label: "mask", span, operands: [x], dtype: "bool", code },
    { name: "mask" },
  ) as ArrayValue;
  const name = wish.into === undefined && wish.name !== "" ? wish.name : "places";
  const size = ctx.graph === undefined ? symbol(`size@${span.line}:${span.column}`) : countTrue(ctx, mask, name, span);
  const items = mask.shape.map((_, axis) => newArray(ctx, `${name}_${axis}`, "int64", [size], span));
  const stores = items.map((_, axis) => `out${axis}[at] = k${axis}`).join("; ");
  const outs = Object.fromEntries(items.map((item, axis) => [`out${axis}`, item]));
  if (ctx.graph !== undefined)
    inPython(
      { ctx, span },
      "places",
      atTrue(mask, () => stores),
      { mask, ...outs },
    );
  return { kind: "tuple", items };
}

const nonzero: NumpyFunction = {
  name: "nonzero",
  parameters: ["a"],
  call: (args, site) => truePlaces(args.numeric("a"), site),
};

const flatnonzero: NumpyFunction = {
  name: "flatnonzero",
  parameters: ["a"],
  call: (args, site) => {
    const a = args.numeric("a");
    if (a.kind !== "array") return fail("wrong-type", site.span, "`np.flatnonzero` is compiled for arrays.");
    return need(truePlaces(flat(a, site), site).items[0], "places");
  },
};

const argwhere: NumpyFunction = {
  name: "argwhere",
  parameters: ["a"],
  call: (args, site) => {
    const places = truePlaces(args.numeric("a"), site);
    return inPython(site, "argwhere", "return np.stack(places, axis=1)", { places });
  },
};

const countNonzero: NumpyFunction = {
  name: "count_nonzero",
  parameters: ["a", "axis?"],
  call: (args, site) =>
    inPython(site, "count_nonzero", "return np.sum(a != 0, axis)", {
      a: args.numeric("a"),
      axis: args.value("axis") ?? { kind: "none" },
    }),
};

export const functions: readonly NumpyFunction[] = [nonzero, flatnonzero, argwhere, countNonzero];
