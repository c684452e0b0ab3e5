// Arrays put one behind the other, along an axis that they have or along a new one.
import { need } from "../../diagnostics/index.ts";
import { index } from "../../sdfg/index.ts";
import { add, type Expr, int, isEqual, one, zero } from "../../symbolic/index.ts";
import { ensure } from "../lower/context.ts";
import { asNumeric, copyInto, newArray } from "../lower/elementwise.ts";
import { fail } from "../problem.ts";
import { promote, promotedOf } from "../types/promotion.ts";
import { type Numeric, type PlaceDim, shapeOf, type Value } from "../types/value.ts";
import type { Args, CallSite, NumpyFunction } from "./numpy-function.ts";

/** An array, or one number as an array without axes. */
type Joined = Exclude<Numeric, { readonly kind: "masked" }>;

function partsOf(args: Args, site: CallSite, name: string): readonly Joined[] {
  const list = args.value("arrays");
  if (list?.kind !== "tuple" || list.items.length === 0)
    return fail("wrong-arguments", site.span, `\`np.${name}\` takes a tuple or list of arrays.`);
  return list.items.map((item) => {
    const part = asNumeric(item, site.span, "What is joined");
    return part.kind === "masked"
      ? fail(
          "unsupported-call",
          site.span,
          `\`np.${name}\` of a selection by mask is not compiled.`,
          "Assign the selection to a name first.",
        )
      : part;
  });
}

/** The parts with axes of length 1 put in front until they have `rank`. */
function atLeast(part: Joined, rank: number): Joined {
  const missing = rank - shapeOf(part).length;
  if (missing <= 0) return part;
  const shape = [...Array<Expr>(missing).fill(one), ...shapeOf(part)];
  if (part.kind === "number" && part.place !== undefined)
    return { kind: "array", dtype: part.dtype, shape, place: part.place };
  if (part.kind !== "array") return part;
  const place = part.place && {
    ...part.place,
    dims: part.place.dims.map((d): PlaceDim => (d.axis === undefined ? d : { ...d, axis: d.axis + missing })),
  };
  return { ...part, shape, ...(place && { place }) };
}

/** All parts have the rank of the first; their extents may differ along `axis` only, which is checked where it isn't known. */
function joined(parts: readonly Joined[], axis: number, site: CallSite, label: string): Value {
  const { ctx, span, wish } = site;
  const [first] = parts;
  const shapes = parts.map(shapeOf);
  const rank = need(shapes[0], "shape").length;
  if (first === undefined || rank === 0 || shapes.some((shape) => shape.length !== rank))
    return fail("wrong-arguments", span, `\`np.${label}\` joins arrays with the same number of dimensions.`);
  const { dtype } = parts.map(promotedOf).reduce(promote);
  const extents = shapes.map((shape) => need(shape[axis], "axis"));
  const shape = need(shapes[0], "shape").map((extent, i) => (i === axis ? add(...extents) : extent));
  const made = newArray(ctx, wish.into === undefined ? wish.name : "joined", dtype, shape, span);
  const place = made.place;
  if (place === undefined) return made;
  let offset: Expr = zero;
  for (const [i, part] of parts.entries()) {
    const from = offset;
    const dims = place.dims.map((d) => (d.axis === axis ? { ...d, offset: from } : d));
    const own = shape.map((extent, at) => (at === axis ? need(extents[i], "extent") : extent));
    for (const [at, extent] of own.entries()) requireEqual(site, label, need(shapes[i]?.[at], "extent"), extent);
    copyInto(ctx, part, { place: { ...place, dims }, shape: own, dtype }, label, span);
    offset = add(offset, need(extents[i], "extent"));
  }
  return made;
}

function requireEqual(site: CallSite, label: string, extent: Expr, wanted: Expr): void {
  const { ctx, span } = site;
  const answer = isEqual(extent, wanted, ctx.assumptions);
  if (answer === "no")
    fail("wrong-shape", span, `The arrays of \`np.${label}\` differ along another axis than the joined one.`);
  if (answer === "unknown")
    ensure(ctx, {
      condition: { kind: "compare", dtype: "bool", operator: "==", left: index(extent), right: index(wanted) },
      exception: "ValueError",
      message:
        label === "stack"
          ? "all input arrays must have the same shape"
          : "all the input array dimensions except for the concatenation axis must match exactly, but along dimension …, the array at index … has size … and the array at index … has size …",
      span,
    });
}

const concatenate: NumpyFunction = {
  name: "concatenate",
  parameters: ["arrays", "axis?"],
  call: (args, site) => {
    const parts = partsOf(args, site, "concatenate");
    const [axis = 0] = args.axes("axis", shapeOf(need(parts[0], "part")).length) ?? [0];
    return joined(parts, axis, site, "concatenate");
  },
};

const hstack: NumpyFunction = {
  name: "hstack",
  parameters: ["arrays"],
  call: (args, site) => {
    const parts = partsOf(args, site, "hstack").map((part) => atLeast(part, 1));
    return joined(parts, shapeOf(need(parts[0], "part")).length === 1 ? 0 : 1, site, "hstack");
  },
};

const vstack: NumpyFunction = {
  name: "vstack",
  parameters: ["arrays"],
  call: (args, site) =>
    joined(
      partsOf(args, site, "vstack").map((part) => atLeast(part, 2)),
      0,
      site,
      "vstack",
    ),
};

/** Along a new axis: every part is one step of it. */
const stack: NumpyFunction = {
  name: "stack",
  parameters: ["arrays", "axis?"],
  call: (args, site) => {
    const { ctx, span, wish } = site;
    const parts = partsOf(args, site, "stack");
    const own = shapeOf(need(parts[0], "part"));
    const [axis = 0] = args.axes("axis", own.length + 1) ?? [0];
    if (parts.some((part) => shapeOf(part).length !== own.length))
      return fail("wrong-arguments", span, "`np.stack` joins arrays of one shape.");
    const { dtype } = parts.map(promotedOf).reduce(promote);
    const shape = [...own.slice(0, axis), int(parts.length), ...own.slice(axis)];
    const made = newArray(ctx, wish.into === undefined ? wish.name : "stacked", dtype, shape, span);
    const place = made.place;
    if (place === undefined) return made;
    for (const [i, part] of parts.entries()) {
      for (const [at, extent] of shapeOf(part).entries()) requireEqual(site, "stack", extent, need(own[at], "extent"));
      const dims = place.dims.map(
        (d, at): PlaceDim => (at === axis ? { offset: int(i), step: one } : { ...d, axis: at < axis ? at : at - 1 }),
      );
      copyInto(ctx, part, { place: { ...place, dims }, shape: own, dtype }, "stack", span);
    }
    return made;
  },
};

export const functions: readonly NumpyFunction[] = [concatenate, hstack, vstack, stack];
