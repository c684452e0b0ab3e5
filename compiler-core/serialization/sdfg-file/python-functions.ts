// The functions that tasklets call, by the names DaCe's frontends and C++ headers give them.
import {
  cast,
  type DType,
  floatingOf,
  isComplex,
  isInteger,
  kindOf,
  partOf,
  promote,
  type Scalar,
  type ScalarFunction,
} from "../../sdfg/index.ts";
import { max, min } from "../../symbolic/index.ts";
import { binary, exprOf, promoted, type Typed, truth } from "./python-values.ts";

const floating: ReadonlyMap<string, ScalarFunction> = new Map(
  (
    [
      "sqrt",
      "exp",
      "log",
      "sin",
      "cos",
      "tan",
      "tanh",
      "sinh",
      "cosh",
      "log2",
      "log10",
      "log1p",
      "exp2",
      "expm1",
    ] as const
  ).map((fn): [string, ScalarFunction] => [fn, fn]),
);
const renamed: ReadonlyMap<string, ScalarFunction> = new Map([
  ["atan", "arctan"],
  ["arctan", "arctan"],
  ["atan2", "arctan2"],
  ["arctan2", "arctan2"],
]);
const operators: ReadonlyMap<string, string> = new Map([
  ["pow", "**"],
  ["int_floor", "//"],
  ["Mod", "%"],
  ["left_shift", "<<"],
  ["right_shift", ">>"],
  ["bitwise_and", "&"],
  ["bitwise_or", "|"],
  ["bitwise_xor", "^"],
]);

/** The value of a call; none where the function is not known or does not fit its arguments. */
export function functionNamed(name: string, args: readonly Typed[]): Typed | undefined {
  const [a, b, c] = args;
  if (a === undefined) return undefined;
  const fn = floating.get(name) ?? renamed.get(name);
  if (fn !== undefined) return floatingCall(fn, args);
  const operator = operators.get(name);
  if (operator !== undefined) return args.length === 2 && b !== undefined ? binary(operator, a, b) : undefined;
  switch (name) {
    case "min":
    case "Min":
    case "minimum":
      return args.length < 2 ? undefined : args.reduce((x, y) => extremum("minimum", x, y));
    case "max":
    case "Max":
    case "maximum":
      return args.length < 2 ? undefined : args.reduce((x, y) => extremum("maximum", x, y));
    case "abs":
    case "Abs":
    case "fabs":
      return call("abs", partOf(a.code.dtype), [a.code], a.weak);
    case "conj":
    case "real":
    case "imag":
      return isComplex(a.code.dtype)
        ? call(name, name === "conj" ? a.code.dtype : partOf(a.code.dtype), [a.code], a.weak)
        : undefined;
    case "floor":
    case "ceil":
    case "ceiling":
    case "trunc":
    case "round":
    case "rint":
      return isInteger(a.code.dtype)
        ? a
        : floatingCall(name === "ceiling" ? "ceil" : name === "round" ? "rint" : name, args);
    case "sign":
      return isComplex(a.code.dtype) ? undefined : call("sign", a.code.dtype, [a.code], a.weak);
    case "isnan":
    case "isinf":
    case "isfinite":
      return kindOf(a.code.dtype) === "float" ? call(name, "bool", [a.code], false) : undefined;
    case "IfExpr": {
      if (b === undefined || c === undefined) return undefined;
      const { dtype, weak } = promoted(b, c);
      return {
        code: { kind: "select", dtype, condition: truth(a), then: cast(b.code, dtype), otherwise: cast(c.code, dtype) },
        weak,
      };
    }
    default:
      return undefined;
  }
}

function call(fn: ScalarFunction, dtype: DType, args: readonly Scalar[], weak: boolean): Typed {
  return { code: { kind: "call", dtype, fn, args }, weak };
}

function floatingCall(fn: ScalarFunction, args: readonly Typed[]): Typed | undefined {
  if (args.length !== (fn === "arctan2" ? 2 : 1)) return undefined;
  const { dtype, weak } = floatingOf(
    args.map(({ code, weak }) => ({ dtype: code.dtype, weak })).reduce(promote),
    false,
  );
  return call(
    fn,
    dtype,
    args.map(({ code }) => cast(code, dtype)),
    weak,
  );
}

function extremum(fn: "minimum" | "maximum", a: Typed, b: Typed): Typed {
  const [x, y] = [exprOf(a), exprOf(b)];
  if (x !== undefined && y !== undefined && (a.code.kind === "index" || b.code.kind === "index"))
    return { code: { kind: "index", dtype: "int64", expr: fn === "minimum" ? min(x, y) : max(x, y) }, weak: true };
  const { dtype, weak } = promoted(a, b);
  return call(fn, dtype, [cast(a.code, dtype), cast(b.code, dtype)], weak);
}
