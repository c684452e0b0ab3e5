// Exact results of the mathematical functions (legalize/math/make-references.py), and how far off others are.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { need } from "../diagnostics/index.ts";
import { readNpz } from "../serialization/index.ts";

export interface FunctionResults {
  readonly name: string;
  readonly inputs: readonly Float64Array[];
  /** The result is hi + lo. */
  readonly hi: Float64Array;
  readonly lo: Float64Array;
}

/** DATAWRIGHT_MATH_REFERENCES names another file, with more samples. */
export function exactResults(): readonly FunctionResults[] {
  const file =
    process.env["DATAWRIGHT_MATH_REFERENCES"] ??
    fileURLToPath(new URL("../legalize/math/references.npz", import.meta.url));
  const stored = need(readNpz(readFileSync(file)).value, "references");
  const column = (key: string) => new Float64Array(need(stored[key], key).bytes.slice().buffer);
  const names = Object.keys(stored)
    .filter((key) => key.endsWith(".x"))
    .map((key) => key.slice(0, -2))
    .sort();
  return names.map((name) => ({
    name,
    hi: column(`${name}.hi`),
    lo: column(`${name}.lo`),
    inputs: [column(`${name}.x`), ...(`${name}.y` in stored ? [column(`${name}.y`)] : [])],
  }));
}

const bits = new DataView(new ArrayBuffer(8));

/** The distance to the next number away from 0. */
function ulp(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -1022) return 2 ** -1074;
  bits.setFloat64(0, size);
  return 2 ** (Math.max((bits.getUint16(0) >> 4) - 1023, -1022) - 52);
}

/** In units of the last place; infinite where a NaN, an infinity or a zero's sign is missing. */
function errorOf(actual: number, hi: number, lo: number): number {
  if (!Number.isFinite(hi) || !Number.isFinite(actual) || hi === 0)
    return Object.is(actual, hi) ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs((actual - hi - lo) / ulp(hi));
}

export function worstError(
  { name, inputs, hi, lo }: FunctionResults,
  actual: Float64Array,
): { readonly error: number; readonly text: string } {
  let worst = { error: -1, text: "" };
  for (let i = 0; i < hi.length; i++) {
    const error = errorOf(actual[i] as number, hi[i] as number, lo[i] as number);
    if (error > worst.error)
      worst = {
        error,
        text: `${name}(${inputs.map((x) => x[i]).join(", ")}) = ${actual[i]}, not ${hi[i]}: ${error} ulp`,
      };
  }
  return worst;
}
