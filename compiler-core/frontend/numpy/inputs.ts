// What `initialize` may call to make inputs. These have types here and values in Python only.

import type { DType } from "../../sdfg/index.ts";
import { add, type Expr, one, symbol } from "../../symbolic/index.ts";
import { fail } from "../problem.ts";
import { shapeOf, type Value } from "../types/value.ts";
import type { Args, CallSite, NumpyFunction } from "./numpy-function.ts";

function typed(
  name: string,
  parameters: readonly string[],
  type: (args: Args, site: CallSite) => Value,
): NumpyFunction {
  return {
    name,
    parameters,
    call: (args, site) => {
      if (site.ctx.graph !== undefined)
        fail(
          "unsupported-call",
          site.span,
          `\`${name.startsWith("scipy.") ? name : name.startsWith(".") ? name.slice(1) : `np.${name}`}\` is understood in \`initialize\` and not compiled in a kernel.`,
          "Compute it in `initialize` and pass it as an argument.",
        );
      return type(args, site);
    },
  };
}

function drawn(args: Args, otherwise: DType): Value {
  const dtype = args.value("dtype") === undefined ? otherwise : (args.dtype("dtype") ?? otherwise);
  if (args.value("size") === undefined) return { kind: "number", dtype, weak: dtype === "float64" };
  return { kind: "array", dtype, shape: args.shape("size") };
}

/** In CSR form; how many elements it has, only the draw decides. */
const sparseRandom = typed(
  "scipy.sparse.random",
  ["m", "n", "density?", "format?", "dtype?", "random_state?", "data_rvs?"],
  (args, { span }) => {
    const format = args.value("format");
    if (format?.kind !== "string" || (format.text !== "csr" && format.text !== "csc"))
      fail("unsupported-call", span, "`scipy.sparse.random` is understood in the formats csr and csc.");
    const [rows, columns] = [args.shape("m"), args.shape("n")].map(([extent]) => extent as Expr) as [Expr, Expr];
    const elements = [symbol(`elements@${span.line}:${span.column}`)];
    const array = (dtype: DType, shape: readonly Expr[]): Value => ({ kind: "array", dtype, shape });
    return {
      kind: "record",
      what: "a sparse matrix",
      fields: new Map<string, Value>([
        ["indptr", array("int32", [add(format.text === "csr" ? rows : columns, one)])],
        ["indices", array("int32", elements)],
        ["data", array(args.dtype("dtype") ?? "float64", elements)],
      ]),
    };
  },
);

export const functions: readonly NumpyFunction[] = [
  sparseRandom,
  typed("random.default_rng", ["seed?"], () => ({ kind: "generator" })),
  typed("random.seed", ["seed?"], () => ({ kind: "none" })),
  typed("random.rand", ["d0?", "d1?", "d2?", "d3?", "d4?"], (args) => {
    const shape = ["d0", "d1", "d2", "d3", "d4"].flatMap((d) => (args.value(d) === undefined ? [] : args.shape(d)));
    return shape.length === 0
      ? { kind: "number", dtype: "float64", weak: true }
      : { kind: "array", dtype: "float64", shape };
  }),
  typed(".random", ["self", "size?", "dtype?"], (args) => drawn(args, "float64")),
  typed(".standard_normal", ["self", "size?", "dtype?"], (args) => drawn(args, "float64")),
  typed(".normal", ["self", "loc?", "scale?", "size?"], (args) => drawn(args, "float64")),
  typed(".uniform", ["self", "low?", "high?", "size?"], (args) => drawn(args, "float64")),
  typed(".integers", ["self", "low", "high?", "size?", "dtype?"], (args) => drawn(args, "int64")),
  typed("linalg.matrix_rank", ["A"], () => ({ kind: "number", dtype: "int64", weak: false })),
  typed("searchsorted", ["a", "v"], (args) => ({ kind: "array", dtype: "int64", shape: shapeOf(args.numeric("v")) })),
];
