// Coordinates of the points of a grid: `mgrid[…]`, `ogrid[…]`, `meshgrid`, `indices`.

import { isComplex, isInteger } from "../../sdfg/index.ts";
import { int } from "../../symbolic/index.ts";
import type { Expression } from "../../syntax/index.ts";
import { fail } from "../problem.ts";
import { type ArrayValue, dtypeOf, isNumeric, type Value } from "../types/value.ts";
import { inPython } from "./in-python.ts";
import type { CallSite, NumpyFunction } from "./numpy-function.ts";
import { arrayOf } from "./shapes.ts";

type Site = Pick<CallSite, "ctx" | "span">;

/** `x` along one axis of `rank`, as Python writes it: `x[None, :, None]`. */
const along = (x: string, axis: number, rank: number) =>
  `${x}[${Array.from({ length: rank }, (_, i) => (i === axis ? ":" : "None")).join(", ")}]`;

/** `np.mgrid[0:n, 0:m]`: all coordinates in one array; `np.ogrid` leaves them to be broadcast. */
export function gridOf(
  name: "mgrid" | "ogrid",
  index: Expression,
  evaluate: (e: Expression) => Value,
  site: Site,
): Value {
  const slices = index.kind === "tuple" ? index.items : [index];
  const axes = slices.map((slice) => coordinates(slice, evaluate, site));
  const rank = axes.length;
  const [only] = axes;
  if (index.kind !== "tuple" && only !== undefined) return only;
  const names = Object.fromEntries(axes.map((axis, i) => [`x${i}`, axis]));
  const placed = axes.map((_, i) => along(`x${i}`, i, rank));
  if (name === "ogrid") return inPython(site, name, `return ${placed.join(", ")},`, names);
  const lengths = axes.map((_, i) => `x${i}.shape[0]`).join(", ");
  const dtype = axes.every((axis) => isInteger(axis.dtype)) ? "np.int64" : "np.float64";
  const stores = placed.map((x, i) => `out[${i}] = ${x}`).join("\n");
  return inPython(site, name, `out = np.empty((${rank}, ${lengths}), dtype=${dtype})\n${stores}\nreturn out`, names);
}

/** One slice: `a:b:step` in whole numbers, or `a:b:5j` for five points with both ends. */
function coordinates(slice: Expression, evaluate: (e: Expression) => Value, site: Site): ArrayValue {
  if (slice.kind !== "slice" || slice.upper === undefined)
    return fail("unsupported-syntax", slice.span, "A grid is made from slices with an end, such as `0:n`.");
  const part = (e: Expression | undefined, otherwise: Value): Value => (e === undefined ? otherwise : evaluate(e));
  const step = part(slice.step, whole(1));
  const [begin, end] = [part(slice.lower, whole(0)), evaluate(slice.upper)];
  const isCount = step.kind === "number" && isComplex(step.dtype) && step.known !== undefined;
  const isWhole = [begin, end, step].every((x) => isNumeric(x) && isInteger(dtypeOf(x)));
  if (!isCount && !isWhole)
    return fail(
      "unsupported-syntax",
      slice.span,
      "The bounds of a grid are ints, or its step a number of points such as `5j`.",
    );
  const count = isCount ? whole(Math.trunc(Math.abs(step.known.im))) : step;
  const body = isCount ? "return np.linspace(begin, end, step)" : "return np.arange(begin, end, step)";
  return inPython(site, "grid", body, { begin, end, step: count }) as ArrayValue;
}

const whole = (n: number): Value => ({ kind: "int", expr: int(n) });

const inputs = ["x0", "x1", "x2"];

const meshgrid: NumpyFunction = {
  name: "meshgrid",
  parameters: [...inputs.map((x) => `${x}?`), "indexing?"],
  call: (args, site) => {
    const given = inputs.filter((x) => args.value(x) !== undefined);
    const arrays = given.map((x) => arrayOf(args, x, site));
    const indexing = args.value("indexing") ?? { kind: "string", text: "xy" };
    if (indexing.kind !== "string" || arrays.some((a) => a.shape.length !== 1))
      return fail("unsupported-call", site.span, "`np.meshgrid` is compiled for one to three vectors.");
    // The first two axes trade places, unless the matrix's order is asked for.
    const isCartesian = indexing.text === "xy" && arrays.length > 1;
    const axis = (i: number) => (isCartesian && i < 2 ? 1 - i : i);
    const lengths = arrays.map((_, i) => `x${axis(i)}.shape[0]`).join(", ");
    const makes = arrays.map(
      (_, i) =>
        `out${i} = np.empty((${lengths},), dtype=x${i}.dtype)\nout${i}[:] = ${along(`x${i}`, axis(i), arrays.length)}`,
    );
    const results = arrays.map((_, i) => `out${i}`).join(", ");
    const names = Object.fromEntries(arrays.map((a, i) => [`x${i}`, a]));
    return inPython(site, "meshgrid", `${makes.join("\n")}\nreturn ${results},`, names);
  },
};

const indices: NumpyFunction = {
  name: "indices",
  parameters: ["dimensions"],
  call: (args, site) => {
    const extents = args.shape("dimensions");
    const rank = extents.length;
    const names = Object.fromEntries(extents.map((expr, i) => [`n${i}`, { kind: "int", expr } as const]));
    const stores = extents.map((_, i) => `out[${i}] = ${along(`np.arange(n${i})`, i, rank)}`);
    const shape = [rank, ...extents.map((_, i) => `n${i}`)].join(", ");
    return inPython(
      site,
      "indices",
      `out = np.empty((${shape}), dtype=np.int64)\n${stores.join("\n")}\nreturn out`,
      names,
    );
  },
};

export const functions: readonly NumpyFunction[] = [meshgrid, indices];
