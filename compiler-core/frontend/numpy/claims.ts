// What a number is: its sign, and whether it is finite.
import { need } from "../../diagnostics/index.ts";
import { constant, isComplex, kindOf, type Scalar } from "../../sdfg/index.ts";
import { elementwise } from "../lower/elementwise.ts";
import { promotedOf } from "../lower/operators.ts";
import { fail } from "../problem.ts";
import type { NumpyFunction } from "./numpy-function.ts";

/** Yes or no about one number; whole numbers are always finite. */
function claim(name: "isnan" | "isinf" | "isfinite"): NumpyFunction {
  return {
    name,
    parameters: ["x"],
    call: (args, { ctx, span, wish }) => {
      const x = args.numeric("x");
      const { dtype } = promotedOf(x);
      const floats = kindOf(dtype) === "float" || isComplex(dtype);
      const code = ([a]: readonly Scalar[]): Scalar =>
        floats
          ? { kind: "call", dtype: "bool", fn: name, args: [need(a, "x")] }
          : constant(name === "isfinite" ? 1 : 0, "bool");
      return elementwise(ctx, { label: name, span, operands: [x], dtype: "bool", code }, wish);
    },
  };
}

const sign: NumpyFunction = {
  name: "sign",
  parameters: ["x"],
  call: (args, { ctx, span, wish }) => {
    const x = args.numeric("x");
    const { dtype, weak } = promotedOf(x);
    if (isComplex(dtype) || dtype === "bool")
      fail("unsupported-call", span, `\`np.sign\` of ${dtype} numbers is not compiled.`);
    const code = ([a]: readonly Scalar[]): Scalar => ({ kind: "call", dtype, fn: "sign", args: [need(a, "x")] });
    return elementwise(ctx, { label: "sign", span, operands: [x], dtype, weak, code }, wish);
  },
};

export const functions: readonly NumpyFunction[] = [claim("isnan"), claim("isinf"), claim("isfinite"), sign];
