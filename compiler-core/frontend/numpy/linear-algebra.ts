// `np.linalg` by elimination, as LAPACK does it: with row exchanges for `solve`, `inv` and `det`, without for `cholesky`.
import { type DType, isComplex, kindOf } from "../../sdfg/index.ts";
import { isEqual } from "../../symbolic/index.ts";
import { fail } from "../problem.ts";
import { promote } from "../types/promotion.ts";
import type { ArrayValue, Value } from "../types/value.ts";
import { inPython } from "./in-python.ts";
import type { Args, CallSite, NumpyFunction } from "./numpy-function.ts";
import { arrayOf } from "./shapes.ts";

const dtypeValue = (dtype: DType): Value => ({ kind: "dtype", dtype });

/** What is computed in: whole numbers become float64. */
function inexact(dtype: DType): DType {
  const kind = kindOf(dtype);
  return kind === "float" || kind === "complex" ? dtype : "float64";
}

const isSquare = `
if a.shape[0] != a.shape[1]:
    raise LinAlgError("Last 2 dimensions of the array must be square")
`;

/** The row with the largest element of column k comes up; `exchange` does the same to what goes along. */
const pivoted = (exchange: string, onZero: string, eliminate: string) => `
n = a.shape[0]
lu = a.astype(dtype)
for k in range(n):
    p = k
    best = np.abs(lu[k, k])
    for i in range(k + 1, n):
        if np.abs(lu[i, k]) > best:
            best = np.abs(lu[i, k])
            p = i
    if best == 0.0:
        ${onZero}
    if p != k:
        for j in range(n):
            t = lu[k, j]
            lu[k, j] = lu[p, j]
            lu[p, j] = t
${exchange}
    for i in range(k + 1, n):
        f = lu[i, k] / lu[k, k]
        lu[i, k + 1:] -= f * lu[k, k + 1:]
${eliminate}`;

const swapVector = `        u = x[k]
        x[k] = x[p]
        x[p] = u`;

const swapRows = `        for j in range(x.shape[1]):
            u = x[k, j]
            x[k, j] = x[p, j]
            x[p, j] = u`;

function solved(a: ArrayValue, b: ArrayValue, site: CallSite): Value {
  const dtype = inexact(promote({ dtype: a.dtype, weak: false }, { dtype: b.dtype, weak: false }).dtype);
  const isVector = b.shape.length === 1;
  const fits = `
if b.shape[0] != a.shape[0]:
    raise ValueError("solve: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (m,m),(m${isVector ? "" : ",n"})->(m${isVector ? "" : ",n"}) (size … is different from …)")
x = b.astype(dtype)`;
  const elimination = pivoted(
    isVector ? swapVector : swapRows,
    'raise LinAlgError("Singular matrix")',
    "        x[i] -= f * x[k]",
  );
  const body = `${isSquare}${fits}${elimination}
for k in range(n - 1, -1, -1):
    x[k] = (x[k] - lu[k, k + 1:] @ x[k + 1:]) / lu[k, k]
return x`;
  return inPython(site, "solve", body, { a, b, dtype: dtypeValue(dtype) });
}

function squareOf(args: Args, name: string, site: CallSite): ArrayValue {
  const a = arrayOf(args, name, site);
  const [rows, columns, ...others] = a.shape;
  if (rows === undefined || columns === undefined || others.length > 0)
    return fail("unsupported-call", site.span, "This is compiled for one matrix.", "Loop over a stack of matrices.");
  return isEqual(rows, columns, site.ctx.assumptions) === "no"
    ? fail("raises-always", site.span, "The matrix is not square: NumPy raises LinAlgError here.")
    : a;
}

const solve: NumpyFunction = {
  name: "linalg.solve",
  parameters: ["a", "b"],
  call: (args, site) => {
    const b = arrayOf(args, "b", site);
    if (b.shape.length > 2) fail("unsupported-call", site.span, "`np.linalg.solve` of a stack is not compiled.");
    return solved(squareOf(args, "a", site), b, site);
  },
};

