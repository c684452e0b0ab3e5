// Functions that look at the same elements under another shape. Where an affine map does it, nothing is moved.
import { need } from "../../diagnostics/index.ts";
import {
  add,
  constantOf,
  type Expr,
  equal,
  floorDiv,
  int,
  mod,
  mul,
  neg,
  one,
  sub,
  symbol,
} from "../../symbolic/index.ts";
import { ensure } from "../lower/context.ts";
import { newArray } from "../lower/elementwise.ts";
import { binary } from "../lower/operators.ts";
import { transposed } from "../lower/transposed.ts";
import { fail } from "../problem.ts";
import { type ArrayValue, describe, type PlaceDim } from "../types/value.ts";
import type { Args, CallSite, NumpyFunction } from "./numpy-function.ts";

function arrayOf(args: Args, name: string, site: CallSite): ArrayValue {
  const value = args.numeric(name);
  return value.kind === "array"
    ? value
    : fail("wrong-type", site.span, `This needs an array, and it is ${describe(value)}.`);
}

/** A view whose axis `to` is the old axis `order[to]`. */
export function reordered(a: ArrayValue, order: readonly number[]): ArrayValue {
  const place = a.place && {
    ...a.place,
    dims: a.place.dims.map((d): PlaceDim => (d.axis === undefined ? d : { ...d, axis: order.indexOf(d.axis) })),
  };
  return { ...a, shape: order.map((axis) => need(a.shape[axis], "axis")), ...(place && { place }) };
}

const transpose: NumpyFunction = {
  name: "transpose",
  parameters: ["a", "axes?"],
  call: (args, site) => {
    const a = arrayOf(args, "a", site);
    const axes = args.value("axes");
    if (axes === undefined) return transposed(a);
    const order = (axes.kind === "tuple" ? axes.items : [axes]).map((item) =>
      item.kind === "int" ? constantOf(item.expr) : undefined,
    );
    if (order.length !== a.shape.length || order.some((axis) => axis === undefined))
      fail("wrong-arguments", site.span, "The axes of a transpose are a permutation of all axes, in numbers.");
    return reordered(
      a,
      order.map((axis) => ((axis as number) < 0 ? (axis as number) + a.shape.length : (axis as number))),
    );
  },
};

const flip: NumpyFunction = {
  name: "flip",
  parameters: ["m", "axis?"],
  call: (args, site) => {
    const a = arrayOf(args, "m", site);
    const axes = args.axes("axis", a.shape.length) ?? a.shape.map((_, axis) => axis);
    const dims = a.place?.dims.map((d): PlaceDim => {
      if (d.axis === undefined || !axes.includes(d.axis)) return d;
      return {
        axis: d.axis,
        offset: add(d.offset, mul(d.step, sub(need(a.shape[d.axis], "axis"), one))),
        step: neg(d.step),
      };
    });
    return { ...a, ...(a.place && dims && { place: { ...a.place, dims } }) };
  },
};

const expandDims: NumpyFunction = {
  name: "expand_dims",
  parameters: ["a", "axis"],
  call: (args, site) => {
    const a = arrayOf(args, "a", site);
    const [axis] = args.axes("axis", a.shape.length + 1) ?? [0];
    const at = axis ?? 0;
    const dims = a.place?.dims.map(
      (d): PlaceDim => (d.axis === undefined || d.axis < at ? d : { ...d, axis: d.axis + 1 }),
    );
    return {
      ...a,
      shape: [...a.shape.slice(0, at), one, ...a.shape.slice(at)],
      ...(a.place && dims && { place: { ...a.place, dims } }),
    };
  },
};

/** Row-major order of the elements; copied, where NumPy might give a view: what is then written to it stays apart, so writing is refused. */
function reshapeTo(a: ArrayValue, wanted: readonly Expr[], site: CallSite): ArrayValue {
  const total = mul(...a.shape);
  const open = wanted.findIndex((extent) => constantOf(extent) === -1);
  const known = mul(...wanted.filter((_, i) => i !== open));
  const shape = wanted.map((extent, i) => (i === open ? floorDiv(total, known) : extent));
  if (open < 0 && !equal(total, mul(...shape)))
    ensure(site.ctx, {
      condition: {
        kind: "compare",
        dtype: "bool",
        operator: "==",
        left: { kind: "index", dtype: "int64", expr: total },
        right: { kind: "index", dtype: "int64", expr: mul(...shape) },
      },
      exception: "ValueError",
      message: "cannot reshape array of size … into shape …",
      span: site.span,
    });
  const made = newArray(
    site.ctx,
    site.wish.into === undefined ? site.wish.name : "reshaped",
    a.dtype,
    shape,
    site.span,
  );
  if (site.ctx.graph === undefined || made.place === undefined || a.place === undefined) return made;
  // Element (v0, v1, …) of the new shape has the row-major number n, which is element (…, n // s1 % e1, n % e0) of the old.
  const flat = add(...shape.map((_, i) => mul(symbol(`i${i}`), mul(...shape.slice(i + 1)))));
  const indices = a.shape.map((extent, axis) => {
    const behind = mul(...a.shape.slice(axis + 1));
    return axis === 0 ? floorDiv(flat, behind) : mod(floorDiv(flat, behind), extent);
  });
  const subset = a.place.dims.map((d) => {
    const begin = d.axis === undefined ? d.offset : add(d.offset, mul(d.step, need(indices[d.axis], "index")));
    return { begin, end: add(begin, one), step: one };
  });
  const params = shape.map((_, i) => `i${i}`);
  const into = {
    container: made.place.container,
    subset: params.map((p) => ({ begin: symbol(p), end: add(symbol(p), one), step: one })),
  };
  site.ctx.graph.operation({
    label: "reshape",
    span: site.span,
    params,
    shape,
    inputs: [{ name: "in0", container: a.place.container, subset }],
    code: { kind: "input", name: "in0", dtype: a.dtype },
    into,
  });
  return made;
}

const reshape: NumpyFunction = {
  name: "reshape",
  parameters: ["a", "shape"],
  call: (args, site) => reshapeTo(arrayOf(args, "a", site), args.shape("shape"), site),
};

function flattened(name: string): NumpyFunction {
  return { name, parameters: ["a"], call: (args, site) => reshapeTo(arrayOf(args, "a", site), [int(-1)], site) };
}

/** `a.reshape(2, 3)` and `a.reshape((2, 3))`. */
const reshapeMethod: NumpyFunction = {
  name: ".reshape",
  parameters: ["self", "s0", "s1?", "s2?", "s3?", "s4?"],
  call: (args, site) =>
    reshapeTo(
      arrayOf(args, "self", site),
      ["s0", "s1", "s2", "s3", "s4"].flatMap((s) => (args.value(s) === undefined ? [] : args.shape(s))),
      site,
    ),
};

const outer: NumpyFunction = {
  name: "outer",
  parameters: ["a", "b"],
  call: (args, site) => {
    const [a, b] = [arrayOf(args, "a", site), arrayOf(args, "b", site)];
    if (a.shape.length !== 1 || b.shape.length !== 1)
      fail("wrong-arguments", site.span, "`np.outer` is compiled for vectors.");
    const column: ArrayValue = { ...a, shape: [...a.shape, one] };
    return binary(site.ctx, "*", column, b, site.span, site.wish);
  },
};

export const functions: readonly NumpyFunction[] = [
  transpose,
  flip,
  expandDims,
  reshape,
  reshapeMethod,
  flattened("ravel"),
  flattened("flatten"),
  outer,
];
