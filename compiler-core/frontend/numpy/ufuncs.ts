// Functions of each element, broadcast over their operands.
import { need, type Span } from "../../diagnostics/index.ts";
import {
  type ComparisonOperator,
  cast,
  constant,
  type DType,
  index,
  isComplex,
  kindOf,
  partOf,
  type Scalar,
  type ScalarFunction,
} from "../../sdfg/index.ts";
import { one } from "../../symbolic/index.ts";
import { complexFunctions } from "../lower/complex-elements.ts";
import { elementwise } from "../lower/elementwise.ts";
import { fitInts } from "../lower/int-range.ts";
import { binary, compare, unary } from "../lower/operators.ts";
import { fail } from "../problem.ts";
import { floatingOf, promote, promotedOf } from "../types/promotion.ts";
import { dtypeOf, type Numeric, shapeOf, type Value } from "../types/value.ts";
import type { CallSite, NumpyFunction } from "./numpy-function.ts";
import { ofEach } from "./of-each.ts";
import { truePlaces } from "./places-of-true.ts";

/** Functions that compute in floating point: integers become floats first. */
function floating(name: string, fn: ScalarFunction): NumpyFunction {
  return ofEach(name, (type, span) => {
    const { dtype, weak } = floatingOf(type, false);
    if (isComplex(dtype)) {
      const code =
        complexFunctions.get(name) ??
        fail(
          "unsupported-call",
          span,
          `\`np.${name}\` of complex numbers is not compiled.`,
          "Compute with `.real` and `.imag`.",
        );
      return { dtype, weak, code };
    }
    return { dtype, weak, code: (x) => ({ kind: "call", dtype, fn, args: [cast(x, dtype)] }) };
  });
}

export function absolute(x: Numeric, { ctx, span, wish }: CallSite): Value {
  const { dtype, weak } = promotedOf(x);
  const result = partOf(dtype);
  if (kindOf(dtype) === "bool" || kindOf(dtype) === "uint") return x;
  return elementwise(
    ctx,
    {
      label: "absolute",
      span,
      operands: [x],
      dtype: result,
      weak,
      code: ([a]) => ({ kind: "call", dtype: result, fn: "abs", args: [need(a, "operand")] }),
    },
    wish,
  );
}

function extreme(name: "minimum" | "maximum", dtype: DType, left: Scalar, right: Scalar): Scalar {
  return dtype === "bool"
    ? { kind: "logical", dtype, operator: name === "minimum" ? "and" : "or", left, right }
    : { kind: "call", dtype, fn: name, args: [left, right] };
}

/** NumPy orders complex numbers by their real parts, then by their imaginary ones; few programs mean that. */
function refuseComplex(name: string, dtype: DType, span: Span): void {
  if (isComplex(dtype))
    fail("wrong-type", span, `\`np.${name}\` of complex numbers is not compiled.`, "Compare their absolute values.");
}

function extremum(name: "minimum" | "maximum"): NumpyFunction {
  return {
    name,
    parameters: ["x1", "x2"],
    call: (args, { ctx, span, wish }) => {
      const [a, b] = [args.numeric("x1"), args.numeric("x2")];
      const { dtype, weak } = promote(promotedOf(a), promotedOf(b));
      refuseComplex(name, dtype, span);
      const code = ([x, y]: readonly Scalar[]) =>
        extreme(name, dtype, cast(need(x, "x1"), dtype), cast(need(y, "x2"), dtype));
      const checks = fitInts(ctx, [a, b], dtype, span);
      return elementwise(ctx, { label: name, span, operands: [a, b], dtype, weak, code, checks }, wish);
    },
  };
}

function comparison(name: string, operator: ComparisonOperator): NumpyFunction {
  return {
    name,
    parameters: ["x1", "x2"],
    call: (args, { ctx, span, wish }) => compare(ctx, operator, args.numeric("x1"), args.numeric("x2"), span, wish),
  };
}

function arithmetic(name: string, operator: "+" | "-" | "*" | "/" | "//" | "%" | "**"): NumpyFunction {
  return {
    name,
    parameters: ["x1", "x2"],
    call: (args, { ctx, span, wish }) => {
      const [a, b] = [args.numeric("x1"), args.numeric("x2")];
      const isPython = promotedOf(a).weak && promotedOf(b).weak;
      return binary(ctx, operator, isPython ? asNumpyScalar(a) : a, b, span, wish);
    },
  };
}

/** A Python number as the NumPy scalar that a function makes of it. */
function asNumpyScalar(value: Numeric): Numeric {
  if (value.kind === "int") return { kind: "number", dtype: "int64", weak: false, code: index(value.expr) };
  return value.kind === "number" ? { ...value, weak: false } : value;
}