const inv: NumpyFunction = {
  name: "linalg.inv",
  parameters: ["a"],
  call: (args, site) => {
    const a = squareOf(args, "a", site);
    const body = "return np.eye(a.shape[0], dtype=dtype)";
    const unit = inPython(site, "inv", `${isSquare}${body}`, { a, dtype: dtypeValue(inexact(a.dtype)) });
    return unit.kind === "array" ? solved(a, unit, site) : unit;
  },
};

/** The product of what elimination leaves on the diagonal; every exchange of rows turns the sign. */
const det: NumpyFunction = {
  name: "linalg.det",
  parameters: ["a"],
  call: (args, site) => {
    const a = squareOf(args, "a", site);
    const dtype = inexact(a.dtype);
    const start = "d = np.ones((1,), dtype=dtype)[0]\n";
    const body = `${isSquare}${start}${pivoted("        d = -d", "return d * 0.0", "")}
    d = d * lu[k, k]
return d`;
    return inPython(site, "det", body, { a, dtype: dtypeValue(dtype) });
  },
};

const cholesky: NumpyFunction = {
  name: "linalg.cholesky",
  parameters: ["a"],
  call: (args, site) => {
    const a = squareOf(args, "a", site);
    const [conjugate, real] = isComplex(a.dtype) ? ["np.conj", ".real"] : ["", ""];
    const body = `${isSquare}
n = a.shape[0]
low = np.zeros((n, n), dtype=dtype)
for j in range(n):
    d = (a[j, j] - low[j, :j] @ ${conjugate}(low[j, :j]))${real}
    if d <= 0.0:
        raise LinAlgError("Matrix is not positive definite")
    low[j, j] = np.sqrt(d)
    for i in range(j + 1, n):
        low[i, j] = (a[i, j] - low[i, :j] @ ${conjugate}(low[j, :j])) / low[j, j]
return low`;
    return inPython(site, "cholesky", body, { a, dtype: dtypeValue(inexact(a.dtype)) });
  },
};

/** By name of `ord`: of vectors along an axis, and of whole matrices. */
const norms: Readonly<Record<string, { readonly vector?: string; readonly matrix?: string }>> = {
  "2": { vector: "np.sqrt(np.sum(square, axis, keepdims=keep))" },
  fro: { matrix: "np.sqrt(np.sum(square, axis, keepdims=keep))" },
  "1": { vector: "np.sum(np.abs(x), axis, keepdims=keep)", matrix: "np.max(np.sum(np.abs(x), axis=0))" },
  inf: { vector: "np.max(np.abs(x), axis, keepdims=keep)", matrix: "np.max(np.sum(np.abs(x), axis=1))" },
};

const norm: NumpyFunction = {
  name: "linalg.norm",
  parameters: ["x", "ord?", "axis?", "keepdims?"],
  call: (args, site) => {
    const x = arrayOf(args, "x", site);
    const axis = args.value("axis");
    const order = orderOf(args.value("ord"));
    const isMatrix = axis === undefined && x.shape.length === 2;
    const found =
      order === undefined
        ? "np.sqrt(np.sum(square, axis, keepdims=keep))"
        : norms[order]?.[isMatrix ? "matrix" : "vector"];
    if (
      found === undefined ||
      axis?.kind === "tuple" ||
      (order !== undefined && axis === undefined && x.shape.length > 2)
    )
      return fail(
        "unsupported-call",
        site.span,
        "This norm is not compiled.",
        "Write it with `np.abs`, `np.sum` and `np.max`.",
      );
    const square = isComplex(x.dtype) ? "x.real * x.real + x.imag * x.imag" : "x * x";
    const body = `x = x.astype(dtype)\nsquare = ${square}\nreturn ${found}`;
    return inPython(site, "norm", found.includes("square") ? body : `x = x.astype(dtype)\nreturn ${found}`, {
      x,
      axis: axis ?? { kind: "none" },
      keep: args.value("keepdims") ?? { kind: "number", dtype: "bool", weak: true, known: { re: 0, im: 0 } },
      dtype: dtypeValue(inexact(x.dtype)),
    });
  },
};

function orderOf(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value.kind === "string") return value.text;
  if (value.kind === "int") return value.expr.key;
  return value.kind === "number" && value.known?.re === Number.POSITIVE_INFINITY ? "inf" : "another";
}

export const functions: readonly NumpyFunction[] = [solve, inv, det, cholesky, norm];
