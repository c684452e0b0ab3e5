// Sums of products over named indices, as in `einsum`: every operand says which index each of its axes walks.
import { need, type Span } from "../../diagnostics/index.ts";
import { cast, constant, type DType, isComplex, type Scalar } from "../../sdfg/index.ts";
import { constantOf, type Expr, isEqual, one } from "../../symbolic/index.ts";
import { fail } from "../problem.ts";
import { type ArrayValue, type Numeric, shapeOf } from "../types/value.ts";
import type { Context, Wish } from "./context.ts";
import { elementwise } from "./elementwise.ts";
import { guardEqual } from "./extents.ts";
import { reduction } from "./reduction.ts";

export interface Contraction {
  readonly label: string;
  readonly span: Span;
  readonly operands: readonly { readonly value: ArrayValue; readonly indices: string }[];
  /** The result's axes; the other indices are summed over, in order of first appearance. */
  readonly result: string;
  readonly dtype: DType;
  /** What NumPy says where two extents of one index differ. */
  readonly mismatch: string;
}

export function contraction(ctx: Context, c: Contraction, wish: Wish): Numeric {
  const { label, span, dtype } = c;
  const extents = extentsOf(ctx, c);
  const summed = [...extents.keys()].filter((index) => !c.result.includes(index));
  const order = [...c.result, ...summed];
  const shape = order.map((index) => need(extents.get(index), `an extent of ${index}`));
  const operands = c.operands.map(({ value, indices }) => spread(value, indices, order));
  const code = (codes: readonly Scalar[]): Scalar =>
    codes.map((x) => cast(x, dtype)).reduce((left, right) => ({ kind: "binary", dtype, operator: "*", left, right }));
  if (summed.length > 0) {
    const axes = summed.map((_, i) => c.result.length + i);
    const operator = dtype === "bool" ? "or" : "sum";
    return reduction(ctx, { label, span, operator, operands, shape, axes, keepDimensions: false, dtype, code }, wish);
  }
  // Products without a sum are added to zeros all the same, which turns -0 into 0.
  const zero = constant(0, dtype, isComplex(dtype) ? 0 : undefined);
  const added = (codes: readonly Scalar[]): Scalar =>
    operands.length === 1 || dtype === "bool"
      ? code(codes)
      : { kind: "binary", dtype, operator: "+", left: code(codes), right: zero };
  return elementwise(ctx, { label, span, operands, dtype, code: added }, wish);
}

/** One extent for each index. Those of 1 stretch beside others. */
function extentsOf(ctx: Context, { operands, span, mismatch }: Contraction): ReadonlyMap<string, Expr> {
  const extents = new Map<string, Expr>();
  for (const { value, indices } of operands)
    for (const [axis, index] of [...indices].entries()) {
      const extent = need(value.shape[axis], "an extent for each index");
      const known = extents.get(index);
      if (known === undefined || constantOf(known) === 1) extents.set(index, extent);
      else if (constantOf(extent) !== 1) {
        const answer = isEqual(known, extent, ctx.assumptions);
        if (answer === "no")
          fail("wrong-shape", span, `The extents of one index differ here: NumPy raises ValueError.`);
        if (answer === "unknown") guardEqual(ctx, known, extent, span, mismatch);
      }
    }
  return extents;
}

/** The operand with an axis for every index, of length 1 where it has none. */
function spread(value: ArrayValue, indices: string, order: readonly string[]): ArrayValue {
  const to = [...indices].map((index) => order.indexOf(index));
  const shape = order.map((index) => {
    const axis = indices.indexOf(index);
    return axis < 0 ? one : need(shapeOf(value)[axis], "extent");
  });
  const dims = value.place?.dims.map((d) => (d.axis === undefined ? d : { ...d, axis: need(to[d.axis], "an axis") }));
  return { ...value, shape, ...(value.place && dims && { place: { ...value.place, dims } }) };
}