/** `np.add.outer(a, b)`: every element of a with every element of b. */
function outerOf(name: string, operator: "+" | "-" | "*"): NumpyFunction {
  return {
    name: `${name}.outer`,
    parameters: ["A", "B"],
    call: (args, { ctx, span, wish }) => {
      const [a, b] = [args.numeric("A"), args.numeric("B")];
      if (a.kind !== "array") return binary(ctx, operator, a, b, span, wish);
      const column: Numeric = { ...a, shape: [...a.shape, ...shapeOf(b).map(() => one)] };
      return binary(ctx, operator, column, b, span, wish);
    },
  };
}

/** Two floats in, one out. */
function floatingPair(name: string, fn: ScalarFunction): NumpyFunction {
  return {
    name,
    parameters: ["x1", "x2"],
    call: (args, { ctx, span, wish }) => {
      const [a, b] = [args.numeric("x1"), args.numeric("x2")];
      const { dtype, weak } = floatingOf(promote(promotedOf(a), promotedOf(b)), false);
      if (isComplex(dtype)) fail("unsupported-call", span, `\`np.${name}\` of complex numbers is not defined.`);
      const code = ([x, y]: readonly Scalar[]): Scalar => ({
        kind: "call",
        dtype,
        fn,
        args: [cast(need(x, "x1"), dtype), cast(need(y, "x2"), dtype)],
      });
      return elementwise(ctx, { label: name, span, operands: [a, b], dtype, weak, code }, wish);
    },
  };
}

function truth(name: string, code: (a: Scalar, b: Scalar) => Scalar): NumpyFunction {
  return {
    name,
    parameters: ["x1", "x2"],
    call: (args, { ctx, span, wish }) =>
      elementwise(
        ctx,
        {
          label: name,
          span,
          operands: [args.numeric("x1"), args.numeric("x2")],
          dtype: "bool",
          code: ([a, b]) => code(cast(need(a, "x1"), "bool"), cast(need(b, "x2"), "bool")),
        },
        wish,
      ),
  };
}

const where: NumpyFunction = {
  name: "where",
  parameters: ["condition", "x?", "y?"],
  call: (args, { ctx, span, wish }) => {
    if (args.value("x") === undefined && args.value("y") === undefined)
      return truePlaces(args.numeric("condition"), { ctx, span, wish });
    const [x, y] = [args.numeric("x"), args.numeric("y")];
    const { dtype } = promote(promotedOf(x), promotedOf(y));
    fitInts(ctx, [x, y], dtype, span);
    const code = ([c, a, b]: readonly Scalar[]): Scalar => ({
      kind: "select",
      dtype,
      condition: cast(need(c, "condition"), "bool"),
      then: cast(need(a, "x"), dtype),
      otherwise: cast(need(b, "y"), dtype),
    });
    return elementwise(ctx, { label: "where", span, operands: [args.numeric("condition"), x, y], dtype, code }, wish);
  },
};

const clip: NumpyFunction = {
  name: "clip",
  parameters: ["a", "a_min?", "a_max?"],
  call: (args, { ctx, span, wish }) => {
    const x = args.numeric("a");
    const bounds = (["a_min", "a_max"] as const).filter((name) => args.value(name) !== undefined);
    if (bounds.length === 0)
      fail("wrong-arguments", span, "`np.clip` without bounds gives its argument back.", "Leave it out.");
    const limits = bounds.map((name) => args.numeric(name));
    // What is clipped becomes an array first: a Python number counts as NumPy's.
    const { dtype } = limits.map(promotedOf).reduce(promote, { ...promotedOf(x), weak: false });
    refuseComplex("clip", dtype, span);
    const checks = fitInts(ctx, [x, ...limits], dtype, span);
    const code = ([a, ...others]: readonly Scalar[]): Scalar =>
      others.reduce(
        (value, limit, i) => extreme(bounds[i] === "a_min" ? "maximum" : "minimum", dtype, value, cast(limit, dtype)),
        cast(need(a, "a"), dtype),
      );
    return elementwise(ctx, { label: "clip", span, operands: [x, ...limits], dtype, code, checks }, wish);
  },
};

function part(name: "real" | "imag"): NumpyFunction {
  return {
    name,
    parameters: ["val"],
    call: (args, { ctx, span, wish }) => {
      const x = args.numeric("val");
      const { dtype } = promotedOf(x);
      if (!isComplex(dtype) && name === "real") return x;
      const result: DType = partOf(dtype);
      const code = ([a]: readonly Scalar[]): Scalar =>
        isComplex(dtype) ? { kind: "call", dtype: result, fn: name, args: [need(a, "val")] } : constant(0, result);
      return elementwise(ctx, { label: name, span, operands: [x], dtype: result, code }, wish);
    },
  };
}

