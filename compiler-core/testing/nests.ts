// Small programs with loops over elements, for the transformations that few gallery programs have a place for.
import { lowerProgram } from "../compiler/index.ts";
import { need } from "../diagnostics/index.ts";
import { interpret, type NdArray } from "../runtime/index.ts";
import type { Sdfg } from "../sdfg/index.ts";
import { compiledText, now } from "./programs.ts";
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

export interface Nest {
  readonly sdfg: Sdfg;
  readonly text: string;
  /** At the usual sizes first; then at 1 and at 0, where the program takes them. */
  readonly expectations: readonly Expectation[];
}

export const nest = (name: string): Nest => nestOf(need(kernels[name], name));

/** `body`: of a kernel over A and B of N by M elements. */
export function nestOf(body: string): Nest {
  const text = `import numpy as np\n\n\ndef kernel(A, B):\n    N, M = A.shape\n    ${body}\n\n\ndef initialize(N, M):\n    return np.zeros((N, M)), np.zeros((N, M))\n\n\npresets = {"T": {"N": 7, "M": 5}}\n`;
  const { sdfg } = compiledText(text);
  const program = lowerProgram(sdfg);
  const expectations = [
    [7, 5],
    [1, 1],
    [0, 0],
  ].flatMap(([N = 0, M = 0]): Expectation[] => {
    const array = (seed: number): NdArray => ({
      dtype: "float64",
      shape: [N, M],
      data: Float64Array.from({ length: N * M }, (_, i) => Math.sin(seed * 35 + i)),
    });
    const [sizes, inputs] = [
      { N, M },
      { A: array(1), B: array(2) },
    ];
    const result = interpret(program, inputs, sizes, { now });
    return result.kind === "finished" ? [{ sizes, inputs, outputs: result.outputs, raised: null }] : [];
  });
  return { sdfg, text, expectations };
}
