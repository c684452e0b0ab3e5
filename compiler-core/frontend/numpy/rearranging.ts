// The elements of an array in other places, or several times.
import { need } from "../../diagnostics/index.ts";
import { add, type Expr, int, mul, one } from "../../symbolic/index.ts";
import { newArray } from "../lower/elementwise.ts";
import { fail } from "../problem.ts";
import type { ArrayValue, Value } from "../types/value.ts";
import { axisFirst, inPython } from "./in-python.ts";
import type { Args, CallSite, NumpyFunction } from "./numpy-function.ts";
import { arrayOf, flat } from "./shapes.ts";

const asValue = (expr: Expr): Value => ({ kind: "int", expr });

const onlyOne = (args: Args, name: string, site: CallSite): Expr => {
  const [first, ...others] = args.shape(name);
  return first === undefined || others.length > 0
    ? fail("unsupported-call", site.span, `\`${name}\` must be one int here.`, "Write it with slices.")
    : first;
};

/** What leaves at one end comes in at the other. Without an axis, as if all elements lay in a row. */
const roll: NumpyFunction = {
  name: "roll",
  parameters: ["a", "shift", "axis?"],
  call: (args, site) => {
    const a = arrayOf(args, "a", site);
    const [axis, ...others] = args.axes("axis", a.shape.length) ?? [];
    if (others.length > 0)
      return fail("unsupported-call", site.span, "`np.roll` along several axes is not compiled.", "Roll one by one.");
    const shift = asValue(onlyOne(args, "shift", site));
    const out = newArray(site.ctx, "rolled", a.dtype, a.shape, site.span);
    const walked = axis === undefined ? flat(a, site) : axisFirst(a, axis);
    const isFlat = axis === undefined && a.shape.length > 1;
    const into = isFlat ? newArray(site.ctx, "rolled", a.dtype, walked.shape, site.span) : axisFirst(out, axis ?? 0);
    const body = `
n = a.shape[0]
s = shift % max(n, 1)
out[s:] = a[:n - s]
out[:s] = a[n - s:]
return out${isFlat ? `.reshape(${a.shape.map((_, i) => `like.shape[${i}]`).join(", ")})` : ""}`;
    const rolled = inPython(site, "roll", body, { a: walked, shift, out: into, like: a });
    return isFlat ? rolled : out;
  },
};

/** Every element several times behind itself. */
const repeat: NumpyFunction = {
  name: "repeat",
  parameters: ["a", "repeats", "axis?"],
  call: (args, site) => {
    const given = arrayOf(args, "a", site);
    const [axis] = args.axes("axis", given.shape.length) ?? [];
    const a = axis === undefined ? flat(given, site) : given;
    const times = onlyOne(args, "repeats", site);
    const shape = a.shape.map((extent, i) => (i === (axis ?? 0) ? mul(extent, times) : extent));
    const out = newArray(site.ctx, "repeated", a.dtype, shape, site.span);
    inPython(site, "repeat", "for k in range(a.shape[0]):\n    out[k * times:(k + 1) * times] = a[k]", {
      a: axisFirst(a, axis ?? 0),
      out: axisFirst(out, axis ?? 0),
      times: asValue(times),
    });
    return out;
  },
};

/** The whole array side by side, `reps` times along each of the last axes. */
const tile: NumpyFunction = {
  name: "tile",
  parameters: ["A", "reps"],
  call: (args, site) => {
    const given = arrayOf(args, "A", site);
    const reps = args.shape("reps");
    const rank = Math.max(reps.length, given.shape.length);
    const front = <T>(items: readonly T[], filler: T) => [...Array<T>(rank - items.length).fill(filler), ...items];
    const times = front(reps, one);
    const a = withFront(given, rank);
    const shape = a.shape.map((extent, i) => mul(extent, need(times[i], "repetitions")));
    const out = newArray(site.ctx, "tiled", a.dtype, shape, site.span);
    const axes = shape.map((_, i) => i);
    const loops = axes.map((i) => `${"    ".repeat(i)}for k${i} in range(t${i}):\n`).join("");
    const part = axes.map((i) => `k${i} * a.shape[${i}]:(k${i} + 1) * a.shape[${i}]`).join(", ");
    const counts = Object.fromEntries(times.map((t, i) => [`t${i}`, asValue(t)]));
    inPython(site, "tile", `${loops}${"    ".repeat(rank)}out[${part}] = a`, { a, out, ...counts });
    return out;
  },
};

