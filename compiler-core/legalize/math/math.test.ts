// Each function against exact results (make-references.py), and the interpreter against WebAssembly, bit for bit.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { wasmCapabilities } from "../../codegen/wasm/index.ts";
import { need } from "../../diagnostics/index.ts";
import type { LoopProgram, Value } from "../../lowering/index.ts";
import type { NdArray } from "../../runtime/index.ts";
import type { ScalarFunction } from "../../sdfg/index.ts";
import { readNpz } from "../../serialization/index.ts";
import { elementwise, interpreted, inWasm } from "../../testing/elementwise.ts";
import { legalize } from "../legalize.ts";

const file = process.env["DATAWRIGHT_MATH_REFERENCES"] ?? fileURLToPath(new URL("references.npz", import.meta.url));
const stored = need(readNpz(readFileSync(file)).value, "references");

function column(name: string): Float64Array {
  const { bytes } = need(stored[name], name);
  return new Float64Array(bytes.slice().buffer);
}

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

const bits = new DataView(new ArrayBuffer(8));

/** The distance to the next number away from 0. */
function ulp64(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -1022) return 2 ** -1074;
  bits.setFloat64(0, size);
  return 2 ** (Math.max((bits.getUint16(0) >> 4) - 1023, -1022) - 52);
}

/** How far off, in units of the last place; infinite where a NaN, an infinity or a zero's sign is missing. */
function errorOf(actual: number, hi: number, lo: number): number {
  if (!Number.isFinite(hi) || !Number.isFinite(actual) || hi === 0)
    return Object.is(actual, hi) ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs((actual - hi - lo) / ulp64(hi));
}

const names = Object.keys(stored)
  .filter((key) => key.endsWith(".x"))
  .map((key) => key.slice(0, -2))
  .sort();
const inputsOf = (name: string) => [column(`${name}.x`), ...(`${name}.y` in stored ? [column(`${name}.y`)] : [])];

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

describe.each(names)("%s", (name) => {
  const [hi, lo] = [column(`${name}.hi`), column(`${name}.lo`)];

  it("is at most 1 ulp off in float64", async () => {
    const inputs = inputsOf(name);
    const out = await inWasm(program(name, "float64"), ...inputs.map(array));
    let worst = { error: -1, at: "" };
    for (let i = 0; i < hi.length; i++) {
      const error = errorOf(Number(out.data[i]), hi[i] as number, lo[i] as number);
      if (error > worst.error)
        worst = {
          error,
          at: `${name}(${inputs.map((x) => x[i]).join(", ")}) = ${out.data[i]}, not ${hi[i]}: ${error} ulp`,
        };
    }
    if (process.env["DATAWRIGHT_MATH_REFERENCES"] !== undefined) process.stderr.write(`${worst.at}\n`);
    expect(worst.error <= 1 ? "" : worst.at).toBe("");
  });

  it("gives the same bits in the interpreter, legalized", async () => {
    const inputs = inputsOf(name).map((x) => array(x.filter((_, i) => i % 5 === 0)));
    const plain = program(name, "float64");
    expect(interpreted(legalize(plain, wasmCapabilities), ...inputs).data).toEqual(
      (await inWasm(plain, ...inputs)).data,
    );
  });
});
