// What a number is: its sign, and whether it is finite.
import { constant, isComplex, kindOf } from "../../sdfg/index.ts";
import { fail } from "../problem.ts";
import type { NumpyFunction } from "./numpy-function.ts";
import { ofEach } from "./of-each.ts";

/** Yes or no about one number; whole numbers are always finite. */
function claim(name: "isnan" | "isinf" | "isfinite"): NumpyFunction {
  return ofEach(name, ({ dtype }) => ({
    dtype: "bool",
    code: (x) =>
      kindOf(dtype) === "float" || isComplex(dtype)
        ? { kind: "call", dtype: "bool", fn: name, args: [x] }
        : constant(name === "isfinite" ? 1 : 0, "bool"),
  }));
}

const sign = ofEach("sign", ({ dtype, weak }, span) => {
  if (isComplex(dtype) || dtype === "bool")
    fail("unsupported-call", span, `\`np.sign\` of ${dtype} numbers is not compiled.`);
  return { dtype, weak, code: (x) => ({ kind: "call", dtype, fn: "sign", args: [x] }) };
});

export const functions: readonly NumpyFunction[] = [claim("isnan"), claim("isinf"), claim("isfinite"), sign];
