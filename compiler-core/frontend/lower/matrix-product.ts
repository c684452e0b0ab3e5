// `a @ b`, `np.dot`, `np.matmul`: a library node, whatever the ranks.
import { need, type Span } from "../../diagnostics/index.ts";
import { cast, type DType, type Scalar } from "../../sdfg/index.ts";
import { constantOf, type Expr, isEqual } from "../../symbolic/index.ts";
import { fail } from "../problem.ts";
import { printShape } from "../types/broadcast.ts";
import { promote, promotedOf } from "../types/promotion.ts";
import { type ArrayValue, describe, dtypeOf, type Numeric, shapeOf } from "../types/value.ts";
import type { Context, Wish } from "./context.ts";
import { type Contraction, contraction } from "./contraction.ts";
import { copyInto, elementwise, newArray, sameShape, temporaryName, wholePlace } from "./elementwise.ts";
import { guardEqual } from "./extents.ts";
import { coveredBy } from "./places.ts";
import { reduction } from "./reduction.ts";

/** The result has the rows of the left and the columns of the right; leading dimensions are walked in step, or by `dot` each by each. */
export function matrixProduct(
  ctx: Context,
  left: Numeric,
  right: Numeric,
  span: Span,
  wish: Wish,
  name: "matmul" | "dot" = "matmul",
): Numeric {
  const [a, b] = [operandShape(left, span), operandShape(right, span)];
  const [inner, other] = [need(a.shape.at(-1), "columns"), need(b.shape.at(-2) ?? b.shape[0], "rows")];
  const matches = isEqual(inner, other, ctx.assumptions);
  if (matches === "no")
    fail(
      "wrong-shape",
      span,
      `These shapes don't fit in a matrix product: ${printShape(a.shape)} and ${printShape(b.shape)}.`,
    );
  const shape = [...a.shape.slice(0, -1), ...b.shape.slice(1)];
  const { dtype } = promote(promotedOf(left), promotedOf(right));
  if (shape.length === 0) return dot(ctx, left, right, inner, other, dtype, span, wish, name);
  if (matches !== "yes") guardEqual(ctx, inner, other, span, mismatch[name]);
  if ([a, b].some(({ shape }) => shape.length > 2 || (shape.length === 2 && shape.some((e) => constantOf(e) === 1)))) {
    const operands = [left, right].map((x) => asArray(ctx, x, span)) as [ArrayValue, ArrayValue];
    const named = name === "matmul" ? matmulIndices(operands) : dotIndices(operands);
    return contraction(ctx, { label: name, span, dtype, mismatch: mismatch[name], ...named }, wish);
  }
  if (ctx.graph === undefined) return { kind: "array", dtype, shape };
  const into = wish.into;
  const direct =
    into !== undefined &&
    into.dtype === dtype &&
    sameShape(into.shape, shape) &&
    ![left, right].some((x) => x.kind !== "array" || x.place?.container === into.place.container);
  const place = direct
    ? into.place
    : wholePlace(ctx.graph.transient(temporaryName(wish, "matmul"), dtype, shape, span), shape);
  const reads = {
    a: memlet(converted(ctx, asArray(ctx, left, span), dtype, span)),
    b: memlet(converted(ctx, asArray(ctx, right, span), dtype, span)),
  };
  ctx.graph.library("MatMul", "matmul", span, reads, { c: { data: place.container, subset: coveredBy(place, shape) } });
  return { kind: "array", dtype, shape, place };
}

type Named = Pick<Contraction, "operands" | "result">;

const letters = "abcdefghijlopqrstuvwxyz";

