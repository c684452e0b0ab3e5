// One Python expression → its value, writing the operations it needs.
import { need, type Span } from "../../diagnostics/index.ts";
import { constantOf, int, mul } from "../../symbolic/index.ts";
import type { Expression } from "../../syntax/index.ts";
import { gridOf } from "../numpy/grids.ts";
import { dtypeNamed } from "../numpy/numpy-function.ts";
import { fail } from "../problem.ts";
import { describe, isNumeric, type Value } from "../types/value.ts";
import { boolOp, comparison, conditionalExpression } from "./bool-op.ts";
import { callExpression, callNumpy } from "./call.ts";
import { type Context, lookUp, type Wish } from "./context.ts";
import { asNumeric } from "./elementwise.ts";
import { subscript } from "./indexing.ts";
import { matrixProduct } from "./matrix-product.ts";
import { binary, known, unary } from "./operators.ts";
import { pick } from "./picked.ts";
import { transposed } from "./transposed.ts";

const noWish: Wish = { name: "" };

export function evaluate(ctx: Context, e: Expression, wish: Wish = noWish): Value {
  const inner: Wish = { name: wish.name, part: true };
  switch (e.kind) {
    case "name":
      return lookUp(ctx, e.id, e.span);
    case "int":
      return Number.isSafeInteger(e.value) ? { kind: "int", expr: int(e.value) } : known(e.value, 0, "int64");
    case "float":
      return known(e.value, 0, "float64");
    case "imaginary":
      return known(0, e.value, "complex128");
    case "bool":
      return known(e.value ? 1 : 0, 0, "bool");
    case "string":
      return { kind: "string", text: e.value };
    case "f-string":
      return fail("unsupported-syntax", e.span, "An f-string is compiled only as the message of an exception.");
    case "none":
      return { kind: "none" };
    case "tuple":
    case "list":
      return { kind: "tuple", items: e.items.map((item) => evaluate(ctx, item, inner)) };
    case "dict":
      return {
        kind: "dict",
        entries: new Map(
          e.keys.map((key, i) => [
            key.kind === "string"
              ? key.value
              : fail("unsupported-syntax", key.span, "Only strings are understood as keys."),
            evaluate(ctx, need(e.values[i], "value"), inner),
          ]),
        ),
      };
    case "unary": {
      const operand = evaluate(ctx, e.operand, e.operator === "not" ? { ...inner, truth: true } : inner);
      return unary(ctx, e.operator, asNumeric(operand, e.operand.span, "The operand"), e.span, wish);
    }
    case "binary": {
      const [left, right] = [evaluate(ctx, e.left, inner), evaluate(ctx, e.right, inner)];
      if (left.kind === "tuple" && right.kind === "tuple" && e.operator === "+")
        return { kind: "tuple", items: [...left.items, ...right.items] };
      const [a, b] = [
        asNumeric(left, e.left.span, "The left operand"),
        asNumeric(right, e.right.span, "The right operand"),
      ];
      return e.operator === "@" ? matrixProduct(ctx, a, b, e.span, wish) : binary(ctx, e.operator, a, b, e.span, wish);
    }
    case "compare":
      return comparison(ctx, e, wish);
    case "bool-op":
      return boolOp(ctx, e, wish);
    case "if-expression":
      return conditionalExpression(ctx, e, wish);
    case "attribute":
      return attribute(ctx, evaluate(ctx, e.value, inner), e.name, e.span, wish);
    case "subscript":
      return made(ctx, selected(ctx, e, inner), wish, e.span);
    case "call":
      return callExpression(ctx, e, wish);
    case "lambda":
      return { kind: "lambda", parameters: e.parameters, body: e.body };
    case "slice":
    case "ellipsis":
      return fail("unsupported-syntax", e.span, "A slice stands only inside a subscript.");
    case "unsupported":
      return fail(
        "unsupported-syntax",
        e.span,
        `Datawright doesn't compile ${e.what}.`,
        "Rewrite this part with loops, slices and NumPy functions.",
      );
  }
}

/** What a subscript names, whether it is read or stored to. */
export function selected(ctx: Context, e: Expression & { kind: "subscript" }, wish: Wish = noWish): Value {
  return subscripted(ctx, evaluate(ctx, e.value, wish), e.index, e.span);
}

const made = (ctx: Context, value: Value, wish: Wish, span: Span): Value =>
  value.kind === "picked" ? pick(ctx, value, wish.into === undefined ? wish.name : "", span) : value;

function subscripted(ctx: Context, base: Value, index: Expression, span: Span): Value {
  if (base.kind === "tuple") {
    const at = evaluate(ctx, index);
    const i = at.kind === "int" ? constantOf(at.expr) : undefined;
    const item = i === undefined ? undefined : base.items[i < 0 ? i + base.items.length : i];
    return item ?? fail("index-out-of-bounds", span, "A tuple is indexed by a constant within its length.");
  }
  if (base.kind === "dict") {
    const at = evaluate(ctx, index);
    return (
      (at.kind === "string" ? base.entries.get(at.text) : undefined) ??
      fail("unknown-name", span, "This dict has no such key.")
    );
  }
  if (base.kind === "library" && (base.path === "numpy.mgrid" || base.path === "numpy.ogrid"))
    return gridOf(base.path === "numpy.mgrid" ? "mgrid" : "ogrid", index, (part) => evaluate(ctx, part), { ctx, span });
  if (base.kind !== "array")
    return fail(
      "wrong-type",
      span,
      `${describe(base)} can't be indexed.`.replace(/^./, (c) => c.toUpperCase()),
    );
  return subscript(ctx, base, index, (part) => evaluate(ctx, part), span);
}

function attribute(ctx: Context, of: Value, name: string, span: Span, wish: Wish): Value {
  if (of.kind === "library") {
    const path = `${of.path}.${name}`;
    const constants: Readonly<Record<string, number>> = {
      "numpy.pi": Math.PI,
      "math.pi": Math.PI,
      "numpy.e": Math.E,
      "math.e": Math.E,
      "numpy.inf": Number.POSITIVE_INFINITY,
      "math.inf": Number.POSITIVE_INFINITY,
      "numpy.nan": Number.NaN,
      "math.nan": Number.NaN,
    };
    const constant = constants[path];
    if (constant !== undefined) return known(constant, 0, "float64");
    const dtype = dtypeNamed(path);
    return dtype === undefined ? { kind: "library", path } : { kind: "dtype", dtype };
  }
  if (of.kind === "array") {
    switch (name) {
      case "shape":
        return { kind: "tuple", items: of.shape.map((expr) => ({ kind: "int", expr })) };
      case "size":
        return { kind: "int", expr: mul(...of.shape) };
      case "ndim":
        return { kind: "int", expr: int(of.shape.length) };
      case "dtype":
        return { kind: "dtype", dtype: of.dtype };
      case "T":
        return transposed(of);
    }
  }
  if (isNumeric(of) && (name === "real" || name === "imag")) return callNumpy(ctx, name, [of], [], span, wish);
  if (of.kind === "number" && name === "dtype") return { kind: "dtype", dtype: of.dtype };
  if (
    of.kind === "array" ||
    of.kind === "generator" ||
    of.kind === "number" ||
    of.kind === "masked" ||
    of.kind === "gather"
  )
    return { kind: "method", of, name };
  const field = of.kind === "record" ? of.fields.get(name) : undefined;
  if (field !== undefined) return field;
  return fail("unsupported-syntax", span, `The attribute \`${name}\` of ${describe(of)} is not compiled.`);
}
