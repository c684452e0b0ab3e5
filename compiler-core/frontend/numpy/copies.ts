// Copies of arrays, and arrays written out in the text.
import { need } from "../../diagnostics/index.ts";
import { cast } from "../../sdfg/index.ts";
import { type Expr, int } from "../../symbolic/index.ts";
import { asNumeric, copyInto, elementwise, newArray, sameShape } from "../lower/elementwise.ts";
import { fail } from "../problem.ts";
import { promote, promotedOf } from "../types/promotion.ts";
import { type Numeric, type PlaceDim, shapeOf, type Value } from "../types/value.ts";
import type { Args, CallSite, NumpyFunction } from "./numpy-function.ts";

/** Gives an array of the wanted type back as it is, so that both names mean the same elements. */
const asarray: NumpyFunction = {
  name: "asarray",
  parameters: ["a", "dtype?"],
  call: (args, site) => {
    const value = args.value("a");
    const same = value?.kind === "array" && (args.dtype("dtype") ?? value.dtype) === value.dtype;
    return same ? value : copied("asarray", "a").call(args, site);
  },
};

/** Beyond this, every element would be an operation of the graph. */
const mostWrittenOut = 256;

function copied(name: string, first: string): NumpyFunction {
  return {
    name,
    parameters: name.startsWith(".") ? [first] : [first, "dtype?"],
    call: (args, site) => {
      const { ctx, span, wish } = site;
      const value = args.value(first);
      if (value?.kind === "tuple") return writtenOut(value.items, args, site);
      const x = args.numeric(first);
      const dtype = args.dtype("dtype") ?? promotedOf(x).dtype;
      return elementwise(
        ctx,
        { label: "copy", span, operands: [x], dtype, code: ([a]) => cast(need(a, "operand"), dtype) },
        wish,
      );
    },
  };
}

/** `np.array([[a, b], [c, d]])`: items may themselves be arrays. */
function writtenOut(items: readonly Value[], args: Args, site: CallSite): Value {
  const { ctx, span, wish } = site;
  const leaves: { readonly at: readonly number[]; readonly value: Numeric }[] = [];
  const collect = (values: readonly Value[], at: readonly number[]): readonly number[] => {
    const extents = values.map((value, i): readonly number[] => {
      if (value.kind === "tuple") return collect(value.items, [...at, i]);
      leaves.push({ at: [...at, i], value: asNumeric(value, span, "An element of a written-out array") });
      return [];
    });
    const [first = []] = extents;
    if (extents.some((extent) => extent.length !== first.length || extent.some((n, axis) => n !== first[axis])))
      fail("wrong-shape", span, "The rows of this array differ in length: NumPy raises ValueError here.");
    return [values.length, ...first];
  };
  const outer = collect(items, []);
  const [first] = leaves;
  if (first === undefined) return fail("unsupported-call", span, "An empty array is not compiled.", "Use `np.zeros`.");
  if (leaves.length > mostWrittenOut)
    fail(
      "unsupported-call",
      span,
      `An array of ${leaves.length} written-out elements is not compiled; ${mostWrittenOut} are.`,
      "Make it in `initialize` and pass it as an argument.",
    );
  const inner = shapeOf(first.value);
  if (leaves.some(({ value }) => !sameShape(shapeOf(value), inner)))
    fail("wrong-shape", span, "The elements of this array differ in shape, or might: NumPy raises ValueError then.");
  const dtype = args.dtype("dtype") ?? leaves.map(({ value }) => promotedOf(value)).reduce(promote).dtype;
  const shape: readonly Expr[] = [...outer.map(int), ...inner];
  const made = newArray(ctx, wish.into === undefined ? wish.name : "array", dtype, shape, span);
  const place = made.place;
  if (place === undefined) return made;
  for (const { at, value } of leaves) {
    const dims = place.dims.map((d, axis): PlaceDim => {
      const i = at[axis];
      return i === undefined ? { ...d, axis: axis - at.length } : { offset: int(i), step: d.step };
    });
    copyInto(ctx, value, { place: { ...place, dims }, shape: inner, dtype }, "array", span);
  }
  return made;
}

export const functions: readonly NumpyFunction[] = [
  copied("copy", "a"),
  copied("array", "object"),
  asarray,
  copied(".copy", "self"),
];
