// Integers by NumPy's rules, in what machines have: floor division and modulo (by zero: 0; the least number by −1 wraps),
// shifts by too much, powers, absolute values, extrema; narrow integers compute in 32 bits and come back, so that they wrap.
import type { Value } from "../lowering/index.ts";
import { bytesOf, type DType, isInteger, kindOf } from "../sdfg/index.ts";
import { applied, type FunctionTable, type Recipe } from "./functions.ts";
import {
  add,
  binary,
  both,
  cast,
  compare,
  either,
  machine,
  mul,
  negative,
  number,
  select,
  sub,
  typeOf,
} from "./values.ts";

export function legalizeIntegers(table: FunctionTable): (value: Value) => Value {
  return (v) => {
    if (v.type === "index") return v;
    if (v.kind === "cast") return narrowed(v);
    if (!isInteger(v.type)) return v;
    if (v.kind === "unary")
      return v.operator === "not" || !isNarrow(v.type)
        ? v
        : cast(v.type, { ...v, type: "int32", operand: cast("int32", v.operand) });
    if (v.kind === "binary") return integerBinary(table, v);
    if (v.kind === "call") return integerCall(v);
    return v;
  };
}

const isNarrow = (type: DType) => isInteger(type) && bytesOf(type) < 4;

/** Out of range, a float becomes a narrow integer by way of 32 bits, an unsigned one by way of 64 with a sign. */
function narrowed(v: Value & { readonly kind: "cast" }): Value {
  const { type, operand } = v;
  if (type === "index" || operand.type === "index" || kindOf(operand.type) !== "float") return v;
  if (isNarrow(type)) return cast(type, cast("int32", operand));
  if (type === "uint32") return cast(type, cast("int64", operand));
  return type === "uint64"
    ? select(compare(operand, ">", number(operand.type, 0)), v, cast(type, cast("int64", operand)))
    : v;
}

function integerBinary(table: FunctionTable, v: Value & { readonly kind: "binary" }): Value {
  const type = typeOf(v);
  const { left, right, operator } = v;
  switch (operator) {
    case "//":
      return widely(type, (wide) => applied(table, floorDivision(wide), cast(wide, left), cast(wide, right)));
    case "%":
      return widely(type, (wide) => applied(table, modulo(wide), cast(wide, left), cast(wide, right)));
    case "**":
      return widely(type, (wide) => applied(table, power(wide), cast(wide, left), cast(wide, right)));
    case "<<":
    case ">>":
      return shift(type, operator, left, right);
    default:
      return widely(type, (wide) => binary(operator, cast(wide, left), cast(wide, right)));
  }
}

function widely(type: DType, make: (wide: DType) => Value): Value {
  return isNarrow(type) ? cast(type, make("int32")) : make(type);
}

/** By as many bits as the type has, or more (a negative count is that), nothing is left but the sign. */
function shift(type: DType, operator: "<<" | ">>", left: Value, right: Value): Value {
  const bits = bytesOf(type) * 8;
  const shifted = (by: Value) => widely(type, (wide) => binary(operator, cast(wide, left), cast(wide, by)));
  if (right.kind === "constant" && right.value >= 0 && right.value < bits) return shifted(right);
  const inRange = both(compare(right, ">=", number(type, 0)), compare(right, "<", number(type, bits)));
  const safe = select(inRange, right, number(type, 0));
  const zero = number(type, 0);
  const rest =
    operator === "<<" || kindOf(type) === "uint" ? zero : select(compare(left, "<", zero), number(type, -1), zero);
  return select(inRange, shifted(safe), rest);
}

function integerCall(v: Value & { readonly kind: "call" }): Value {
  const type = typeOf(v);
  const [x, y] = v.args as readonly [Value, Value];
  const zero = number(type, 0);
  switch (v.fn) {
    case "abs":
      return kindOf(type) === "uint"
        ? x
        : select(
            compare(x, "<", zero),
            widely(type, (wide) => negative(cast(wide, x))),
            x,
          );
    case "minimum":
      return select(compare(x, "<", y), x, y);
    case "maximum":
      return select(compare(x, ">", y), x, y);
    case "sign":
      return select(
        compare(x, ">", zero),
        number(type, 1),
        kindOf(type) === "uint" ? zero : select(compare(x, "<", zero), number(type, -1), zero),
      );
    case "conj":
    case "real":
    case "floor":
    case "ceil":
    case "trunc":
    case "rint":
      return x;
    default:
      return v;
  }
}

/** The quotient towards zero, one less where the remainder is not 0 and has not the divisor's sign. */
function floorDivision(type: DType): Recipe {
  return {
    name: `floor_div_${type}`,
    parameters: { x: type, y: type },
    result: type,
    body: ([x, y], bind) => {
      const [a, b, zero] = [x as Value, y as Value, number(type, 0)];
      if (kindOf(type) === "uint")
        return select(
          compare(b, "==", zero),
          zero,
          machine("quotient", type, a, select(compare(b, "==", zero), number(type, 1), b)),
        );
      const minusOne = bind("minus_one", compare(b, "==", number(type, -1)));
      const safe = bind("safe", select(either(compare(b, "==", zero), minusOne), number(type, 1), b));
      const q = bind("q", machine("quotient", type, a, safe));
      const r = bind("r", sub(a, mul(q, safe)));
      const below = both(compare(r, "!=", zero), compare(compare(r, "<", zero), "!=", compare(safe, "<", zero)));
      return select(compare(b, "==", zero), zero, select(minusOne, negative(a), sub(q, cast(type, below))));
    },
  };
}

/** The remainder with the divisor's sign. */
function modulo(type: DType): Recipe {
  return {
    name: `floor_mod_${type}`,
    parameters: { x: type, y: type },
    result: type,
    body: ([x, y], bind) => {
      const [a, b, zero] = [x as Value, y as Value, number(type, 0)];
      const least =
        kindOf(type) === "uint"
          ? compare(b, "==", zero)
          : either(compare(b, "==", zero), compare(b, "==", number(type, -1)));
      // By 1 the remainder is 0, and so it is by 0 (NumPy's rule) and by −1.
      const safe = bind("safe", select(least, number(type, 1), b));
      const r = bind("r", machine("remainder", type, a, safe));
      if (kindOf(type) === "uint") return r;
      const apart = both(compare(r, "!=", zero), compare(compare(r, "<", zero), "!=", compare(safe, "<", zero)));
      return select(apart, add(r, safe), r);
    },
  };
}

/** Repeated squaring, a bit of the exponent at a time; the result wraps as each product does. */
function power(type: DType): Recipe {
  return {
    name: `power_${type}`,
    parameters: { x: type, y: type },
    result: type,
    body: ([x, y], bind) => {
      let [base, result] = [x as Value, number(type, 1)];
      const bits = bytesOf(type) * 8 - (kindOf(type) === "int" ? 1 : 0);
      for (let i = 0; i < bits; i++) {
        const odd = compare(
          binary("&", binary(">>", y as Value, number(type, i)), number(type, 1)),
          "!=",
          number(type, 0),
        );
        result = bind("result", select(odd, mul(result, base), result));
        if (i + 1 < bits) base = bind("base", mul(base, base));
      }
      return result;
    },
  };
}
