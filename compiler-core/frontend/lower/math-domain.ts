// Python's `math` raises where NumPy's functions of the same name give NaN or infinity.
import { need, type Span } from "../../diagnostics/index.ts";
import { type Check, cast, constant, type Scalar } from "../../sdfg/index.ts";
import type { Numeric } from "../types/value.ts";
import type { Context, Wish } from "./context.ts";
import { elementwise } from "./elementwise.ts";

/** What the argument must not be; NaN passes every function. */
type Limit =
  | { readonly kind: "not"; readonly operator: "<" | "<=" | ">"; readonly than: number }
  | { readonly kind: "finite" }
  /** Beyond this a finite argument has no finite value. */
  | { readonly kind: "range"; readonly most: number };

const domains: Readonly<Record<string, readonly Limit[]>> = {
  sqrt: [{ kind: "not", operator: "<", than: 0 }],
  log: [{ kind: "not", operator: "<=", than: 0 }],
  log2: [{ kind: "not", operator: "<=", than: 0 }],
  log10: [{ kind: "not", operator: "<=", than: 0 }],
  log1p: [{ kind: "not", operator: "<=", than: -1 }],
  exp: [{ kind: "range", most: 709.782712893384 }],
  sin: [{ kind: "finite" }],
  cos: [{ kind: "finite" }],
  tan: [{ kind: "finite" }],
};

/** The argument of `math.name` as the float that it becomes, once it is sure that the function has a value there. */
export function mathArgument(ctx: Context, name: string, x: Numeric, span: Span, wish: Wish): Numeric {
  const limits = Object.hasOwn(domains, name) ? domains[name] : undefined;
  if (limits === undefined) return x;
  return elementwise(
    ctx,
    {
      label: "argument",
      span,
      operands: [x],
      dtype: "float64",
      weak: true,
      checks: ([code]) => limits.map((limit) => check(limit, float(code), span)),
      code: ([code]) => float(code),
    },
    wish,
  );
}

const float = (code: Scalar | undefined) => cast(need(code, "operand"), "float64");

function check(limit: Limit, x: Scalar, span: Span): Check {
  return {
    condition: { kind: "unary", dtype: "bool", operator: "not", operand: outside(limit, x) },
    exception: limit.kind === "range" ? "OverflowError" : "ValueError",
    message: `math ${limit.kind === "range" ? "range" : "domain"} error`,
    span,
  };
}

function outside(limit: Limit, x: Scalar): Scalar {
  const isInfinite: Scalar = { kind: "call", dtype: "bool", fn: "isinf", args: [x] };
  const compared = (operator: "<" | "<=" | ">", than: number): Scalar => ({
    kind: "compare",
    dtype: "bool",
    operator,
    left: x,
    right: constant(than, "float64"),
  });
  switch (limit.kind) {
    case "finite":
      return isInfinite;
    case "not":
      return compared(limit.operator, limit.than);
    case "range": {
      const finite: Scalar = { kind: "unary", dtype: "bool", operator: "not", operand: isInfinite };
      return { kind: "logical", dtype: "bool", operator: "and", left: compared(">", limit.most), right: finite };
    }
  }
}
