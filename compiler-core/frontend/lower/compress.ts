// `v = base[mask]`: an array whose size only the data decides. The size becomes a symbol, assigned when it is known.
import { need, type Span } from "../../diagnostics/index.ts";
import { cast, type Scalar } from "../../sdfg/index.ts";
import { type Expr, mul, symbol, zero } from "../../symbolic/index.ts";
import { inPython } from "../numpy/in-python.ts";
import type { ArrayValue, MaskedValue, NumberValue } from "../types/value.ts";
import type { Context } from "./context.ts";
import { newArray } from "./elementwise.ts";
import { readOf } from "./indexing.ts";
import { coveredBy } from "./places.ts";
import { reduction } from "./reduction.ts";

/** How many elements of a mask are true: a symbol that has its value from here on. */
export function countTrue(ctx: Context, mask: ArrayValue, name: string, span: Span): Expr {
  const graph = need(ctx.graph, "a graph");
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
  return symbol(size);
}

/** Python that runs `statement` for each place `k0, k1, …` where the mask is true; `at` counts them. */
export function atTrue(mask: ArrayValue, statement: (places: string) => string): string {
  const places = mask.shape.map((_, i) => `k${i}`).join(", ");
  const loops = mask.shape.map((_, i) => `${"    ".repeat(i)}for k${i} in range(mask.shape[${i}]):\n`).join("");
  const lines = [`if mask[${places}]:`, `    ${statement(places)}`, "    at = at + 1"];
  return `at = 0\n${loops}${lines.map((line) => `${"    ".repeat(mask.shape.length)}${line}\n`).join("")}`;
}

/** Whole rows: what lies behind the mask's axes comes along. */
function compressRows(ctx: Context, { base, mask, behind = 0 }: MaskedValue, name: string, span: Span): ArrayValue {
  const own: ArrayValue = { ...mask, shape: mask.shape.slice(0, -behind) };
  const rest = base.shape.slice(-behind);
  const out = newArray(ctx, name, base.dtype, [countTrue(ctx, own, name, span), ...rest], span);
  const body = atTrue(own, (places) => `out[at] = a[${places}]`);
  inPython({ ctx, span }, "rows", body, { a: base, mask: own, out });
  return out;
}

export function compress(ctx: Context, value: MaskedValue, name: string, span: Span): ArrayValue {
  if (value.behind !== undefined) return compressRows(ctx, value, name, span);
  const graph = need(ctx.graph, "a graph");
  const { base, mask } = value;
  const size = countTrue(ctx, mask, name, span);
  const made = newArray(ctx, name, base.dtype, [size], span);
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
