// NumPy's formulas for complex numbers, on pairs of values: plain multiplication, division by Smith's method.
import { CompilerBug } from "../diagnostics/index.ts";
import type { Value } from "../lowering/index.ts";
import type { ArithmeticOperator, DType } from "../sdfg/index.ts";
import { applied, type Bind, type FunctionTable, type Recipe } from "./functions.ts";
import { abs, add, both, compare, div, mul, number, select, sub, typeOf } from "./values.ts";

export interface Pair {
  readonly re: Value;
  readonly im: Value;
}

export function complexParts(table: FunctionTable, operator: ArithmeticOperator, x: Pair, y: Pair): Pair {
  switch (operator) {
    case "+":
      return { re: add(x.re, y.re), im: add(x.im, y.im) };
    case "-":
      return { re: sub(x.re, y.re), im: sub(x.im, y.im) };
    case "*":
      return { re: sub(mul(x.re, y.re), mul(x.im, y.im)), im: add(mul(x.re, y.im), mul(x.im, y.re)) };
    case "/": {
      const type = typeOf(x.re);
      const quotient = (part: "real" | "imaginary") =>
        applied(table, complexQuotient(type, part), x.re, x.im, y.re, y.im);
      return { re: quotient("real"), im: quotient("imaginary") };
    }
    default:
      throw new CompilerBug(`complex ${operator}`);
  }
}

/** With |c| ≥ |d|: ratio = d/c, scale = 1/(c + d·ratio), and the parts are (a + b·ratio)·scale and (b − a·ratio)·scale. */
function complexQuotient(type: DType, part: "real" | "imaginary"): Recipe {
  return {
    name: `complex_quotient_${part}_${type}`,
    parameters: { a: type, b: type, c: type, d: type },
    result: type,
    body: ([a, b, c, d], bind) => smith(a as Value, b as Value, c as Value, d as Value, bind, part),
  };
}

function smith(a: Value, b: Value, c: Value, d: Value, bind: Bind, part: "real" | "imaginary"): Value {
  const type = typeOf(a);
  const wide = bind("wide", compare(abs(c), ">=", abs(d)));
  const divisor = bind("divisor", select(wide, c, d));
  const ratio = bind("ratio", div(select(wide, d, c), divisor));
  const scale = bind("scale", div(number(type, 1), add(divisor, mul(select(wide, d, c), ratio))));
  const sum =
    part === "real"
      ? select(wide, add(a, mul(b, ratio)), add(mul(a, ratio), b))
      : select(wide, sub(b, mul(a, ratio)), sub(mul(b, ratio), a));
  const byZero = both(compare(c, "==", number(type, 0)), compare(d, "==", number(type, 0)));
  return select(byZero, div(part === "real" ? a : b, abs(c)), mul(sum, scale));
}
