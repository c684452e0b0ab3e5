// `--inputs` and `--outputs` for every type that is computed with, as arrays and as numbers.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { need } from "../compiler-core/diagnostics/index.ts";
import { type NdArray, viewOf } from "../compiler-core/runtime/index.ts";
import { bytesOf, type DType } from "../compiler-core/sdfg/index.ts";
import { readNpz } from "../compiler-core/serialization/index.ts";
import { npzOf } from "./run/inputs-file.ts";
import { datawright, temporaryFolder } from "./testing.ts";

const folder = temporaryFolder();
const dtypes: readonly DType[] = [
  "bool",
  ...(["int8", "int16", "int32", "int64"] as const),
  ...(["uint8", "uint16", "uint32", "uint64"] as const),
  ...(["float32", "float64", "complex64", "complex128"] as const),
];

/** Bytes that are a value of any type. */
function arrayOf(dtype: DType, shape: readonly number[]): NdArray {
  const count = shape.reduce((product, extent) => product * extent, 1);
  const bytes = Uint8Array.from({ length: count * bytesOf(dtype) }, (_, i) => (i % bytesOf(dtype) === 0 ? i % 2 : 0));
  return { dtype, shape, data: viewOf(dtype, bytes.buffer, 0, count) };
}

describe.each(["wasm", "cpp", "interpreter"])("on %s", (target) => {
  it("every type comes in as it is and out as it was left", async () => {
    const named = (prefix: string) => dtypes.map((dtype) => `${prefix}_${dtype}`).join(", ");
    const [program, given, left] = ["types.py", `${target}.npz`, `${target}-left.npz`].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    const body = dtypes.map((d) => `    b_${d}[1, :] = a_${d}\n`).join("");
    const returned = dtypes.map((d) => `a_${d}[::-1].copy()`).join(", ");
    writeFileSync(
      program,
      `import numpy as np\n\n\ndef f(${named("a")}, ${named("b")}, ${named("s")}, e):\n${body}    return ${returned}\n`,
    );
    const arrays = Object.fromEntries(
      dtypes.flatMap((dtype): [string, NdArray][] => [
        [`a_${dtype}`, arrayOf(dtype, [3])],
        [`b_${dtype}`, arrayOf(dtype, [2, 3])],
        [`s_${dtype}`, arrayOf(dtype, [])],
      ]),
    );
    const empty = arrayOf("float64", [0, 2]);
    writeFileSync(given, npzOf({ ...arrays, e: empty }));
    const { status, err, out } = await datawright([
      "run",
      program,
      "--target",
      target,
      "--inputs",
      given,
      "--outputs",
      left,
      "--repeat",
      "1",
      "--verify",
      "--json",
    ]);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({ verdict: "right" });
    const saved = need(readNpz(readFileSync(left)).value, "the saved arrays");
    expect(Object.keys(saved).sort()).toEqual(
      ["e", ...dtypes.flatMap((d, i) => [`a_${d}`, `b_${d}`, `__return_${i}`])].sort(),
    );
    for (const [i, dtype] of dtypes.entries()) {
      const a = need(arrays[`a_${dtype}`], dtype);
      const row = new Uint8Array(a.data.buffer);
      expect(saved[`a_${dtype}`]).toEqual({ dtype, shape: [3], bytes: row });
      expect(saved[`b_${dtype}`]?.bytes.subarray(row.length)).toEqual(row);
      expect(saved[`__return_${i}`]).toMatchObject({ dtype, shape: [3] });
    }
  });
});
