// Sums of products: `einsum`, `tensordot` and what else multiplies arrays over chosen axes; diagonals.
import { need } from "../../diagnostics/index.ts";
import { isComplex } from "../../sdfg/index.ts";
import { constantOf, zero } from "../../symbolic/index.ts";
import { setAliases, standsFor } from "../lower/aliases.ts";
import { contraction } from "../lower/contraction.ts";
import { matrixProduct } from "../lower/matrix-product.ts";
import { reordered } from "../lower/transposed.ts";
import { fail } from "../problem.ts";
import { promote, promotedOf } from "../types/promotion.ts";
import { type ArrayValue, type Numeric, shapeOf, type Value } from "../types/value.ts";
import { inPython } from "./in-python.ts";
import type { CallSite, NumpyFunction } from "./numpy-function.ts";
import { arrayOf, flat } from "./shapes.ts";

interface Named {
  readonly value: ArrayValue;
  readonly indices: string;
}

const mismatch = "operands could not be broadcast together with remapped shapes …";

function summed(operands: readonly Named[], result: string, site: CallSite, label: string): Value {
  const { ctx, span, wish } = site;
  const { dtype } = operands.map(({ value }) => promotedOf(value)).reduce(promote);
  const product = asMatrices(operands, result);
  if (product !== undefined) return matrixProduct(ctx, product[0], product[1], span, wish);
  const made = contraction(ctx, { label, span, operands, result, dtype, mismatch }, wish);
  // `einsum("ii->i", A)` is a view in NumPy.
  const [only, ...others] = operands;
  if (only !== undefined && others.length === 0 && made.kind === "array" && made.place && result.length > 0)
    setAliases(ctx, made.place.container, standsFor(ctx, "", only.value));
  return made;
}

/** Two matrices that share one summed index are multiplied as such. */
function asMatrices(operands: readonly Named[], result: string): readonly [ArrayValue, ArrayValue] | undefined {
  const [a, b] = operands;
  if (operands.length !== 2 || a?.indices.length !== 2 || b?.indices.length !== 2 || result.length !== 2)
    return undefined;
  const [row, column] = [...result] as [string, string];
  const inner = [...a.indices].find((index) => index !== row);
  if (inner === undefined || new Set([row, column, inner]).size < 3) return undefined;
  const left = ordered(a, row + inner);
  const right = ordered(b, inner + column);
  return left && right ? [left, right] : undefined;
}

function ordered({ value, indices }: Named, wanted: string): ArrayValue | undefined {
  const order = [...wanted].map((index) => indices.indexOf(index));
  return order.includes(-1) ? undefined : reordered(value, order);
}

const einsum: NumpyFunction = {
  name: "einsum",
  parameters: ["subscripts", "a", "b?", "c?", "d?", "e?"],
  call: (args, site) => {
    const { span } = site;
    const text = args.value("subscripts");
    const form =
      text?.kind === "string" ? /^([A-Za-z,]+)(?:->([A-Za-z]*))?$/.exec(text.text.replaceAll(" ", "")) : null;
    if (form === null)
      return fail(
        "unsupported-call",
        span,
        "`np.einsum` is compiled for letters, commas and an arrow.",
        "Name every axis.",
      );
    const terms = (form[1] ?? "").split(",");
    const operands = terms.map((indices, i): Named => ({ value: arrayOf(args, "abcde"[i] ?? "", site), indices }));
    const wrong = operands.find(({ value, indices }) => value.shape.length !== indices.length);
    if (wrong !== undefined || args.value("abcde"[terms.length] ?? "none") !== undefined)
      return fail("wrong-arguments", span, "The letters do not fit the operands: NumPy raises ValueError here.");
    const result = form[2] ?? implicitResult(terms.join(""));
    if ([...result].some((index, i) => !terms.some((t) => t.includes(index)) || result.indexOf(index) !== i))
      return fail(
        "wrong-arguments",
        span,
        "A letter of the result is missing or repeated: NumPy raises ValueError here.",
      );
    return summed(operands, result, site, "einsum");
  },
};

/** Without an arrow: the letters that stand once, in the alphabet's order. */
function implicitResult(letters: string): string {
  return [...new Set(letters)]
    .filter((l) => letters.indexOf(l) === letters.lastIndexOf(l))
    .sort()
    .join("");
}

const letters = "abcdefghijklmnopqrstuvwxyz";

const tensordot: NumpyFunction = {
  name: "tensordot",
  parameters: ["a", "b", "axes?"],
  call: (args, site) => {
    const [a, b] = [arrayOf(args, "a", site), arrayOf(args, "b", site)];
    const [left, right] = contractedAxes(args.value("axes"), a.shape.length, b.shape.length, site);
    const own = letters.slice(0, a.shape.length);
    const other = b.shape.map((_, axis) => {
      const at = right.indexOf(axis);
      return at < 0 ? letters[a.shape.length + axis] : own[need(left[at], "axis")];
    });
    const kept = [...own].filter((_, axis) => !left.includes(axis));
    const result = [...kept, ...other.filter((_, axis) => !right.includes(axis))].join("");
    const operands = [
      { value: a, indices: own },
      { value: b, indices: other.join("") },
    ];
    return summed(operands, result, site, "tensordot");
  },
};

