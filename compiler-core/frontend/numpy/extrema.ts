// Where the largest and the smallest elements lie, and how far they are apart.
import { need } from "../../diagnostics/index.ts";
import { isComplex, kindOf } from "../../sdfg/index.ts";
import { newArray } from "../lower/elementwise.ts";
import { fail } from "../problem.ts";
import type { ArrayValue } from "../types/value.ts";
import { axisFirst, inPython } from "./in-python.ts";
import type { NumpyFunction } from "./numpy-function.ts";
import { arrayOf, flat } from "./shapes.ts";

/** The first one wins; a NaN counts as beyond all others. */
function position(name: "argmax" | "argmin", operator: ">" | "<"): NumpyFunction {
  return {
    name,
    parameters: ["a", "axis?"],
    call: (args, site) => {
      const given = arrayOf(args, "a", site);
      if (isComplex(given.dtype)) fail("wrong-type", site.span, `\`np.${name}\` of complex numbers is not compiled.`);
      const [axis] = args.axes("axis", given.shape.length) ?? [];
      const a = axis === undefined || given.shape.length === 1 ? flat(given, site) : axisFirst(given, axis);
      const rest = a.shape.slice(1);
      const out = newArray(site.ctx, name, "int64", rest, site.span);
      const inner = search(a, operator, name);
      if (rest.length === 0) return inPython(site, name, `${inner("k")}return at`, { a });
      const loops = rest.map((_, i) => `${"    ".repeat(i)}for i${i} in range(a.shape[${i + 1}]):\n`).join("");
      const others = rest.map((_, i) => `i${i}`).join(", ");
      const indent = "    ".repeat(rest.length);
      const body = inner(`k, ${others}`).replace(/^(?=.)/gm, indent);
      inPython(site, name, `${loops}${body}${indent}out[${others}] = at`, { a, out });
      return out;
    },
  };
}

/** Walks the first axis; `at(index)` puts the walked index into the others. */
function search(a: ArrayValue, operator: ">" | "<", name: string): (index: string) => string {
  const first = (index: string) => index.replace(/^k/, "0");
  const isNaNFirst = kindOf(a.dtype) === "float" ? " or x != x and best == best" : "";
  return (index) => `if a.shape[0] == 0:
    raise ValueError("attempt to get ${name} of an empty sequence")
best = a[${first(index)}]
at = 0
for k in range(1, a.shape[0]):
    x = a[${index}]
    if x ${operator} best${isNaNFirst}:
        best = x
        at = k
`;
}

/** The distance from the smallest to the largest. */
const peakToPeak: NumpyFunction = {
  name: "ptp",
  parameters: ["a", "axis?"],
  call: (args, site) => {
    const a = arrayOf(args, "a", site);
    const axis = args.value("axis") ?? { kind: "none" };
    if (kindOf(a.dtype) === "bool") fail("wrong-type", site.span, "`np.ptp` of bools is not defined.");
    return need(inPython(site, "ptp", "return np.max(a, axis) - np.min(a, axis)", { a, axis }), "distance");
  },
};

export const functions: readonly NumpyFunction[] = [position("argmax", ">"), position("argmin", "<"), peakToPeak];
