import { expect, it } from "vitest";
import { compileText } from "../compiler/index.ts";
import { compiled, now, textOf } from "../testing/programs.ts";
import { auto } from "./index.ts";

it.each([
  ["mandelbrot", "strict"],
  ["raising", "strict"],
  ["hdiff", "relaxed"],
  ["jacobi_2d", "relaxed"],
  ["gemm", "relaxed"],
  ["softmax", "relaxed"],
  ["lu", "relaxed"],
])("auto asks %s to be %s", (name, strictness) =>
  expect(auto(compiled(name).sdfg, { text: textOf(name) }).strictness).toBe(strictness),
);

it("a comparison of whole numbers decides nothing that rounding could change", () => {
  const text =
    "import numpy as np\n\n\ndef f(a, n):\n    for i in range(n):\n        if i > 3:\n            a[0] += 1.0\n\n\ndef initialize(N):\n    return np.zeros(5), N\n";
  const { value } = compileText(text, { now });
  expect(value === undefined ? "" : auto(value.program.sdfg, { text }).strictness).toBe("relaxed");
});
