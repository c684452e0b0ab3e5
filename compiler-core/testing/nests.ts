// Small programs with loops over elements, for the transformations that few gallery programs have a place for.
import { compileText, lowerProgram } from "../compiler/index.ts";
import { interpret, type NdArray } from "../runtime/index.ts";
import type { Sdfg } from "../sdfg/index.ts";
import { now } from "./programs.ts";
import type { Expectation } from "./steps.ts";

const kernels: Readonly<Record<string, string>> = {
  scaled_rows: "for i in range(N):\n        A[i, :] = 2.0 * B[i, :] + A[i, :]",
  elements: "for i in range(N):\n        for j in range(M):\n            A[i, j] = B[i, j] * B[i, j] + 1.0",
  shifted: "for i in range(1, N):\n        A[i, :] = A[i - 1, :] + B[i, :]",
  odd_and_even: "for i in range(N // 2):\n        A[2 * i, :] = A[2 * i + 1, :] + B[i, :]",
  backwards: "for i in range(N - 1, -1, -1):\n        A[i, :] = B[i, :] - A[i, :]",
  guarded_rows: "for i in range(N):\n        if i > 3:\n            A[i, :] = B[i, :]",
  transposed: "t = B + 1.0\n    A[:, :] = t[:, :] * B[0, 0]\n    B[:, :] = A - t",
  returned: "t = A + B\n    return t",
};

export const nestNames: readonly string[] = Object.keys(kernels);

export function nest(name: string): { readonly sdfg: Sdfg; readonly text: string; readonly expected: Expectation } {
  const text = `import numpy as np\n\n\ndef kernel(A, B):\n    N, M = A.shape\n    ${kernels[name]}\n\n\ndef initialize(N, M):\n    return np.zeros((N, M)), np.zeros((N, M))\n\n\npresets = {"T": {"N": 7, "M": 5}}\n`;
  const { value, diagnostics } = compileText(text, { now });
  if (value === undefined) throw new Error(`${name}: ${diagnostics.map((d) => d.message).join("\n")}`);
  const { sdfg } = value.program;
  const sizes = { N: 7, M: 5 };
  const array = (seed: number): NdArray => ({
    dtype: "float64",
    shape: [7, 5],
    data: Float64Array.from({ length: 35 }, (_, i) => Math.sin(seed * 35 + i)),
  });
  const inputs = { A: array(1), B: array(2) };
  const result = interpret(lowerProgram(sdfg), inputs, sizes, { now });
  if (result.kind !== "finished") throw new Error(`${name} raised ${result.message}`);
  return { sdfg, text, expected: { sizes, inputs, outputs: result.outputs, raised: null } };
}
