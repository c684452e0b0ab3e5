// Functions that look at the same elements under another shape. Where an affine map does it, nothing is moved.
import { need } from "../../diagnostics/index.ts";
import { index } from "../../sdfg/index.ts";
import {
  add,
  constantOf,
  type Expr,
  equal,
  floorDiv,
  isEqual,
  mod,
  mul,
  neg,
  one,
  sub,
  symbol,
} from "../../symbolic/index.ts";
import { setAliases, standsFor } from "../lower/aliases.ts";
import { ensure } from "../lower/context.ts";
import { newArray } from "../lower/elementwise.ts";
import { binary } from "../lower/operators.ts";
import { reordered, transposed } from "../lower/transposed.ts";
import { fail } from "../problem.ts";
import { printShape } from "../types/broadcast.ts";
import { type ArrayValue, describe, type PlaceDim, type Value } from "../types/value.ts";
import type { Args, CallSite, NumpyFunction } from "./numpy-function.ts";

export function arrayOf(args: Args, name: string, site: CallSite): ArrayValue {
  const value = args.numeric(name);
  return value.kind === "array"
    ? value
    : fail("wrong-type", site.span, `This needs an array, and it is ${describe(value)}.`);
}

/** The parameters of methods that take one int for each axis, or a tuple of them. */
const eachAxis = ["s0?", "s1?", "s2?", "s3?", "s4?", "s5?"];

function permuted(a: ArrayValue, axes: readonly Value[], site: CallSite): ArrayValue {
  const order = axes.map((item) => {
    const axis = item.kind === "int" ? constantOf(item.expr) : undefined;
    return axis !== undefined && axis < 0 ? axis + a.shape.length : axis;
  });
  if (order.length !== a.shape.length || a.shape.some((_, axis) => !order.includes(axis)))
    fail("wrong-arguments", site.span, "The axes of a transpose are a permutation of all axes, in numbers.");
  return reordered(a, order as number[]);
}

const transpose: NumpyFunction = {
  name: "transpose",
  parameters: ["a", "axes?"],
  call: (args, site) => {
    const a = arrayOf(args, "a", site);
    const axes = args.value("axes");
    if (axes === undefined) return transposed(a);
    return permuted(a, axes.kind === "tuple" ? axes.items : [axes], site);
  },
};

/** `a.transpose(1, 0)` and `a.transpose((1, 0))`. */
const transposeMethod: NumpyFunction = {
  name: ".transpose",
  parameters: ["self", ...eachAxis],
  call: (args, site) => {
    const a = arrayOf(args, "self", site);
    const given = eachAxis.flatMap((name) => args.value(name.replace("?", "")) ?? []);
    const [first] = given;
    if (first === undefined) return transposed(a);
    return permuted(a, given.length === 1 && first.kind === "tuple" ? first.items : given, site);
  },
};

function flipped(a: ArrayValue, axes: readonly number[]): ArrayValue {
  const dims = a.place?.dims.map((d): PlaceDim => {
    if (d.axis === undefined || !axes.includes(d.axis)) return d;
    return {
      axis: d.axis,
      offset: add(d.offset, mul(d.step, sub(need(a.shape[d.axis], "axis"), one))),
      step: neg(d.step),
    };
  });
  return { ...a, ...(a.place && dims && { place: { ...a.place, dims } }) };
}

const flip: NumpyFunction = {
  name: "flip",
  parameters: ["m", "axis?"],
  call: (args, site) => {
    const a = arrayOf(args, "m", site);
    return flipped(a, args.axes("axis", a.shape.length) ?? a.shape.map((_, axis) => axis));
  },
};

/** `flipud` and `fliplr`: flips of one axis. */
function flipAlong(name: string, axis: number): NumpyFunction {
  return {
    name,
    parameters: ["m"],
    call: (args, site) => {
      const a = arrayOf(args, "m", site);
      return a.shape.length > axis
        ? flipped(a, [axis])
        : fail(
            "wrong-arguments",
            site.span,
            `\`np.${name}\` needs ${axis + 1} dimensions: NumPy raises ValueError here.`,
          );
    },
  };
}

const swapaxes: NumpyFunction = {
  name: "swapaxes",
  parameters: ["a", "axis1", "axis2"],
  call: (args, site) => {
    const a = arrayOf(args, "a", site);
    const [first = 0] = args.axes("axis1", a.shape.length) ?? [];
    const [second = 0] = args.axes("axis2", a.shape.length) ?? [];
    const order = a.shape.map((_, axis) => (axis === first ? second : axis === second ? first : axis));
    return reordered(a, order);
  },
};

const moveaxis: NumpyFunction = {
  name: "moveaxis",
  parameters: ["a", "source", "destination"],
  call: (args, site) => {
    const a = arrayOf(args, "a", site);
    const [from, to] = ["source", "destination"].map((name) => args.axes(name, a.shape.length) ?? []);
    const [source, target] = [from?.[0], to?.[0]];
    if (source === undefined || target === undefined || from?.length !== 1 || to?.length !== 1)
      return fail("unsupported-call", site.span, "`np.moveaxis` is compiled for one axis.", "Use `np.transpose`.");
    const others = a.shape.map((_, axis) => axis).filter((axis) => axis !== source);
    return reordered(a, [...others.slice(0, target), source, ...others.slice(target)]);
  },
};

