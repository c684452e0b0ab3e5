// Each function against exact results (make-references.py), and the interpreter against WebAssembly, bit for bit.
import { describe, expect, it } from "vitest";
import { wasmCapabilities } from "../../codegen/wasm/index.ts";
import type { LoopProgram, Value } from "../../lowering/index.ts";
import type { NdArray } from "../../runtime/index.ts";
import type { ScalarFunction } from "../../sdfg/index.ts";
import { elementwise, interpreted, inWasm } from "../../testing/elementwise.ts";
import { exactResults, worstError } from "../../testing/exact-results.ts";
import { legalize } from "../legalize.ts";

const array = (data: Float64Array | Float32Array): NdArray => ({
  dtype: data instanceof Float32Array ? "float32" : "float64",
  shape: [data.length],
  data,
});

function program(name: string, type: "float64" | "float32"): LoopProgram {
  if (name === "power")
    return elementwise([type, type], type, (x, y) => ({
      kind: "binary",
      type,
      operator: "**",
      left: x as Value,
      right: y as Value,
    }));
  const count = name === "arctan2" ? 2 : 1;
  return elementwise(Array(count).fill(type), type, (...args) => ({
    kind: "call",
    type,
    fn: name as ScalarFunction,
    args,
  }));
}

/** What float64 gives is exact enough to measure float32 with. */
const single = (name: string, x: number): number =>
  name === "exp" ? Math.exp(x) : name === "log" ? Math.log(x) : name === "tanh" ? Math.tanh(x) : Math.sin(x);

function ulp32(x: number): number {
  const size = Math.max(Math.abs(Math.fround(x)), 2 ** -126);
  return 2 ** (Math.floor(Math.log2(size)) - 23);
}

it.each(["exp", "log", "tanh", "sin"])("%s is at most 1 ulp off in float32", async (name) => {
  const data = new Float32Array(200_000);
  const raw = new Uint32Array(data.buffer);
  const near = new Float32Array(1);
  for (let i = 0; i < data.length; i++) {
    // Half from all bit patterns, half from where exp neither vanishes nor overflows.
    if (i % 2 === 0) raw[i] = (i * 21473) >>> 0;
    else {
      near[0] = (((i * 7919) % data.length) / data.length) * 193 - 104;
      data[i] = near[0];
    }
  }
  const out = await inWasm(program(name, "float32"), array(data));
  let worst = { error: -1, at: "" };
  for (let i = 0; i < data.length; i++) {
    const [x, actual] = [data[i] as number, Number(out.data[i])];
    const exact = single(name, x);
    const expected = Math.fround(exact);
    const error =
      !Number.isFinite(expected) || !Number.isFinite(actual) || expected === 0
        ? Object.is(actual, expected) || (expected === 0 && Math.abs(actual - exact) <= 2 ** -149)
          ? 0
          : Number.POSITIVE_INFINITY
        : Math.abs(actual - exact) / ulp32(expected);
    if (error > worst.error) worst = { error, at: `${name}(${x}) = ${actual}, not ${exact}: ${error} ulp` };
  }
  if (process.env["DATAWRIGHT_MATH_REFERENCES"] !== undefined) process.stderr.write(`${worst.at}\n`);
  expect(worst.error <= 1 ? "" : worst.at).toBe("");
});

const results = exactResults();

describe.each(results)("$name", (exact) => {
  it("is at most 1 ulp off in float64", async () => {
    const out = await inWasm(program(exact.name, "float64"), ...exact.inputs.map(array));
    const worst = worstError(exact, out.data as Float64Array);
    if (process.env["DATAWRIGHT_MATH_REFERENCES"] !== undefined) process.stderr.write(`${worst.text}\n`);
    expect(worst.error <= 1 ? "" : worst.text).toBe("");
  });

  it("gives the same bits in the interpreter, legalized", async () => {
    const inputs = exact.inputs.map((x) => array(x.filter((_, i) => i % 5 === 0)));
    const plain = program(exact.name, "float64");
    expect(interpreted(legalize(plain, wasmCapabilities), ...inputs).data).toEqual(
      (await inWasm(plain, ...inputs)).data,
    );
  });
});
