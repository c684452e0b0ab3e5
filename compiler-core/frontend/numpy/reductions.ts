// Functions that join elements along axes.
import { need } from "../../diagnostics/index.ts";
import { cast, type DType, isComplex, type Scalar, type WriteConflict } from "../../sdfg/index.ts";
import { matrixProduct } from "../lower/matrix-product.ts";
import { identityOf, reduction } from "../lower/reduction.ts";
import { fail } from "../problem.ts";
import { sumTypeOf } from "../types/promotion.ts";
import { dtypeOf, type Numeric, shapeOf, type Value } from "../types/value.ts";
import type { Args, CallSite, NumpyFunction } from "./numpy-function.ts";

export const reductionParameters = ["a", "axis?", "dtype?", "out?", "keepdims?"];

function reduce(
  args: Args,
  site: CallSite,
  label: string,
  operator: WriteConflict,
  typeOf: (dtype: DType) => DType,
): Numeric {
  const { ctx, span, wish } = site;
  const a = args.numeric("a");
  if (args.value("out") !== undefined)
    fail("unsupported-call", span, `\`out\` of \`np.${label}\` is not compiled.`, "Assign the result instead.");
  const shape = shapeOf(a);
  const dtype = args.dtype("dtype") ?? typeOf(dtypeOf(a));
  const axes = args.axes("axis", shape.length);
  const isExtreme = operator === "min" || operator === "max";
  if (isExtreme && isComplex(dtype))
    fail("wrong-type", span, `\`np.${label}\` of complex numbers is not compiled.`, "Compare their absolute values.");
  const common = {
    label,
    span,
    operator,
    shape,
    keepDimensions: args.flag("keepdims", false),
    dtype,
    ...(axes && { axes }),
  };
  if (a.kind === "masked") {
    if (axes !== undefined)
      fail("unsupported-call", span, "Reducing a selection by mask along an axis is not compiled.");
    if (isExtreme)
      fail(
        "unsupported-call",
        span,
        `\`np.${label}\` of a selection by mask is not compiled.`,
        "Assign the selection to a name first.",
      );
    const code = ([m, x]: readonly Scalar[]): Scalar => ({
      kind: "select",
      dtype,
      condition: need(m, "mask"),
      then: cast(need(x, "value"), dtype),
      otherwise: identityOf(operator, dtype),
    });
    return reduction(ctx, { ...common, operands: [a.mask, a.base], code }, wish);
  }
  return reduction(ctx, { ...common, operands: [a], code: ([x]) => cast(need(x, "operand"), dtype) }, wish);
}

function reducer(name: string, operator: WriteConflict, typeOf: (dtype: DType) => DType): NumpyFunction {
  return { name, parameters: reductionParameters, call: (args, site) => reduce(args, site, name, operator, typeOf) };
}

const same = (dtype: DType) => dtype;

function product(name: "dot" | "matmul"): NumpyFunction {
  return {
    name,
    parameters: ["a", "b"],
    call: (args, { ctx, span, wish }): Value =>
      matrixProduct(ctx, args.numeric("a"), args.numeric("b"), span, wish, name),
  };
}

export const functions: readonly NumpyFunction[] = [
  reducer("sum", "sum", sumTypeOf),
  reducer("prod", "product", sumTypeOf),
  reducer("max", "max", same),
  reducer("amax", "max", same),
  reducer("min", "min", same),
  reducer("amin", "min", same),
  reducer("any", "or", () => "bool"),
  reducer("all", "and", () => "bool"),
  product("dot"),
  product("matmul"),
];
