// Mathematical functions → functions of the loop program, at most 1 ulp off and the same bits on every target. Those of
// float32 go by way of float64, save exp, where twice as many lanes matter most.
import { CompilerBug } from "../diagnostics/index.ts";
import type { Value } from "../lowering/index.ts";
import { kindOf, type ScalarFunction } from "../sdfg/index.ts";
import type { Capabilities } from "./capabilities.ts";
import { applied, type FunctionTable, type Recipe } from "./functions.ts";
import { arctan, arctan2 } from "./math/arctangent.ts";
import { exp, exp2, expm1, expSingle } from "./math/exp.ts";
import { cosh, sinh, tanh } from "./math/hyperbolic.ts";
import { log, log1p, log2, log10 } from "./math/log.ts";
import { pow } from "./math/power.ts";
import { cos, sin, tan } from "./math/trigonometric.ts";
import { cast } from "./values.ts";

export const doubleFunctions: Readonly<Partial<Record<ScalarFunction, Recipe>>> = {
  exp,
  exp2,
  expm1,
  log,
  log2,
  log10,
  log1p,
  sin,
  cos,
  tan,
  sinh,
  cosh,
  tanh,
  arctan,
  arctan2,
};

const singleFunctions: Readonly<Partial<Record<ScalarFunction, Recipe>>> = { exp: expSingle };

export function legalizeFunctions(table: FunctionTable, capabilities: Capabilities): (value: Value) => Value {
  return (v) => {
    if (v.type === "index" || kindOf(v.type) !== "float") return v;
    if (v.kind === "binary" && v.operator === "**") return inDouble(table, pow, v.type, [v.left, v.right]);
    if (v.kind !== "call" || capabilities.functions.has(v.fn)) return v;
    const single = v.type === "float32" ? singleFunctions[v.fn] : undefined;
    if (single !== undefined) return applied(table, single, ...v.args);
    const recipe = doubleFunctions[v.fn];
    if (recipe === undefined) throw new CompilerBug(`${v.fn} of ${v.type} has no rewrite`);
    return inDouble(table, recipe, v.type, v.args);
  };
}

function inDouble(table: FunctionTable, recipe: Recipe, type: Value["type"], args: readonly Value[]): Value {
  return cast(type, applied(table, recipe, ...args.map((arg) => cast("float64", arg))));
}
