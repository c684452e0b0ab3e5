// The mathematical functions where the compiler may fuse multiplications and additions: still at most 1 ulp off.
import { expect, it } from "vitest";
import { buildCpp } from "../../compiler/index.ts";
import { need } from "../../diagnostics/index.ts";
import { indexValue, type LoopProgram, type Parameter, type Statement, type Value } from "../../lowering/index.ts";
import type { NdArray } from "../../runtime/index.ts";
import type { ScalarFunction } from "../../sdfg/index.ts";
import { symbol, zero } from "../../symbolic/index.ts";
import { exactResults, type FunctionResults, worstError } from "../../testing/exact-results.ts";
import { hasCompiler, withNative } from "../../testing/native.ts";

/** One loop a function, over its own arguments. */
function program(all: readonly FunctionResults[]): LoopProgram {
  const parameters: Parameter[] = [];
  const body = all.map(({ name, inputs }): Statement => {
    const n = symbol(`${name}_n`);
    const at = indexValue(symbol("i"));
    const array = (memory: string, written: boolean): Parameter => ({
      name: memory,
      dtype: "float64",
      shape: [n],
      scalar: false,
      read: !written,
      written,
      result: written,
    });
    const args = inputs.map((_, k): Value => ({ kind: "load", type: "float64", memory: `${name}_${k}`, at }));
    parameters.push(...inputs.map((_, k) => array(`${name}_${k}`, false)), array(`${name}_out`, true));
    const [x, y] = [need(args[0], "operand"), args[1] ?? need(args[0], "operand")];
    const value: Value =
      name === "power"
        ? { kind: "binary", type: "float64", operator: "**", left: x, right: y }
        : { kind: "call", type: "float64", fn: name as ScalarFunction, args };
    const store: Statement = { kind: "store", memory: `${name}_out`, dtype: "float64", at, value };
    return { kind: "for", variable: "i", begin: zero, end: n, step: 1, schedule: "sequential", body: [store] };
  });
  return {
    name: "functions",
    symbols: all.map(({ name }) => `${name}_n`),
    parameters,
    buffers: {},
    locals: {},
    exceptions: [],
    body,
  };
}

it.skipIf(!hasCompiler)("functions with fused operations are at most 1 ulp off", () => {
  const all = exactResults();
  const inputs: Record<string, NdArray> = {};
  for (const { name, inputs: columns } of all)
    columns.forEach((data, k) => {
      inputs[`${name}_${k}`] = { dtype: "float64", shape: [data.length], data };
    });
  const sizes = Object.fromEntries(all.map(({ name, hi }) => [`${name}_n`, hi.length]));
  const result = withNative(buildCpp(program(all)), "relaxed", (native) => native.run(inputs, sizes, 1));
  if (result.kind !== "finished") throw new Error("raised");
  for (const f of all) {
    const worst = worstError(f, need(result.outputs[`${f.name}_out`], f.name).data as Float64Array);
    if (process.env["DATAWRIGHT_MATH_REFERENCES"] !== undefined) process.stderr.write(`${worst.text}\n`);
    expect(worst.error <= 1 ? "" : worst.text).toBe("");
  }
});
