// Elements at places that arrays of indices name: `a[rows, columns]` and stores such as `a[rows] = …`, one after the other.
import { need, type Span } from "../../diagnostics/index.ts";
import type { Scalar } from "../../sdfg/index.ts";
import { constantOf, type Expr } from "../../symbolic/index.ts";
import { inPython } from "../numpy/in-python.ts";
import { broadcast } from "../types/broadcast.ts";
import { type ArrayValue, dtypeOf, type GatherValue, type Numeric, type PickedValue, shapeOf } from "../types/value.ts";
import type { Context } from "./context.ts";
import { copyInto, elementwise, newArray } from "./elementwise.ts";
import { guardEqual } from "./extents.ts";
import { reordered } from "./transposed.ts";

/** What one array of indices selects along `axis`. */
export function pickedBy({ base, axis, indices }: GatherValue): PickedValue {
  const order = [axis, ...base.shape.map((_, i) => i).filter((i) => i !== axis)];
  return { kind: "picked", base: reordered(base, order), indices: [indices], at: axis };
}

/** The extents that the arrays of indices have together, and one Python index into each for the loops `k0`, `k1`, … over them. */
function walkedTogether(ctx: Context, indices: readonly ArrayValue[], span: Span) {
  const { shape, guards } = broadcast(indices.map(shapeOf), ctx.assumptions, span);
  const message = "shape mismatch: indexing arrays could not be broadcast together with shapes …";
  for (const { left, right } of guards) guardEqual(ctx, left, right, span, message, "IndexError");
  const places = indices.map((index, n) => {
    const missing = shape.length - index.shape.length;
    const at = index.shape.map((extent, axis) => (constantOf(extent) === 1 ? "0" : `k${axis + missing}`));
    return `index${n}[${at.join(", ")}]`;
  });
  return { shape, place: places.join(", "), at: shape.map((_, axis) => `k${axis}`).join(", ") };
}

/** The shape of what is picked, and the same with the picked axes in front. */
function pickedShape({ base, indices, at }: PickedValue, walked: readonly Expr[]) {
  const rest = base.shape.slice(indices.length);
  const shape = [...rest.slice(0, at), ...walked, ...rest.slice(at)];
  const own = walked.map((_, i) => at + i);
  const order = [...own, ...shape.map((_, axis) => axis).filter((axis) => !own.includes(axis))];
  return { shape, order };
}

/** Python that runs `statement` at every place, in order. */
function atEach(walked: readonly Expr[], statement: string): string {
  const loops = walked.map((_, i) => `${"    ".repeat(i)}for k${i} in range(n${i}):\n`).join("");
  return `${loops}${"    ".repeat(walked.length)}${statement}`;
}

function namesFor({ base, indices }: PickedValue, walked: readonly Expr[]) {
  return {
    a: base,
    ...Object.fromEntries(indices.map((index, n) => [`index${n}`, index])),
    ...Object.fromEntries(walked.map((expr, i) => [`n${i}`, { kind: "int", expr } as const])),
  };
}

/** An array of its own with what is picked. */
export function pick(ctx: Context, value: PickedValue, name: string, span: Span): ArrayValue {
  const { shape: walked, place, at } = walkedTogether(ctx, value.indices, span);
  const { shape, order } = pickedShape(value, walked);
  const out = newArray(ctx, name || "picked", value.base.dtype, shape, span);
  const site = { ctx, span };
  inPython(site, "picked", atEach(walked, `out[${at}] = a[${place}]`), {
    ...namesFor(value, walked),
    out: reordered(out, order),
  });
  return out;
}

/**
 * Stores at the picked places, in order: the last one wins. `change` makes the new element of the old one (`old`) and the value's
 * (`new`), for functions such as `np.add.at` that join all that is stored at one place.
 */
export function storePicked(ctx: Context, target: PickedValue, value: Numeric, span: Span, change = "new"): void {
  const { base } = target;
  // What is stored is computed before the first store, and so are the places.
  const indices = target.indices.map((index) =>
    index.place?.container === base.place?.container ? (copied(ctx, index, span) as ArrayValue) : index,
  );
  const { shape: walked, place, at } = walkedTogether(ctx, indices, span);
  const { shape, order } = pickedShape(target, walked);
  const isNumber = shapeOf(value).length === 0;
  const stored = isNumber ? copied(ctx, value, span) : reordered(broadcastTo(ctx, value, shape, span), order);
  const element = isNumber ? "stored" : `stored[${at}]`;
  const changed = change.replace("old", `a[${place}]`).replace("new", element);
  inPython({ ctx, span }, "stored", atEach(walked, `a[${place}] = ${changed}`), {
    ...namesFor({ ...target, indices }, walked),
    stored,
  });
}

/** An array of its own in this shape. */
function broadcastTo(ctx: Context, value: Numeric, shape: readonly Expr[], span: Span): ArrayValue {
  const whole = newArray(ctx, "stored", dtypeOf(value), shape, span);
  if (whole.place !== undefined) copyInto(ctx, value, { place: whole.place, shape, dtype: whole.dtype }, "store", span);
  return whole;
}

function copied(ctx: Context, value: Numeric, span: Span): Numeric {
  if (value.kind === "int") return value;
  const dtype = dtypeOf(value);
  const weak = value.kind === "number" && value.weak;
  const code = ([x]: readonly Scalar[]) => need(x, "value");
  return elementwise(ctx, { label: "copy", span, operands: [value], dtype, weak, code }, { name: "stored" });
}