function conjugate(name: string): NumpyFunction {
  return ofEach(name, ({ dtype }) => ({
    dtype,
    code: (x) => (isComplex(dtype) ? { kind: "call", dtype, fn: "conj", args: [x] } : x),
  }));
}

const logicalNot = ofEach("logical_not", () => ({
  dtype: "bool",
  code: (x) => ({ kind: "unary", dtype: "bool", operator: "not", operand: cast(x, "bool") }),
}));

/** Whole numbers stay as they are since NumPy 2.1, and became floats before. */
function rounding(name: "floor" | "ceil" | "trunc"): NumpyFunction {
  const { call, ...common } = floating(name, name);
  return {
    ...common,
    call: (args, site) => {
      const kind = kindOf(dtypeOf(args.numeric("x")));
      if (kind !== "float" && kind !== "complex")
        fail(
          "wrong-type",
          site.span,
          `\`np.${name}\` of whole numbers gives floats or whole numbers, as NumPy's version goes.`,
          "Leave it out, or convert with `astype` first.",
        );
      return call(args, site);
    },
  };
}

function unlessBool(name: string, fn: NumpyFunction): NumpyFunction {
  const [parameter = ""] = fn.parameters;
  return {
    ...fn,
    call: (args, site) => {
      if (dtypeOf(args.numeric(parameter)) === "bool")
        fail("wrong-type", site.span, `\`np.${name}\` of bools is not compiled.`, "Convert with `astype` first.");
      return fn.call(args, site);
    },
  };
}

export const functions: readonly NumpyFunction[] = [
  where,
  clip,
  part("real"),
  part("imag"),
  logicalNot,
  floating("sqrt", "sqrt"),
  floating("exp", "exp"),
  floating("log", "log"),
  floating("sin", "sin"),
  floating("cos", "cos"),
  floating("tanh", "tanh"),
  rounding("floor"),
  rounding("ceil"),
  floating("tan", "tan"),
  floating("sinh", "sinh"),
  floating("cosh", "cosh"),
  floating("arctan", "arctan"),
  floatingPair("arctan2", "arctan2"),
  floatingPair("atan2", "arctan2"),
  floating("log2", "log2"),
  floating("log10", "log10"),
  floating("log1p", "log1p"),
  floating("exp2", "exp2"),
  floating("expm1", "expm1"),
  floating("rint", "rint"),
  rounding("trunc"),
  unlessBool("conj", conjugate("conj")),
  unlessBool("conjugate", conjugate("conjugate")),
  unlessBool("square", {
    name: "square",
    parameters: ["x"],
    call: (args, { ctx, span, wish }) => binary(ctx, "*", args.numeric("x"), args.numeric("x"), span, wish),
  }),
  {
    name: "positive",
    parameters: ["x"],
    call: (args, { ctx, span, wish }) => unary(ctx, "+", args.numeric("x"), span, wish),
  },
  {
    name: "negative",
    parameters: ["x"],
    call: (args, { ctx, span, wish }) => unary(ctx, "-", args.numeric("x"), span, wish),
  },
  { name: "absolute", parameters: ["x"], call: (args, site) => absolute(args.numeric("x"), site) },
  { name: "abs", parameters: ["x"], call: (args, site) => absolute(args.numeric("x"), site) },
  floating("fabs", "abs"),
  extremum("minimum"),
  extremum("maximum"),
  comparison("less", "<"),
  comparison("less_equal", "<="),
  comparison("greater", ">"),
  comparison("greater_equal", ">="),
  comparison("equal", "=="),
  comparison("not_equal", "!="),
  arithmetic("add", "+"),
  arithmetic("subtract", "-"),
  arithmetic("multiply", "*"),
  arithmetic("divide", "/"),
  arithmetic("true_divide", "/"),
  arithmetic("floor_divide", "//"),
  arithmetic("mod", "%"),
  arithmetic("remainder", "%"),
  arithmetic("power", "**"),
  outerOf("add", "+"),
  outerOf("subtract", "-"),
  outerOf("multiply", "*"),
  truth("logical_and", (left, right) => ({ kind: "logical", dtype: "bool", operator: "and", left, right })),
  truth("logical_or", (left, right) => ({ kind: "logical", dtype: "bool", operator: "or", left, right })),
  truth("logical_xor", (left, right) => ({ kind: "compare", dtype: "bool", operator: "!=", left, right })),
];
