// Functions that NumPy itself tells in terms of others.
import { isComplex, kindOf } from "../../sdfg/index.ts";
import { constantOf } from "../../symbolic/index.ts";
import { known } from "../lower/operators.ts";
import { fail } from "../problem.ts";
import { dtypeOf, type Value } from "../types/value.ts";
import { inPython } from "./in-python.ts";
import type { NumpyFunction } from "./numpy-function.ts";

/** A function of its first parameters, all of them numbers or arrays, in one line of Python. */
function told(name: string, parameters: readonly string[], body: string): NumpyFunction {
  return {
    name,
    parameters,
    call: (args, site) => inPython(site, name, body, Object.fromEntries(parameters.map((p) => [p, args.numeric(p)]))),
  };
}

const none: Value = { kind: "none" };

/** Both differ by no more than `atol` and a part of the second; what is not finite must be equal. */
function closeness(name: "isclose" | "allclose", result: (close: string) => string): NumpyFunction {
  const close = "(np.abs(a - b) <= atol + rtol * np.abs(b)) & np.isfinite(b) | (a == b)";
  return {
    name,
    parameters: ["a", "b", "rtol?", "atol?"],
    call: (args, site) =>
      inPython(site, name, `return ${result(close)}`, {
        a: args.numeric("a"),
        b: args.numeric("b"),
        rtol: args.value("rtol") ?? known(1e-5, 0, "float64"),
        atol: args.value("atol") ?? known(1e-8, 0, "float64"),
      }),
  };
}

/** Rounded to so many decimals by way of a power of ten, halves to even. */
function rounded(name: string): NumpyFunction {
  return {
    name,
    parameters: ["a", "decimals?"],
    call: (args, site) => {
      const a = args.numeric("a");
      const decimals = args.value("decimals");
      const n = decimals === undefined ? 0 : decimals.kind === "int" ? constantOf(decimals.expr) : undefined;
      if (n === undefined)
        return fail("wrong-arguments", site.span, `The decimals of \`np.${name}\` must be a constant.`);
      if (kindOf(dtypeOf(a)) !== "float")
        return fail(
          "wrong-type",
          site.span,
          `\`np.${name}\` is compiled for floats.`,
          "Whole numbers are round already.",
        );
      const factor = known(10 ** Math.abs(n), 0, "float64");
      const body = n === 0 ? "np.rint(a)" : n > 0 ? "np.rint(a * factor) / factor" : "np.rint(a / factor) * factor";
      return inPython(site, name, `return ${body}`, { a, factor });
    },
  };
}

/** Sums and means that leave NaNs out. */
function withoutNaN(name: "nansum" | "nanmean", body: string): NumpyFunction {
  return {
    name,
    parameters: ["a", "axis?"],
    call: (args, site) => {
      const a = args.numeric("a");
      if (kindOf(dtypeOf(a)) !== "float")
        return fail("wrong-type", site.span, `\`np.${name}\` is compiled for floats.`, `Use \`np.${name.slice(3)}\`.`);
      return inPython(site, name, body, { a, axis: args.value("axis") ?? none });
    },
  };
}

const angle: NumpyFunction = {
  name: "angle",
  parameters: ["z"],
  call: (args, site) => {
    const z = args.numeric("z");
    const imaginary = isComplex(dtypeOf(z)) ? "z.imag" : "0.0";
    return inPython(site, "angle", `return np.arctan2(${imaginary}, z.real)`, { z });
  },
};

export const functions: readonly NumpyFunction[] = [
  closeness("isclose", (close) => close),
  closeness("allclose", (close) => `np.all(${close})`),
  rounded("round"),
  rounded("around"),
  withoutNaN("nansum", "return np.sum(np.where(np.isnan(a), 0.0, a), axis)"),
  withoutNaN(
    "nanmean",
    "return (np.sum(np.where(np.isnan(a), 0.0, a), axis) / np.sum(~np.isnan(a), axis)).astype(a.dtype)",
  ),
  angle,
  told("deg2rad", ["x"], "return x * (np.pi / 180.0)"),
  told("radians", ["x"], "return x * (np.pi / 180.0)"),
  told("rad2deg", ["x"], "return x * (180.0 / np.pi)"),
  told("degrees", ["x"], "return x * (180.0 / np.pi)"),
];
