// Calls: Python's own functions, NumPy's, methods, and functions of the program, which are inlined.
import { need, type Span } from "../../diagnostics/index.ts";
import { type Check, cast, index, kindOf, type Scalar } from "../../sdfg/index.ts";
import type { Expression, Parameter } from "../../syntax/index.ts";
import { numpyFunction } from "../numpy/catalogue.ts";
import { Args, type CallSite, dtypeNamed } from "../numpy/numpy-function.ts";
import { fail } from "../problem.ts";
import { describe, dtypeOf, isNumeric, type Value } from "../types/value.ts";
import { callBuiltin } from "./builtins.ts";
import type { Context, Wish } from "./context.ts";
import { asNumeric, elementwise } from "./elementwise.ts";
import { floatFits } from "./int-overflow.ts";
import { fitInts } from "./int-range.ts";
import { mathArgument } from "./math-domain.ts";
import { requireTypes } from "./mixed-type.ts";

interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

export function callExpression(ctx: Context, e: Expression & { kind: "call" }, wish: Wish): Value {
  const callee = ctx.walk.evaluate(ctx, e.callee);
  const inner: Wish = { name: wish.name, part: true };
  const args = e.args.map((arg) => ctx.walk.evaluate(ctx, arg, inner));
  const keywords = e.keywords.map((k): NamedValue => ({ name: k.name, value: ctx.walk.evaluate(ctx, k.value, inner) }));
  return callValue(ctx, callee, args, keywords, e.span, wish);
}

function callValue(
  ctx: Context,
  callee: Value,
  args: readonly Value[],
  keywords: readonly NamedValue[],
  span: Span,
  wish: Wish,
): Value {
  switch (callee.kind) {
    case "function":
      return callFunction(ctx, callee, args, keywords, span);
    case "lambda":
      return callLambda(ctx, callee, args, span);
    case "library":
      return callLibrary(ctx, callee.path, args, keywords, span, wish);
    case "dtype":
      return convert(ctx, callee.dtype, args, span, wish);
    case "method":
      return callMethod(ctx, callee, args, keywords, span, wish);
    default:
      return fail("unsupported-call", span, `${describe(callee)} can't be called.`);
  }
}

function callLibrary(
  ctx: Context,
  path: string,
  args: readonly Value[],
  keywords: readonly NamedValue[],
  span: Span,
  wish: Wish,
): Value {
  const dtype = dtypeNamed(path);
  if (dtype !== undefined) return convert(ctx, dtype, args, span, wish, path.startsWith("builtins."));
  if (path.startsWith("builtins."))
    return callBuiltin(path.slice("builtins.".length), {
      ctx,
      span,
      wish,
      args,
      numpy: (name, given, axis) =>
        callNumpy(ctx, name, given, axis ? [{ name: "axis", value: axis }] : [], span, wish),
    });
  if (path.startsWith("numpy.")) return callNumpy(ctx, path.slice("numpy.".length), args, keywords, span, wish);
  if (wholeFunctions.has(path)) {
    const [x] = args;
    if (x?.kind === "int") return x;
    const rounded = callNumpy(ctx, path.slice("math.".length), args, keywords, span, { name: wish.name, part: true });
    return convert(ctx, "int64", [rounded], span, wish, true);
  }
  if (path.startsWith("math.") && numpyFunction(path.slice("math.".length)) !== undefined) {
    const name = path.slice("math.".length);
    const given = args.map((x) =>
      isNumeric(x) ? mathArgument(ctx, name, x, span, { name: wish.name, part: true }) : x,
    );
    return pythonNumber(callNumpy(ctx, name, given, keywords, span, wish));
  }
  if (numpyFunction(path) !== undefined) return callNumpy(ctx, path, args, keywords, span, wish);
  return fail("unsupported-call", span, `\`${path}\` is not compiled.`);
}

/** These give ints, unlike NumPy's functions of the same name. */
const wholeFunctions: ReadonlySet<string> = new Set(["math.floor", "math.ceil", "math.trunc"]);

/** What Python's `math` gives: a float that takes the type of what it meets. */
const pythonNumber = (value: Value): Value => (value.kind === "number" ? { ...value, weak: true } : value);

export function callNumpy(
  ctx: Context,
  name: string,
  args: readonly Value[],
  keywords: readonly NamedValue[],
  span: Span,
  wish: Wish,
): Value {
  const fn = numpyFunction(name);
  if (fn === undefined)
    fail(
      "unsupported-call",
      span,
      `\`np.${name}\` is not compiled yet.`,
      "Write it with loops, slices and the functions that the documentation lists.",
    );
  requireTypes(ctx, args.filter(isNumeric), span);
  const site: CallSite = {
    ctx,
    span,
    wish,
    call: (callee, values) => callValue(ctx, callee, values, [], span, { name: wish.name, part: true }),
  };
  return numpyScalar(fn.call(new Args(fn, args, keywords, site), site));
}

