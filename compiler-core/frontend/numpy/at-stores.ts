// `np.add.at(a, indices, values)`: every value is joined to its element, also where several go to the same one.
import { isInteger } from "../../sdfg/index.ts";
import { writesInPlace } from "../lower/aliases.ts";
import { storePicked } from "../lower/picked.ts";
import { checkSameKind } from "../lower/same-kind.ts";
import { fail } from "../problem.ts";
import type { ArrayValue, Value } from "../types/value.ts";
import type { CallSite, NumpyFunction } from "./numpy-function.ts";
import { arrayOf } from "./shapes.ts";

function indicesOf(value: Value | undefined, { span }: CallSite): readonly ArrayValue[] {
  const items = value?.kind === "tuple" ? value.items : value === undefined ? [] : [value];
  return items.map((item) =>
    item.kind === "array" && isInteger(item.dtype)
      ? item
      : fail(
          "unsupported-call",
          span,
          "The places are compiled as arrays of integers, or a tuple of them.",
          "Use a loop.",
        ),
  );
}

/** `change`: the new element from the old one and the value. */
function joinedAt(name: string, change: string): NumpyFunction {
  return {
    name: `${name}.at`,
    parameters: ["a", "indices", "b"],
    call: (args, site) => {
      const { ctx, span } = site;
      const a = arrayOf(args, "a", site);
      const indices = indicesOf(args.value("indices"), site);
      if (indices.length > a.shape.length)
        fail("index-out-of-bounds", span, "These are more arrays of indices than the array has dimensions.");
      const b = args.numeric("b");
      checkSameKind(b, a.dtype, span);
      writesInPlace(ctx, a, span);
      storePicked(ctx, { kind: "picked", base: a, indices, at: 0 }, b, span, change);
      return { kind: "none" };
    },
  };
}

export const functions: readonly NumpyFunction[] = [
  joinedAt("add", "old + new"),
  joinedAt("subtract", "old - new"),
  joinedAt("multiply", "old * new"),
  joinedAt("maximum", "np.maximum(old, new)"),
  joinedAt("minimum", "np.minimum(old, new)"),
];
