// Means and spreads, from sums, in NumPy's own order of operations.
import { need, type Span } from "../../diagnostics/index.ts";
import { cast, type DType, index, isComplex, kindOf, partOf, type Scalar } from "../../sdfg/index.ts";
import { type Expr, int, mul, sub } from "../../symbolic/index.ts";
import type { Context, Wish } from "../lower/context.ts";
import { elementwise } from "../lower/elementwise.ts";
import { binary } from "../lower/operators.ts";
import { reduction } from "../lower/reduction.ts";
import { fail } from "../problem.ts";
import { dtypeOf, type Numeric, shapeOf } from "../types/value.ts";
import type { Args, CallSite, NumpyFunction } from "./numpy-function.ts";

interface Wanted {
  readonly ctx: Context;
  readonly span: Span;
  /** All axes where left out. */
  readonly axes: readonly number[] | undefined;
  readonly keepDimensions: boolean;
  readonly dtype: DType;
  /** Subtracted from the number of elements. */
  readonly less: Expr;
  readonly label: string;
}

/** The sum of `a` along the axes over the number of elements that it has there. */
function meanOf(a: Numeric, wanted: Wanted, wish: Wish): Numeric {
  const { ctx, span, axes, keepDimensions, dtype, label } = wanted;
  const shape = shapeOf(a);
  const joined = axes ?? shape.map((_, axis) => axis);
  const total = reduction(
    ctx,
    {
      label: "sum",
      span,
      operator: "sum",
      operands: [a],
      shape,
      ...(axes && { axes }),
      keepDimensions,
      dtype,
      code: ([x]) => cast(need(x, "operand"), dtype),
    },
    { name: wish.name, part: true },
  );
  const count = sub(mul(...joined.map((axis) => need(shape[axis], "axis"))), wanted.less);
  const code = ([x]: readonly Scalar[]): Scalar => ({
    kind: "binary",
    dtype,
    operator: "/",
    left: need(x, "sum"),
    right: cast(index(count), dtype),
  });
  return elementwise(ctx, { label, span, operands: [total], dtype, code }, wish);
}

function wantedOf(args: Args, site: CallSite, label: string): { readonly a: Numeric; readonly wanted: Wanted } {
  const { ctx, span } = site;
  const a = args.numeric("a");
  if (args.value("out") !== undefined)
    fail("unsupported-call", span, `\`out\` of \`np.${label}\` is not compiled.`, "Assign the result instead.");
  if (a.kind === "masked")
    fail(
      "unsupported-call",
      span,
      `\`np.${label}\` of a selection by mask is not compiled.`,
      "Assign the selection to a name first.",
    );
  const kind = kindOf(dtypeOf(a));
  const dtype = args.dtype("dtype") ?? (kind === "float" || kind === "complex" ? dtypeOf(a) : "float64");
  const axes = args.axes("axis", shapeOf(a).length);
  return { a, wanted: { ctx, span, axes, keepDimensions: args.flag("keepdims", false), dtype, less: int(0), label } };
}

const parameters = ["a", "axis?", "dtype?", "out?", "keepdims?"];

const mean: NumpyFunction = {
  name: "mean",
  parameters,
  call: (args, site) => {
    const { a, wanted } = wantedOf(args, site, "mean");
    return meanOf(a, wanted, site.wish);
  },
};

/** The mean of the squared distances to the mean: abs² for complex numbers, so that the result is real. */
function varianceOf(args: Args, site: CallSite, label: string, wish: Wish): Numeric {
  const { a, wanted } = wantedOf(args, site, label);
  const { ctx, span } = site;
  const part: Wish = { name: wish.name, part: true };
  const less = args.value("ddof");
  if (less !== undefined && less.kind !== "int")
    fail("wrong-arguments", span, `\`ddof\` of \`np.${label}\` must be an int.`);
  const middle = meanOf(a, { ...wanted, keepDimensions: true, label: "mean" }, part);
  const distance = binary(ctx, "-", a, middle, span, part);
  const { dtype } = wanted;
  const real = isComplex(dtype) ? partOf(dtype) : dtype;
  const square = elementwise(
    ctx,
    {
      label: "square",
      span,
      operands: [distance],
      dtype: real,
      code: ([x]) => {
        const d = cast(need(x, "distance"), dtype);
        if (!isComplex(dtype)) return product(d, d, real);
        const [re, im] = (["real", "imag"] as const).map(
          (fn): Scalar => ({ kind: "call", dtype: real, fn, args: [d] }),
        ) as [Scalar, Scalar];
        return {
          kind: "binary",
          dtype: real,
          operator: "+",
          left: product(re, re, real),
          right: product(im, im, real),
        };
      },
    },
    part,
  );
  return meanOf(square, { ...wanted, dtype: real, less: less?.kind === "int" ? less.expr : int(0) }, wish);
}

function product(left: Scalar, right: Scalar, dtype: DType): Scalar {
  return { kind: "binary", dtype, operator: "*", left, right };
}

const variance: NumpyFunction = {
  name: "var",
  parameters: [...parameters.slice(0, 4), "ddof?", "keepdims?"],
  call: (args, site) => varianceOf(args, site, "var", site.wish),
};

const deviation: NumpyFunction = {
  name: "std",
  parameters: variance.parameters,
  call: (args, site) => {
    const squared = varianceOf(args, site, "std", { name: site.wish.name, part: true });
    const dtype = dtypeOf(squared);
    return elementwise(
      site.ctx,
      {
        label: "std",
        span: site.span,
        operands: [squared],
        dtype,
        code: ([x]) => ({ kind: "call", dtype, fn: "sqrt", args: [need(x, "variance")] }),
      },
      site.wish,
    );
  },
};

export const functions: readonly NumpyFunction[] = [mean, variance, deviation];