/** A number that NumPy computed is NumPy's, also where all it was given were Python's. */
function numpyScalar(value: Value): Value {
  if (value.kind === "int") return { kind: "number", dtype: "int64", weak: false, code: index(value.expr) };
  return value.kind === "number" && value.weak ? { ...value, weak: false } : value;
}

function callMethod(
  ctx: Context,
  method: Value & { kind: "method" },
  args: readonly Value[],
  keywords: readonly NamedValue[],
  span: Span,
  wish: Wish,
): Value {
  if (numpyFunction(`.${method.name}`) !== undefined)
    return callNumpy(ctx, `.${method.name}`, [method.of, ...args], keywords, span, wish);
  if (isNumeric(method.of) && method.of.kind !== "int" && numpyFunction(method.name) !== undefined)
    return callNumpy(ctx, method.name, [method.of, ...args], keywords, span, wish);
  return fail("unsupported-call", span, `The method \`${method.name}\` of ${describe(method.of)} is not compiled.`);
}

function convert(
  ctx: Context,
  dtype: Parameters<typeof cast>[1],
  args: readonly Value[],
  span: Span,
  wish: Wish,
  weak = false,
): Value {
  const x = asNumeric(
    need(args[0] ?? fail("wrong-arguments", span, "This conversion needs a value."), "value"),
    span,
    "What is converted",
  );
  if (x.kind === "int" && dtype === "int64") return weak ? x : numpyScalar(x);
  const fitting = fitInts(ctx, [x], dtype, span);
  const isToPython = weak && dtype === "int64" && kindOf(dtypeOf(x)) === "float";
  const checks = (codes: readonly Scalar[]) => [
    ...fitting(codes),
    ...(isToPython ? isWholeChecks(need(codes[0], "operand"), span) : []),
  ];
  return elementwise(
    ctx,
    { label: dtype, span, operands: [x], dtype, weak, checks, code: ([a]) => cast(need(a, "operand"), dtype) },
    wish,
  );
}

/** Python has no int for NaN and infinity; NumPy's conversions make some number of them. */
function isWholeChecks(x: Scalar, span: Span): Check[] {
  const claim = (fn: "isnan" | "isinf"): Scalar => ({
    kind: "unary",
    dtype: "bool",
    operator: "not",
    operand: { kind: "call", dtype: "bool", fn, args: [x] },
  });
  return [
    {
      condition: claim("isnan"),
      exception: "ValueError",
      message: "cannot convert float NaN to integer",
      span,
    },
    {
      condition: claim("isinf"),
      exception: "OverflowError",
      message: "cannot convert float infinity to integer",
      span,
    },
    floatFits(x, span),
  ];
}

function bindParameters(
  ctx: Context,
  name: string,
  parameters: readonly Parameter[],
  args: readonly Value[],
  keywords: readonly NamedValue[],
  span: Span,
): Map<string, Value> {
  const most = parameters.filter((p) => p.keywordOnly === undefined).length;
  if (args.length > most)
    fail(
      "wrong-arguments",
      span,
      `\`${name}\` takes ${most} arguments that are not named, and this gives ${args.length}: Python raises TypeError here.`,
    );
  const bound = new Map(args.map((value, i): [string, Value] => [need(parameters[i], "parameter").name, value]));
  for (const { name: keyword, value } of keywords) {
    if (!parameters.some((p) => p.name === keyword) || bound.has(keyword))
      fail("wrong-arguments", span, `\`${name}\` got an unexpected or repeated argument \`${keyword}\`.`);
    bound.set(keyword, value);
  }
  for (const p of parameters) {
    if (bound.has(p.name)) continue;
    if (p.default === undefined) fail("wrong-arguments", span, `\`${name}\` needs the argument \`${p.name}\`.`);
    bound.set(p.name, ctx.walk.evaluate(ctx, p.default));
  }
  return bound;
}

/** Functions that call others twice double with each level. */
const mostInlined = 2000;

function callFunction(
  ctx: Context,
  { definition, closure }: Value & { kind: "function" },
  args: readonly Value[],
  keywords: readonly NamedValue[],
  span: Span,
): Value {
  if (ctx.calls.includes(definition.name))
    fail(
      "unsupported-call",
      span,
      `\`${definition.name}\` calls itself: recursion is not compiled.`,
      "Write it as a loop.",
    );
  if (++ctx.inlined > mostInlined)
    fail(
      "unsupported-call",
      span,
      `Each call is compiled where it stands, and here they come to more than ${mostInlined}.`,
      "Let functions call each other less often, or loop over what differs.",
    );
  const locals = bindParameters(ctx, definition.name, definition.parameters, args, keywords, span);
  return ctx.walk.inline(ctx, definition, closure === undefined ? locals : new Map([...closure, ...locals]));
}

function callLambda(ctx: Context, lambda: Value & { kind: "lambda" }, args: readonly Value[], span: Span): Value {
  const before = ctx.locals;
  const bound = bindParameters(ctx, "lambda", lambda.parameters, args, [], span);
  ctx.locals = new Map([...before, ...bound]);
  try {
    return ctx.walk.evaluate(ctx, lambda.body);
  } finally {
    ctx.locals = before;
  }
}
