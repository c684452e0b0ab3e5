// What is told of samples: histograms, counts, covariance, weighted means, and what sorting gives.
import { isComplex, kindOf } from "../../sdfg/index.ts";
import { equal, int, one } from "../../symbolic/index.ts";
import { fail } from "../problem.ts";
import { type Promoted, promote, promotedOf } from "../types/promotion.ts";
import type { Value } from "../types/value.ts";
import { axisBack, axisFirst, inPython } from "./in-python.ts";
import type { NumpyFunction } from "./numpy-function.ts";
import { arrayOf, flat } from "./shapes.ts";

const none: Value = { kind: "none" };

/** Equal bins: the place comes from a division, and is set right by comparing with the edges, as NumPy does it. */
const histogram: NumpyFunction = {
  name: "histogram",
  parameters: ["a", "bins?", "range?", "weights?"],
  call: (args, site) => {
    const a = flat(arrayOf(args, "a", site), site);
    const bins = args.value("bins") ?? { kind: "int", expr: int(10) };
    const weights = args.value("weights") === undefined ? undefined : flat(arrayOf(args, "weights", site), site);
    const range = args.value("range");
    if (bins.kind !== "int" || isComplex(a.dtype) || kindOf(a.dtype) === "bool")
      return fail(
        "unsupported-call",
        site.span,
        "`np.histogram` is compiled for real numbers in a number of equal bins.",
      );
    const ends = `
if a.shape[0] == 0:
    first = 0.0
    last = 1.0
else:
    first = float(np.min(a))
    last = float(np.max(a))
if not (np.isfinite(first) and np.isfinite(last)):
    raise ValueError("autodetected range of … is not finite")`;
    const body = `
${range === undefined ? ends : "first = float(limits[0])\nlast = float(limits[1])"}
if first == last:
    first = first - 0.5
    last = last + 0.5
edges = np.linspace(first, last, n + 1)
counts = np.zeros(n, dtype=${weights ? "w.dtype" : "np.int64"})
for i in range(a.shape[0]):
    v = float(a[i])
    if v >= first and v <= last:
        k = int((v - first) / (last - first) * n)
        if k == n:
            k = k - 1
        if v < edges[k]:
            k = k - 1
        elif k != n - 1 and v >= edges[k + 1]:
            k = k + 1
        counts[k] += ${weights ? "w[i]" : "1"}
return counts, edges`;
    if (a.dtype === "float32")
      return fail(
        "unsupported-call",
        site.span,
        "`np.histogram` of float32 is not compiled.",
        "Convert with `astype(np.float64)`.",
      );
    return inPython(site, "histogram", body, { a, n: bins, limits: range ?? none, w: weights ?? none });
  },
};

const bincount: NumpyFunction = {
  name: "bincount",
  parameters: ["x", "weights?", "minlength?"],
  call: (args, site) => {
    const x = arrayOf(args, "x", site);
    const weights = args.value("weights");
    const body = `
n = least
for k in range(x.shape[0]):
    if x[k] < 0:
        raise ValueError("'list' argument must have no negative elements")
    n = max(n, int(x[k]) + 1)
counts = np.zeros(n, dtype=${weights ? "np.float64" : "np.int64"})
for k in range(x.shape[0]):
    counts[x[k]] += ${weights ? "w[k]" : "1"}
return counts`;
    const least = args.value("minlength") ?? { kind: "int", expr: int(0) };
    return inPython(site, "bincount", body, { x, w: weights ?? none, least });
  },
};

/** Rows are variables, unless `rowvar` says otherwise; a second argument adds more of them. */
const samples = ["m", "y?", "rowvar?", "bias?", "ddof?"];

function spread(name: "cov" | "corrcoef", parameters: readonly string[], ending: string): NumpyFunction {
  return {
    name,
    parameters,
    call: (args, site) => {
      const first = arrayOf(args, parameters[0] ?? "m", site);
      const second = args.value("y");
      const isVector = first.shape.length === 1;
      const isOne = isVector && second === undefined;
      if (
        first.shape.length > 2 ||
        (second !== undefined && !isVector) ||
        (name === "corrcoef" && isComplex(first.dtype))
      )
        return fail(
          "unsupported-call",
          site.span,
          `\`np.${name}\` is compiled for one matrix, or for one or two vectors.`,
        );
      const rows = args.flag("rowvar", true) || isVector ? "x" : "x.T";
      const joined = second !== undefined ? "np.stack((x, y))" : isOne ? "x.reshape(1, x.shape[0])" : rows;
      const ddof = args.value("ddof") ?? {
        kind: "int",
        expr: int(name === "corrcoef" || !args.flag("bias", false) ? 1 : 0),
      };
      // One variable's covariance is a number; whether there is one must not be open.
      const [variables = one] = isVector
        ? [int(2)]
        : args.flag("rowvar", true)
          ? first.shape
          : [...first.shape].reverse();
      const isSingle = !isVector && equal(variables, one);
      if (isSingle && name === "corrcoef")
        return fail("unsupported-call", site.span, "`np.corrcoef` of one variable is not compiled.");
      const body = `
x = ${joined}
if ${isVector || isSingle ? "False" : "True"} and x.shape[0] == 1:
    raise ValueError("one variable among several dimensions is not compiled")
x = x.astype(${isComplex(first.dtype) ? "np.complex128" : "np.float64"})
x = x - np.mean(x, axis=1, keepdims=True)
c = (x @ np.conj(x.T)) * (1.0 / np.float64(max(x.shape[1] - ddof, 0)))
${ending}
return c${isOne || isSingle ? "[0, 0]" : ""}`;
      return inPython(site, name, body, { x: first, y: second ?? none, ddof });
    },
  };
}