/** The array with axes of length 1 in front. */
function withFront(a: ArrayValue, rank: number): ArrayValue {
  const missing = rank - a.shape.length;
  const shape = [...Array<Expr>(missing).fill(one), ...a.shape];
  const dims = a.place?.dims.map((d) => (d.axis === undefined ? d : { ...d, axis: d.axis + missing }));
  return { ...a, shape, ...(a.place && dims && { place: { ...a.place, dims } }) };
}

/** What the border holds, from what lies inside: `b` elements before and `e` behind the `n` of the array. */
const borders: Readonly<Record<string, string>> = {
  constant: "",
  edge: "out[:b] = out[b]\nout[b + n:] = out[b + n - 1]",
  wrap: "out[:b] = out[n:n + b]\nout[b + n:] = out[b:b + e]",
  reflect:
    "for k in range(b):\n    out[b - 1 - k] = out[b + 1 + k]\nfor k in range(e):\n    out[b + n + k] = out[b + n - 2 - k]",
  symmetric:
    "for k in range(b):\n    out[b - 1 - k] = out[b + k]\nfor k in range(e):\n    out[b + n + k] = out[b + n - 1 - k]",
};

/** How many elements the array needs, so that its border is made of it once. */
const needed: Readonly<Record<string, string>> = {
  wrap: "max(b, e)",
  reflect: "max(b, e) + 1",
  symmetric: "max(b, e)",
  edge: "1",
};

const pad: NumpyFunction = {
  name: "pad",
  parameters: ["array", "pad_width", "mode?", "constant_values?"],
  call: (args, site) => {
    const a = arrayOf(args, "array", site);
    const mode = args.value("mode") ?? { kind: "string", text: "constant" };
    const text = mode.kind === "string" && Object.hasOwn(borders, mode.text) ? borders[mode.text] : undefined;
    if (mode.kind !== "string" || text === undefined)
      return fail(
        "unsupported-call",
        site.span,
        `\`np.pad\` is compiled for the modes ${Object.keys(borders).join(", ")}.`,
      );
    const widths = widthsOf(need(args.value("pad_width"), "pad_width"), a.shape.length, site);
    const shape = a.shape.map((extent, i) => add(extent, ...need(widths[i], "widths")));
    const out = newArray(site.ctx, "padded", a.dtype, shape, site.span);
    const inside = a.shape.map((_, i) => `b${i}:b${i} + a.shape[${i}]`).join(", ");
    const fill = args.value("constant_values") ?? { kind: "int", expr: int(0) };
    const begins = Object.fromEntries(widths.map(([b], i) => [`b${i}`, asValue(b)]));
    const start = mode.text === "constant" ? "out[:] = fill\n" : "";
    inPython(site, "pad", `${start}out[${inside}] = a`, { a, out, fill, ...begins });
    if (text === "") return out;
    const check = `if n < ${need(needed[mode.text], "extent")} and b + e > 0:
    raise ValueError("a border wider than the array is not compiled")
`;
    for (const [axis, [b, e]] of widths.entries())
      inPython(site, "pad", `${check}${text}`, {
        out: axisFirst(out, axis),
        n: asValue(need(a.shape[axis], "axis")),
        b: asValue(b),
        e: asValue(e),
      });
    return out;
  },
};

/** `2`, `(1, 2)` or `((1, 2), (0, 0))`. */
function widthsOf(value: Value, rank: number, site: CallSite): (readonly [Expr, Expr])[] {
  const whole = (item: Value): Expr =>
    item.kind === "int" ? item.expr : fail("wrong-type", site.span, "The widths of `np.pad` must be ints.");
  const pair = (item: Value): readonly [Expr, Expr] => {
    const [first, second = first] = item.kind === "tuple" ? item.items : [item];
    return first === undefined || second === undefined
      ? fail("wrong-arguments", site.span, "A width of `np.pad` is an int or a pair of ints.")
      : [whole(first), whole(second)];
  };
  const isEach = value.kind === "tuple" && value.items.some((item) => item.kind === "tuple");
  const pairs = value.kind === "tuple" && isEach ? value.items.map(pair) : Array(rank).fill(pair(value));
  return pairs.length === rank
    ? pairs
    : fail("wrong-arguments", site.span, "`np.pad` needs a pair of widths for each axis.");
}

export const functions: readonly NumpyFunction[] = [roll, repeat, tile, pad];