function contractedAxes(
  axes: Value | undefined,
  a: number,
  b: number,
  { span }: CallSite,
): readonly [readonly number[], readonly number[]] {
  const whole = (value: Value, rank: number) => {
    const n = value.kind === "int" ? constantOf(value.expr) : undefined;
    if (n === undefined || n < -rank || n >= rank)
      return fail("wrong-arguments", span, "The axes of `np.tensordot` are constants within the ranks.");
    return n < 0 ? n + rank : n;
  };
  const [first, second] = axes?.kind === "tuple" ? axes.items : [];
  if (first === undefined || second === undefined) {
    const n = axes === undefined ? 2 : axes.kind === "int" ? constantOf(axes.expr) : undefined;
    if (n === undefined || n > Math.min(a, b)) return fail("wrong-arguments", span, "`axes` is an int or a pair here.");
    return [Array.from({ length: n }, (_, i) => a - n + i), Array.from({ length: n }, (_, i) => i)];
  }
  const list = (value: Value, rank: number) =>
    (value.kind === "tuple" ? value.items : [value]).map((item) => whole(item, rank));
  return [list(first, a), list(second, b)];
}

const inner: NumpyFunction = {
  name: "inner",
  parameters: ["a", "b"],
  call: (args, site) => {
    const [a, b] = [arrayOf(args, "a", site), arrayOf(args, "b", site)];
    const own = letters.slice(0, a.shape.length - 1);
    const other = letters.slice(a.shape.length, a.shape.length + b.shape.length - 1);
    const operands = [
      { value: a, indices: `${own}z` },
      { value: b, indices: `${other}z` },
    ];
    return summed(operands, own + other, site, "inner");
  },
};

const vdot: NumpyFunction = {
  name: "vdot",
  parameters: ["a", "b"],
  call: (args, site) => {
    const [a, b] = [flat(arrayOf(args, "a", site), site), flat(arrayOf(args, "b", site), site)];
    return inPython(site, "vdot", `return ${isComplex(a.dtype) ? "np.conj(a)" : "a"} @ b`, { a, b });
  },
};

/** A copy, while NumPy's is a view that can't be written to. */
function diagonalOf(a: ArrayValue, k: Value, site: CallSite): Value {
  const body = `
n = max(0, min(a.shape[0] + min(k, 0), a.shape[1] - max(k, 0)))
out = np.empty(n, dtype=a.dtype)
for i in range(n):
    out[i] = a[i - min(k, 0), i + max(k, 0)]
return out`;
  const made = inPython(site, "diagonal", body, { a, k });
  if (made.kind === "array" && made.place !== undefined)
    setAliases(site.ctx, made.place.container, standsFor(site.ctx, "", a));
  return made;
}

const offset = (value: Value | undefined): Value => value ?? { kind: "int", expr: zero };

function diagonal(name: "diag" | "diagonal", matrix: string, distance: string): NumpyFunction {
  return {
    name,
    parameters: [matrix, `${distance}?`],
    call: (args, site) => {
      const a = arrayOf(args, matrix, site);
      const k = offset(args.value(distance));
      if (a.shape.length === 2) return diagonalOf(a, k, site);
      if (name === "diagonal" || a.shape.length !== 1)
        return fail(
          "unsupported-call",
          site.span,
          `\`np.${name}\` is compiled for matrices${name === "diag" ? " and vectors" : ""}.`,
        );
      const body = `
n = a.shape[0] + abs(k)
out = np.zeros((n, n), dtype=a.dtype)
for i in range(a.shape[0]):
    out[i - min(k, 0), i + max(k, 0)] = a[i]
return out`;
      return inPython(site, "diag", body, { a, k });
    },
  };
}

const trace: NumpyFunction = {
  name: "trace",
  parameters: ["a", "offset?"],
  call: (args, site) => {
    const a = arrayOf(args, "a", site);
    if (a.shape.length !== 2) return fail("unsupported-call", site.span, "`np.trace` is compiled for matrices.");
    return inPython(site, "trace", "return np.sum(d)", { d: diagonalOf(a, offset(args.value("offset")), site) });
  },
};

const fillDiagonal: NumpyFunction = {
  name: "fill_diagonal",
  parameters: ["a", "val"],
  call: (args, site) => {
    const a = arrayOf(args, "a", site);
    const val: Numeric = args.numeric("val");
    if (a.shape.length !== 2 || shapeOf(val).length > 0)
      return fail("unsupported-call", site.span, "`np.fill_diagonal` is compiled for a matrix and a number.");
    inPython(site, "fill_diagonal", "for i in range(min(a.shape[0], a.shape[1])):\n    a[i, i] = val", { a, val });
    return { kind: "none" };
  },
};

export const functions: readonly NumpyFunction[] = [
  einsum,
  tensordot,
  inner,
  vdot,
  diagonal("diag", "v", "k"),
  diagonal("diagonal", "a", "offset"),
  trace,
  fillDiagonal,
];
