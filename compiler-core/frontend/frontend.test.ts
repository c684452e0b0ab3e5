// What the frontend refuses, and how it says so; and small programs whose graphs are easy to read.
import { describe, expect, it } from "vitest";
import { compileText } from "../compiler/index.ts";
import { printSdfg } from "../sdfg/index.ts";
import { now } from "../testing/programs.ts";

const program = (body: string, parameters = "A", initialize = "return (np.zeros((N, M)),)") =>
  `import numpy as np\n\ndef kernel(${parameters}):\n${body
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n")}\n\ndef initialize(N, M):\n    ${initialize}\n`;

function problems(text: string): string[] {
  const { value, diagnostics } = compileText(text, { now });
  expect(value, "a refused program has no graph").toBeUndefined();
  return diagnostics.filter((d) => d.severity === "error").map((d) => `${d.span.line}:${d.span.column + 1} ${d.code}`);
}

function graphOf(text: string): string {
  const { value, diagnostics } = compileText(text, { now });
  if (value === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return printSdfg(value.program.sdfg);
}

describe("refuses, at the place", () => {
  it.each([
    ["a syntax error", "def f(:\n", "1:7 syntax-error"],
    ["a construct", program("with open('x') as f:\n    pass"), "4:5 unsupported-syntax"],
    ["a comprehension", program("B = [x for x in A]"), "4:9 unsupported-syntax"],
    ["an unknown name", program("A[:] = B"), "4:12 unknown-name"],
    ["an unknown function", program("A[:] = np.fft.fft(A)"), "4:12 unsupported-call"],
    ["shapes that can't be broadcast", program("A[:] = np.zeros((3,)) + np.zeros((4,))"), "4:12 wrong-shape"],
    ["an index that is always outside", program("A[N, 0] = 1.0".replace("N", "A.shape[0]")), "4:7 index-out-of-bounds"],
    ["too many indices", program("A[0, 0, 0] = 1.0"), "4:5 index-out-of-bounds"],
    ["a complex value in a float array", program("A[:] = A * 1j"), "4:12 wrong-type"],
    [
      "a float added to an int array in place",
      program("B = np.zeros((N,), dtype=np.int64)\nB += 0.5".replace("N", "A.shape[0]")),
      "5:5 wrong-type",
    ],
    ["a power of Python's complex numbers", program("b = 1j ** 0.5\nA[:] = abs(b)"), "4:9 unsupported-syntax"],
    ["a complex sine", program("A[:] = abs(np.sin(A * 1j))"), "4:16 unsupported-call"],
    ["an f-string that is no message", program("s = f'{A[0, 0]}'"), "4:9 unsupported-syntax"],
    [
      "a keyword-only argument given by place",
      program("def g(a, *, b):\n    return a\nreturn g(A, A)"),
      "6:12 wrong-arguments",
    ],
    ["float16", program("A[:] = A + np.zeros((1,), dtype=np.float16)"), "4:12 wrong-type"],
    ["the truth of an array", program("if A:\n    A[:] = 0.0"), "4:8 wrong-type"],
    ["recursion", program("return kernel(A)"), "4:12 unsupported-call"],
    ["a file without a function", "x = 1\n", "1:1 no-entry"],
    ["arguments without types", "def f(A):\n    A[:] = 0.0\n", "1:1 no-entry"],
    [
      "a name that changes rank in a loop",
      program("x = A\nfor i in range(3):\n    y = x\n    x = A[0]"),
      "5:5 changing-type",
    ],
  ])("%s", (_, text, expected) => expect(problems(text)).toContain(expected));

  it("looks at every message for a remedy or a reason", () => {
    const { diagnostics } = compileText(program("A[:] = np.fft.fft(A)"), { now });
    expect(diagnostics[0]?.message).toContain("np.fft.fft");
    expect(diagnostics[0]?.fix).toBeTruthy();
  });

  it("ends where calls multiply", () => {
    const doubling = Array.from({ length: 30 }, (_, i) => `def g${i + 1}(a):\n    g${i}(a)\n    g${i}(a)\n`).join("");
    const text = `import numpy as np\ndef g0(a):\n    a[:] = a + 1\n${doubling}def f(a):\n    g30(a)\ndef initialize(N):\n    return (np.ones(N),)\n`;
    const begin = performance.now();
    expect(compileText(text, { now }).diagnostics[0]?.message).toContain("more than 2000");
    expect(performance.now() - begin).toBeLessThan(30_000);
  });

  it("survives deep nesting", () => expect(problems(`x = ${"(".repeat(100_000)}`)).toEqual(["1:205 nesting-too-deep"]));
});

describe("writes the graph that NumPy's meaning asks for", () => {
  it("copies a scalar that is read, so that a later write does not change it", () => {
    expect(graphOf(program("a = A[0, 0]\nA[0, 0] = 5.0\nA[1, 1] = a"))).toContain("a = in0 where in0 = A[0, 0]");
  });

  it("uses a temporary where the target is read at other places", () => {
    const text = graphOf(program("A[1:, :] = A[:-1, :] + 1.0"));
    expect(text).toContain("transient A_add");
  });

  it("writes directly where every element reads only itself", () => {
    expect(graphOf(program("A[:] = A + 1.0"))).not.toContain("transient");
  });

  it("checks an index that may be outside, and none that can't", () => {
    expect(graphOf(program("A[0, 0] = 1.0"))).toContain("IndexError");
    expect(
      graphOf(program("for i in range(A.shape[0]):\n    for j in range(A.shape[1]):\n        A[i, j] = 1.0")),
    ).not.toContain("check");
  });

  it("drops a branch that the sizes decide", () => {
    expect(graphOf(program("if A.shape[0] < 0:\n    A[:] = 1.0\nelse:\n    A[:] = 2.0"))).not.toContain("if ");
  });
});