const scaled = `
d = np.sqrt(np.diag(c).real)
c = c / d[:, None]
c = np.clip(c / d, -1.0, 1.0)`;

const double: Promoted = { dtype: "float64", weak: false };

const average: NumpyFunction = {
  name: "average",
  parameters: ["a", "axis?", "weights?"],
  call: (args, site) => {
    const a = arrayOf(args, "a", site);
    const axis = args.value("axis") ?? none;
    if (args.value("weights") === undefined) return inPython(site, "average", "return np.mean(a, axis)", { a, axis });
    const w = arrayOf(args, "weights", site);
    if (w.shape.length !== a.shape.length)
      return fail("unsupported-call", site.span, "`np.average` is compiled for weights of the array's shape.");
    const body = `
w = w.astype(dtype)
total = np.sum(w, axis)
if np.any(total == 0.0):
    raise ZeroDivisionError("Weights sum to zero, can't be normalized")
return np.sum(a * w, axis) / total`;
    const { dtype } = [a, w].map(promotedOf).reduce(promote, { dtype: a.dtype, weak: false });
    const wanted =
      kindOf(a.dtype) === "float" || isComplex(a.dtype) ? dtype : promote({ dtype, weak: false }, double).dtype;
    return inPython(site, "average", body, { a, w, axis, dtype: { kind: "dtype", dtype: wanted } });
  },
};

/** By merging runs of 1, 2, 4 … elements; NaNs come last. */
const merged = (floats: boolean) => `
n = a.shape[0]
source = a.copy()
target = a.copy()
width = 1
while width < n:
    low = 0
    while low < n:
        middle = min(low + width, n)
        high = min(low + 2 * width, n)
        p = low
        q = middle
        for k in range(low, high):
            right = p >= middle
            if p < middle and q < high:
                right = bool(source[q] < source[p]${floats ? " or (source[p] != source[p] and source[q] == source[q])" : ""})
            if right:
                target[k] = source[q]
                q = q + 1
            else:
                target[k] = source[p]
                p = p + 1
        low = low + 2 * width
    source[:] = target
    width = 2 * width
`;

const sort: NumpyFunction = {
  name: "sort",
  parameters: ["a", "axis?"],
  call: (args, site) => {
    const a = arrayOf(args, "a", site);
    if (isComplex(a.dtype)) return fail("wrong-type", site.span, "`np.sort` of complex numbers is not compiled.");
    const body = `${merged(kindOf(a.dtype) === "float")}return source`;
    const [axis = a.shape.length - 1] = args.axes("axis", a.shape.length) ?? [];
    if (a.shape.length === 1) return inPython(site, "sort", body, { a });
    const rest = a.shape.slice(1).map((_, i) => `i${i}`);
    const loops = rest.map((i, n) => `${"    ".repeat(n)}for ${i} in range(a.shape[${n + 1}]):\n`).join("");
    const inner = `${"    ".repeat(rest.length)}out[:, ${rest.join(", ")}] = np.sort(a[:, ${rest.join(", ")}])\n`;
    return axisBack(
      inPython(site, "sort", `out = a.copy()\n${loops}${inner}return out`, { a: axisFirst(a, axis) }),
      axis,
    );
  },
};

/** The middle one, or the mean of the two in the middle; NaN where there is one. */
const median: NumpyFunction = {
  name: "median",
  parameters: ["a"],
  call: (args, site) => {
    const a = flat(arrayOf(args, "a", site), site);
    if (kindOf(a.dtype) !== "float" && kindOf(a.dtype) !== "int" && kindOf(a.dtype) !== "uint")
      return fail("wrong-type", site.span, "`np.median` is compiled for real numbers.");
    const body = `
if a.shape[0] == 0:
    raise ValueError("the median of nothing is not compiled")
s = np.sort(a)
n = s.shape[0]
m = np.mean(s[(n - 1) // 2:n // 2 + 1])
return np.where(s[n - 1] != s[n - 1], s[n - 1], m)`;
    return inPython(site, "median", body, { a });
  },
};

export const functions: readonly NumpyFunction[] = [
  histogram,
  bincount,
  spread("cov", samples, ""),
  spread("corrcoef", ["x", "y?", "rowvar?"], scaled),
  average,
  sort,
  median,
];
