// Floor division, modulo, remainder and the like of floats, by NumPy's algorithms.
import type { Value } from "../lowering/index.ts";
import { type DType, kindOf, type ScalarFunction } from "../sdfg/index.ts";
import type { Capabilities } from "./capabilities.ts";
import { applied, type Bind, type FunctionTable, type Recipe } from "./functions.ts";
import { fmod } from "./math/fmod.ts";
import { abs, add, both, call, cast, compare, copysign, div, number, select, sub, typeOf } from "./values.ts";

export function legalizeFloatDivision(table: FunctionTable, capabilities: Capabilities): (value: Value) => Value {
  return (v) => {
    if (v.kind === "binary" && isFloat(v.type) && (v.operator === "//" || v.operator === "%"))
      return applied(
        table,
        (v.operator === "//" ? floorQuotient : remainder)(typeOf(v), capabilities),
        v.left,
        v.right,
      );
    if (v.kind !== "call" || !isFloat(v.args[0]?.type)) return v;
    return floatCall(v.fn, v.args, table, capabilities) ?? v;
  };
}

const isFloat = (type: Value["type"] | undefined) => type !== undefined && type !== "index" && kindOf(type) === "float";

function floatCall(
  fn: ScalarFunction,
  args: readonly Value[],
  table: FunctionTable,
  capabilities: Capabilities,
): Value | undefined {
  const [x, y] = args as readonly [Value, Value];
  const zero = number(typeOf(x), 0);
  const infinity = number(typeOf(x), Number.POSITIVE_INFINITY);
  switch (fn) {
    case "isnan":
      return compare(x, "!=", x);
    case "isinf":
      return compare(abs(x), "==", infinity);
    case "isfinite":
      return compare(abs(x), "<", infinity);
    case "sign":
      // NaN compares with nothing and stays; either zero becomes +0.
      return select(
        compare(x, ">", zero),
        number(typeOf(x), 1),
        select(compare(x, "<", zero), number(typeOf(x), -1), select(compare(x, "==", zero), zero, x)),
      );
    case "conj":
    case "real":
      return x;
    case "fmod":
      return capabilities.functions.has("fmod") ? undefined : exactRemainder(table, capabilities, x, y);
    default:
      return undefined;
  }
}

/** x − y·trunc(x/y), exactly. */
function exactRemainder(table: FunctionTable, capabilities: Capabilities, x: Value, y: Value): Value {
  if (capabilities.functions.has("fmod")) return call("fmod", x, y);
  const type = typeOf(x);
  return cast(type, applied(table, fmod, cast("float64", x), cast("float64", y)));
}

interface Divided {
  readonly quotient: Value;
  readonly remainder: Value;
}

/** As npy_divmod does: the remainder takes the divisor's sign, the quotient is the nearest whole number to (x − r)/y. */
function divided(x: Value, y: Value, bind: Bind, table: FunctionTable, capabilities: Capabilities): Divided {
  const type = typeOf(x);
  const [zero, one] = [number(type, 0), number(type, 1)];
  const rest = bind("rest", exactRemainder(table, capabilities, x, y));
  const apart = bind(
    "apart",
    both(compare(rest, "!=", zero), compare(compare(y, "<", zero), "!=", compare(rest, "<", zero))),
  );
  const whole = bind("whole", div(sub(x, rest), y));
  const below = bind("below", select(apart, sub(whole, one), whole));
  const floor = bind("floor", call("floor", below));
  const nearest = select(compare(sub(below, floor), ">", number(type, 0.5)), add(floor, one), floor);
  const quotient = select(
    compare(y, "==", zero),
    div(x, y),
    select(compare(below, "==", zero), copysign(zero, div(x, y)), nearest),
  );
  const signed = select(compare(rest, "==", zero), copysign(zero, y), select(apart, add(rest, y), rest));
  return { quotient, remainder: select(compare(y, "==", zero), rest, signed) };
}

function floorQuotient(type: DType, capabilities: Capabilities): Recipe {
  return {
    name: `floor_div_${type}`,
    parameters: { x: type, y: type },
    result: type,
    body: ([x, y], bind, table) => divided(x as Value, y as Value, bind, table, capabilities).quotient,
  };
}

function remainder(type: DType, capabilities: Capabilities): Recipe {
  return {
    name: `floor_mod_${type}`,
    parameters: { x: type, y: type },
    result: type,
    body: ([x, y], bind, table) => divided(x as Value, y as Value, bind, table, capabilities).remainder,
  };
}
