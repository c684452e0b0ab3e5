// Functions that make arrays.
import { need } from "../../diagnostics/index.ts";
import { cast, constant, type DType, index, type Scalar } from "../../sdfg/index.ts";
import { type Expr, int, lengthOf, one, range, sub, symbol, zero } from "../../symbolic/index.ts";
import { tidy } from "../lower/context.ts";
import { copyInto, elementwise, newArray } from "../lower/elementwise.ts";
import { asIndex } from "../lower/indexing.ts";
import { known } from "../lower/operators.ts";
import { fail } from "../problem.ts";
import { type ArrayValue, dtypeOf, type Numeric, shapeOf, type Value } from "../types/value.ts";
import type { CallSite, NumpyFunction } from "./numpy-function.ts";

function filled(site: CallSite, dtype: DType, shape: readonly Expr[], value: Numeric | undefined): ArrayValue {
  const into = site.wish.into === undefined ? site.wish.name : "";
  const made = newArray(site.ctx, into, dtype, shape, site.span);
  if (value !== undefined && made.place !== undefined)
    copyInto(site.ctx, value, { place: made.place, shape, dtype }, "fill", site.span);
  return made;
}

function create(name: string, value: number | undefined): NumpyFunction {
  return {
    name,
    parameters: ["shape", "dtype?"],
    call: (args, site) =>
      filled(
        site,
        args.dtype("dtype") ?? "float64",
        args.shape("shape"),
        value === undefined ? undefined : known(value, 0, "float64"),
      ),
  };
}

function createLike(name: string, value: number | undefined): NumpyFunction {
  return {
    name,
    parameters: ["a", "dtype?"],
    call: (args, site) => {
      const like = args.numeric("a");
      return filled(
        site,
        args.dtype("dtype") ?? dtypeOf(like),
        shapeOf(like),
        value === undefined ? undefined : known(value, 0, "float64"),
      );
    },
  };
}

const full: NumpyFunction = {
  name: "full",
  parameters: ["shape", "fill_value", "dtype?"],
  call: (args, site) => {
    const value = args.numeric("fill_value");
    return filled(site, args.dtype("dtype") ?? dtypeOf(value), args.shape("shape"), value);
  },
};

/** An array whose element at index i (along its only axis) is `code(i)`. */
function fromIndices(
  site: CallSite,
  label: string,
  dtype: DType,
  shape: readonly Expr[],
  code: (...at: Scalar[]) => Scalar,
): ArrayValue {
  const made = newArray(site.ctx, site.wish.into === undefined ? site.wish.name : "", dtype, shape, site.span);
  if (site.ctx.graph === undefined || made.place === undefined) return made;
  const params = shape.map((_, i) => `i${i}`);
  const subset = params
    .map((p) => range(symbol(p), symbol(p)).begin)
    .map((begin) => range(begin, lengthPlusOne(begin)));
  site.ctx.graph.operation({
    label,
    span: site.span,
    params,
    shape,
    inputs: [],
    code: code(...params.map((p) => index(symbol(p)))),
    into: { container: made.place.container, subset },
  });
  return made;
}

const lengthPlusOne = (begin: Expr) => sub(begin, int(-1));

const eye: NumpyFunction = {
  name: "eye",
  parameters: ["N", "M?", "k?", "dtype?"],
  call: (args, site) => {
    const rows = args.shape("N");
    const columns = args.value("M") === undefined ? rows : args.shape("M");
    const [k] = args.value("k") === undefined ? [zero] : args.shape("k");
    const dtype = args.dtype("dtype") ?? "float64";
    const diagonal = (i: Scalar, j: Scalar): Scalar => ({
      kind: "compare",
      dtype: "bool",
      operator: "==",
      left: j,
      right: { kind: "binary", dtype: "int64", operator: "+", left: i, right: index(need(k, "k")) },
    });
    return fromIndices(site, "eye", dtype, [...rows, ...columns], (i, j) => ({
      kind: "select",
      dtype,
      condition: diagonal(need(i, "i"), need(j, "j")),
      then: constant(1, dtype),
      otherwise: constant(0, dtype),
    }));
  },
};