/** Which axes have length 1 must be known: the rank of the result depends on it. */
const squeeze: NumpyFunction = {
  name: "squeeze",
  parameters: ["a", "axis?"],
  call: (args, site) => {
    const a = arrayOf(args, "a", site);
    const given = args.axes("axis", a.shape.length);
    const isUnit = (axis: number) => isEqual(need(a.shape[axis], "axis"), one, site.ctx.assumptions);
    const wanted = given ?? a.shape.map((_, axis) => axis);
    if (wanted.some((axis) => isUnit(axis) === "unknown" || (given !== undefined && isUnit(axis) === "no")))
      fail(
        "unknown-size",
        site.span,
        "Whether the axes that are squeezed have length 1 is not known here.",
        "Index with 0 along the axis instead.",
      );
    const shape = a.shape.filter((_, axis) => !(wanted.includes(axis) && isUnit(axis) === "yes"));
    return need(withUnitAxes(a, shape), "a view without axes of length 1");
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

/** The same elements under a shape that differs in axes of length 1 only. */
function withUnitAxes(a: ArrayValue, shape: readonly Expr[]): ArrayValue | undefined {
  const isUnit = (extent: Expr) => constantOf(extent) === 1;
  const from = a.shape.flatMap((extent, axis) => (isUnit(extent) ? [] : [axis]));
  const to = shape.flatMap((extent, axis) => (isUnit(extent) ? [] : [axis]));
  if (from.length !== to.length) return undefined;
  if (from.some((axis, i) => !equal(need(a.shape[axis], "axis"), need(shape[need(to[i], "axis")], "axis"))))
    return undefined;
  const dims = a.place?.dims.map((d): PlaceDim => {
    const at = d.axis === undefined ? undefined : to[from.indexOf(d.axis)];
    return at === undefined ? { offset: d.offset, step: one } : { ...d, axis: at };
  });
  return { ...a, shape, ...(a.place && dims && { place: { ...a.place, dims } }) };
}

/**
 * Row-major order of the elements. NumPy gives a view where it can; ours is a copy unless an affine map does it, and a write to
 * either while the other is still looked at is refused.
 */
function reshapeTo(a: ArrayValue, wanted: readonly Expr[], site: CallSite): ArrayValue {
  const shape = filledIn(a, wanted, site);
  const view = withUnitAxes(a, shape);
  if (view !== undefined) return view;
  const made = reshapedCopy(a, shape, site);
  const { name, into, part } = site.wish;
  if (made.place !== undefined)
    setAliases(site.ctx, made.place.container, standsFor(site.ctx, into || part ? "" : name, a));
  return made;
}

/** The wanted shape with its -1 replaced; sure to hold as many elements as the array. */
function filledIn(a: ArrayValue, wanted: readonly Expr[], site: CallSite): readonly Expr[] {
  const total = mul(...a.shape);
  const open = wanted.findIndex((extent) => constantOf(extent) === -1);
  const known = mul(...wanted.filter((_, i) => i !== open));
  const shape = wanted.map((extent, i) => (i === open ? floorDiv(total, known) : extent));
  const [mine, theirs] = [total, mul(...shape)];
  const answer = isEqual(mine, theirs, site.ctx.assumptions);
  if (answer === "no")
    fail(
      "wrong-shape",
      site.span,
      `This reshapes ${printShape(a.shape)} into ${printShape(wanted)}: NumPy raises ValueError here.`,
    );
  if (answer === "unknown")
    ensure(site.ctx, {
      condition: { kind: "compare", dtype: "bool", operator: "==", left: index(mine), right: index(theirs) },
      exception: "ValueError",
      message: "cannot reshape array of size … into shape …",
      span: site.span,
    });
  return shape;
}

function reshapedCopy(a: ArrayValue, shape: readonly Expr[], site: CallSite): ArrayValue {
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

/** All elements in a row. */
export function flat(a: ArrayValue, site: CallSite): ArrayValue {
  return reshapeTo(a, [mul(...a.shape)], site);
}

const ravel: NumpyFunction = {
  name: "ravel",
  parameters: ["a"],
  call: (args, site) => flat(arrayOf(args, "a", site), site),
};

const flatten: NumpyFunction = {
  name: "flatten",
  parameters: ["a"],
  call: (args, site) => {
    const a = arrayOf(args, "a", site);
    return reshapedCopy(a, [mul(...a.shape)], site);
  },
};

/** `a.reshape(2, 3)` and `a.reshape((2, 3))`. */
const reshapeMethod: NumpyFunction = {
  name: ".reshape",
  parameters: ["self", ...eachAxis],
  call: (args, site) =>
    reshapeTo(
      arrayOf(args, "self", site),
      eachAxis.flatMap((name) => args.shape(name.replace("?", ""))),
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
  transposeMethod,
  swapaxes,
  moveaxis,
  squeeze,
  flip,
  flipAlong("flipud", 0),
  flipAlong("fliplr", 1),
  expandDims,
  reshape,
  reshapeMethod,
  ravel,
  flatten,
  outer,
];
