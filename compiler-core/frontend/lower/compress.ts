// `v = base[mask]`: an array whose size only the data decides. The size becomes a symbol, assigned when it is known.
import { need, type Span } from "../../diagnostics/index.ts";
import { cast, type Scalar } from "../../sdfg/index.ts";
import { mul, symbol, zero } from "../../symbolic/index.ts";
import { fail } from "../problem.ts";
import type { ArrayValue, MaskedValue, NumberValue } from "../types/value.ts";
import type { Context } from "./context.ts";
import { newArray } from "./elementwise.ts";
import { readOf } from "./indexing.ts";
import { coveredBy } from "./places.ts";
import { reduction } from "./reduction.ts";

export function compress(ctx: Context, value: MaskedValue, name: string, span: Span): ArrayValue {
  const graph = need(ctx.graph, "a graph");
  if (value.rows)
    fail(
      "unsupported-syntax",
      span,
      "Whole rows selected by a mask can't become an array of their own yet.",
      "Store under the mask, sum over it, or loop over the rows.",
    );
  const { base, mask } = value;
  const code = ([m]: readonly Scalar[]): Scalar => cast(need(m, "mask"), "int64");
  const count = reduction(
    ctx,
    {
      label: "count",
      span,
      operator: "sum",
      operands: [mask],
      shape: mask.shape,
      keepDimensions: false,
      dtype: "int64",
      code,
    },
    { name, part: true },
  );
  const size = graph.symbol(`${name}_size`, { dtype: "int64", least: zero });
  graph.assign(size, readOf(count as NumberValue));
  const most = mul(...mask.shape);
  ctx.assumptions = { bounds: new Map([...ctx.assumptions.bounds, [size, { least: zero, most }]]) };
  const made = newArray(ctx, name, base.dtype, [symbol(size)], span);
  const [from, by, into] = [base.place, mask.place, made.place].map((place) => need(place, "a place")) as [
    NonNullable<ArrayValue["place"]>,
    NonNullable<ArrayValue["place"]>,
    NonNullable<ArrayValue["place"]>,
  ];
  graph.library(
    "Compress",
    "compress",
    span,
    {
      a: { data: from.container, subset: coveredBy(from, base.shape) },
      mask: { data: by.container, subset: coveredBy(by, mask.shape) },
    },
    { out: { data: into.container, subset: coveredBy(into, made.shape) } },
  );
  return made;
}