const arange: NumpyFunction = {
  name: "arange",
  parameters: ["start", "stop?", "step?", "dtype?"],
  call: (args, site) => {
    const values = ["start", "stop", "step"].map((name) => args.value(name));
    const isWhole = (v: Value) => v.kind === "int" || (v.kind === "number" && v.dtype === "int64");
    if (values.some((v) => v !== undefined && !isWhole(v))) {
      // How many floats fit is a matter of rounding: `initialize` needs the type only, and the size is seen with the inputs.
      if (site.ctx.graph === undefined)
        return {
          kind: "array",
          dtype: args.dtype("dtype") ?? "float64",
          shape: [symbol(`arange@${site.span.line}:${site.span.column}`)],
        };
      fail(
        "unsupported-call",
        site.span,
        "`np.arange` is compiled for ints only.",
        "Use `np.linspace` for a range of floats.",
      );
    }
    const expr = (i: number) =>
      values[i] === undefined ? undefined : asIndex(site.ctx, need(values[i], "argument"), site.span, "A bound");
    const [begin, end] =
      values[1] === undefined ? [zero, need(expr(0), "start")] : [need(expr(0), "start"), need(expr(1), "stop")];
    const step = expr(2) ?? one;
    const dtype = args.dtype("dtype") ?? "int64";
    const value = (i: Scalar): Scalar => ({
      kind: "binary",
      dtype: "int64",
      operator: "+",
      left: index(begin),
      right: { kind: "binary", dtype: "int64", operator: "*", left: i, right: index(step) },
    });
    return fromIndices(site, "arange", dtype, [tidy(site.ctx, lengthOf(range(begin, end, step)))], (i) =>
      cast(value(need(i, "i")), dtype),
    );
  },
};

const linspace: NumpyFunction = {
  name: "linspace",
  parameters: ["start", "stop", "num?", "endpoint?", "dtype?"],
  call: (args, site) => {
    const num =
      args.value("num") === undefined ? int(50) : asIndex(site.ctx, need(args.value("num"), "num"), site.span, "num");
    const dtype = args.dtype("dtype") ?? "float64";
    const [start, stop] = [args.numeric("start"), args.numeric("stop")];
    const made = newArray(site.ctx, site.wish.into === undefined ? site.wish.name : "", dtype, [num], site.span);
    if (site.ctx.graph === undefined) return made;
    // NumPy: step = (stop − start) / div; y = arange(num)·step + start; the last element is stop itself.
    const steps = args.flag("endpoint", true) ? sub(num, one) : num;
    const counter = fromIndices(
      { ...site, wish: { name: `${made.place?.container ?? "linspace"}_index` } },
      "arange",
      "int64",
      [num],
      (i) => need(i, "i"),
    );
    const real = (s: Scalar | undefined) => cast(need(s, "operand"), "float64");
    const code = ([i, a, b]: readonly Scalar[]): Scalar => {
      const delta: Scalar = { kind: "binary", dtype: "float64", operator: "-", left: real(b), right: real(a) };
      const step: Scalar = {
        kind: "binary",
        dtype: "float64",
        operator: "/",
        left: delta,
        right: cast(index(steps), "float64"),
      };
      const inner: Scalar = {
        kind: "binary",
        dtype: "float64",
        operator: "+",
        left: { kind: "binary", dtype: "float64", operator: "*", left: real(i), right: step },
        right: real(a),
      };
      if (!args.flag("endpoint", true)) return inner;
      const isLast: Scalar = {
        kind: "compare",
        dtype: "bool",
        operator: "==",
        left: need(i, "index"),
        right: index(steps),
      };
      const isOnly: Scalar = { kind: "compare", dtype: "bool", operator: "==", left: index(steps), right: index(zero) };
      const last: Scalar = { kind: "select", dtype: "float64", condition: isOnly, then: real(a), otherwise: real(b) };
      return { kind: "select", dtype: "float64", condition: isLast, then: last, otherwise: inner };
    };
    return elementwise(
      site.ctx,
      {
        label: "linspace",
        span: site.span,
        operands: [counter, start, stop],
        dtype,
        code: (operands) => cast(code(operands), dtype),
      },
      { name: site.wish.name, into: { place: need(made.place, "place"), shape: [num], dtype } },
    );
  },
};

const fromfunction: NumpyFunction = {
  name: "fromfunction",
  parameters: ["function", "shape", "dtype?"],
  call: (args, site) => {
    const shape = args.shape("shape");
    const dtype = args.dtype("dtype") ?? "float64";
    if (site.ctx.graph !== undefined)
      fail("unsupported-call", site.span, "`np.fromfunction` is not compiled; it is understood in `initialize` only.");
    const grids = shape.map((): ArrayValue => ({ kind: "array", dtype, shape }));
    return site.call(need(args.value("function"), "function"), grids);
  },
};

const astype: NumpyFunction = {
  name: ".astype",
  parameters: ["self", "dtype"],
  call: (args, { ctx, span, wish }) => {
    const dtype = need(args.dtype("dtype"), "dtype");
    return elementwise(
      ctx,
      {
        label: "astype",
        span,
        operands: [args.numeric("self")],
        dtype,
        code: ([a]) => cast(need(a, "operand"), dtype),
      },
      wish,
    );
  },
};

export const functions: readonly NumpyFunction[] = [
  create("zeros", 0),
  create("ones", 1),
  create("empty", undefined),
  create("ndarray", undefined),
  createLike("zeros_like", 0),
  createLike("ones_like", 1),
  createLike("empty_like", undefined),
  full,
  eye,
  arange,
  linspace,
  fromfunction,
  astype,
];
