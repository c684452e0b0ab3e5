// Running sums and products, and differences of neighbours.
import { kindOf } from "../../sdfg/index.ts";
import { constantOf } from "../../symbolic/index.ts";
import { newArray } from "../lower/elementwise.ts";
import { known } from "../lower/operators.ts";
import { fail } from "../problem.ts";
import { sumTypeOf } from "../types/promotion.ts";
import type { ArrayValue, Value } from "../types/value.ts";
import { axisBack, axisFirst, inPython } from "./in-python.ts";
import type { CallSite, NumpyFunction } from "./numpy-function.ts";
import { arrayOf, flat } from "./shapes.ts";

/** Each element joined with the one before it, in order. */
function running(name: "cumsum" | "cumprod", operator: "+" | "*"): NumpyFunction {
  return {
    name,
    parameters: ["a", "axis?", "dtype?"],
    call: (args, site) => {
      const given = arrayOf(args, "a", site);
      const [axis] = args.axes("axis", given.shape.length) ?? [];
      const a = axis === undefined ? flat(given, site) : given;
      const dtype = args.dtype("dtype") ?? sumTypeOf(a.dtype);
      const out = newArray(site.ctx, name, dtype, a.shape, site.span);
      const body = `
${a.dtype === dtype ? "" : "a = a.astype(dtype)"}
out[:1] = a[:1]
for k in range(1, a.shape[0]):
    out[k] = out[k - 1] ${operator} a[k]`;
      inPython(site, name, body, {
        a: axisFirst(a, axis ?? 0),
        out: axisFirst(out, axis ?? 0),
        dtype: { kind: "dtype", dtype },
      });
      return out;
    },
  };
}

function alongLast(a: ArrayValue, axes: readonly number[] | undefined): number {
  return axes?.[0] ?? a.shape.length - 1;
}

const mostDifferences = 8;

const diff: NumpyFunction = {
  name: "diff",
  parameters: ["a", "n?", "axis?"],
  call: (args, site) => {
    const a = arrayOf(args, "a", site);
    const n = args.value("n");
    const times = n === undefined ? 1 : n.kind === "int" ? constantOf(n.expr) : undefined;
    if (times === undefined || times < 1 || times > mostDifferences)
      return fail("wrong-arguments", site.span, `\`np.diff\` is compiled for n from 1 to ${mostDifferences}.`);
    if (kindOf(a.dtype) === "bool")
      return fail("wrong-type", site.span, "`np.diff` of bools is not compiled.", "Use `a[1:] != a[:-1]`.");
    const axis = alongLast(a, args.axes("axis", a.shape.length));
    const body = `${"a = a[1:] - a[:-1]\n".repeat(times)}return a`;
    return axisBack(inPython(site, "diff", body, { a: axisFirst(a, axis) }), axis);
  },
};

/** Central differences inside, one-sided ones at the ends. */
const gradient: NumpyFunction = {
  name: "gradient",
  parameters: ["f", "spacing?", "axis?"],
  call: (args, site) => {
    const f = arrayOf(args, "f", site);
    const spacing = args.value("spacing") ?? known(1, 0, "float64");
    if (f.shape.length > 1 && args.value("axis") === undefined)
      return fail("unsupported-call", site.span, "`np.gradient` along every axis is not compiled.", "Give `axis`.");
    if (
      (spacing.kind !== "number" && spacing.kind !== "int") ||
      (kindOf(f.dtype) !== "float" && kindOf(f.dtype) !== "complex")
    )
      return fail("unsupported-call", site.span, "`np.gradient` is compiled for floats with one spacing.");
    const axis = alongLast(f, args.axes("axis", f.shape.length));
    const body = `
if f.shape[0] < 2:
    raise ValueError("Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required.")
out[1:-1] = (f[2:] - f[:-2]) / (2.0 * h)
out[0] = (f[1] - f[0]) / h
out[-1] = (f[-1] - f[-2]) / h`;
    return filled(site, "gradient", body, f, axis, { f: axisFirst(f, axis), h: spacing });
  },
};

function filled(
  site: CallSite,
  name: string,
  body: string,
  like: ArrayValue,
  axis: number,
  names: Readonly<Record<string, Value>>,
): ArrayValue {
  const out = newArray(site.ctx, name, like.dtype, like.shape, site.span);
  inPython(site, name, body, { ...names, out: axisFirst(out, axis) });
  return out;
}

export const functions: readonly NumpyFunction[] = [running("cumsum", "+"), running("cumprod", "*"), diff, gradient];