/** Leading dimensions are broadcast: `…mk, …kn → …mn`. A vector has no rows on the left and no columns on the right. */
function matmulIndices([a, b]: readonly [ArrayValue, ArrayValue]): Named {
  const leading = (x: ArrayValue) => letters.slice(letters.length - Math.max(0, x.shape.length - 2));
  const [rows, columns] = [a.shape.length > 1 ? "m" : "", b.shape.length > 1 ? "n" : ""];
  const most = a.shape.length > b.shape.length ? leading(a) : leading(b);
  return {
    operands: [
      { value: a, indices: `${leading(a)}${rows}k` },
      { value: b, indices: `${leading(b)}k${columns}` },
    ],
    result: `${most}${rows}${columns}`,
  };
}

/** Every other index of the left beside every other one of the right. */
function dotIndices([a, b]: readonly [ArrayValue, ArrayValue]): Named {
  const left = letters.slice(0, a.shape.length - 1);
  const right = letters.slice(a.shape.length - 1, a.shape.length + b.shape.length - 2);
  const indices = b.shape.length === 1 ? "k" : `${right.slice(0, -1)}k${right.slice(-1)}`;
  return {
    operands: [
      { value: a, indices: `${left}k` },
      { value: b, indices },
    ],
    result: `${left}${right}`,
  };
}

/** What NumPy says where the inner extents differ. */
const mismatch = {
  matmul:
    "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size … is different from …)",
  dot: "shapes … and … not aligned: … (dim …) != … (dim …)",
} as const;

/** Vector by vector: the products are summed as they are made, also those of selected elements. */
function dot(
  ctx: Context,
  left: Numeric,
  right: Numeric,
  inner: Expr,
  other: Expr,
  dtype: DType,
  span: Span,
  wish: Wish,
  name: keyof typeof mismatch,
): Numeric {
  if (ctx.graph !== undefined && isEqual(inner, other, ctx.assumptions) !== "yes")
    guardEqual(ctx, inner, other, span, mismatch[name]);
  const code = ([x, y]: readonly Scalar[]): Scalar => ({
    kind: "binary",
    dtype,
    operator: "*",
    left: cast(need(x, "left"), dtype),
    right: cast(need(y, "right"), dtype),
  });
  return reduction(
    ctx,
    {
      label: "dot",
      span,
      operator: "sum",
      operands: [left, right],
      shape: [inner],
      keepDimensions: false,
      dtype,
      code,
    },
    wish,
  );
}

function operandShape(value: Numeric, span: Span): { readonly shape: readonly Expr[] } {
  if (shapeOf(value).length === 0)
    fail("wrong-type", span, `A matrix product needs arrays, and this is ${describe(value)}.`, "Use `*`.");
  return { shape: shapeOf(value) };
}

function memlet(value: ArrayValue) {
  const place = need(value.place, "a place");
  // Rows before columns: a transposed operand is copied, since a subset has no order of axes of its own.
  return { data: place.container, subset: coveredBy(place, value.shape) };
}

function converted(ctx: Context, value: ArrayValue, dtype: DType, span: Span): ArrayValue {
  const axes = value.place?.dims.flatMap((d) => (d.axis === undefined ? [] : [d.axis])) ?? [];
  const inOrder =
    axes.every((axis, i) => i === 0 || axis > (axes[i - 1] as number)) && axes.length === value.shape.length;
  if (value.dtype === dtype && inOrder) return value;
  const made = newArray(ctx, `${value.place?.container ?? "operand"}_as_${dtype}`, dtype, value.shape, span);
  copyInto(ctx, value, { place: need(made.place, "place"), shape: value.shape, dtype }, "copy", span);
  return made;
}

function asArray(ctx: Context, value: Numeric, span: Span): ArrayValue {
  if (value.kind === "array") return value;
  if (value.kind === "gather") {
    const made = elementwise(
      ctx,
      { label: "gather", span, operands: [value], dtype: dtypeOf(value), code: ([x]) => need(x, "operand") },
      { name: `${value.base.place?.container ?? "operand"}_gathered` },
    );
    if (made.kind === "array") return made;
  }
  return fail("wrong-type", span, `A matrix product needs arrays, and this is ${describe(value)}.`, "Use `*`.");
}
