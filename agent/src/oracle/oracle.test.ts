import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { bytesOfArray } from "../../../compiler-core/runtime/index.ts";
import { writeNpz } from "../../../compiler-core/serialization/index.ts";
import { referenceOf, textOf } from "../../../compiler-core/testing/programs.ts";
import type { OracleRequest } from "./oracle.ts";
import { askPyodide } from "./pyodide.ts";
import { askPython, findPython } from "./python.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "datawright-oracle-"));
  folders.push(folder);
  return folder;
}

const requestFor = (
  text: string,
  entry: string,
  sizes: Record<string, number>,
  more: Partial<OracleRequest> = {},
): OracleRequest => ({
  text,
  entry,
  inputs: { kind: "initialize", sizes },
  types: {},
  repeat: 2,
  folder: newFolder(),
  threads: 1,
  timeoutSeconds: 50,
  ...more,
});

describe.each([
  ["python", askPython],
  ["pyodide", askPyodide],
] as const)("the oracle by %s", (_name, oracle) => {
  it("leaves inputs and results as raw arrays", async () => {
    const { sizes, inputs, outputs } = referenceOf("hdiff");
    const request = requestFor(textOf("hdiff"), "hdiff", sizes);
    const answer = await oracle(request);
    expect(answer).toMatchObject({
      kind: "ran",
      inputs: { coeff: { dtype: "float64", shape: [7, 11, 13], file: "coeff.in" } },
      outputs: { coeff: { file: "coeff.in" }, out_field: { file: "out_field.ref" } },
    });
    if (answer.kind === "ran") expect(answer.seconds).toHaveLength(2);
    for (const [name, array] of [
      ["in_field.in", inputs["in_field"]],
      ["out_field.in", inputs["out_field"]],
      ["out_field.ref", outputs["out_field"]],
    ] as const)
      expect(
        Buffer.compare(
          readFileSync(join(request.folder, name)),
          array === undefined ? Buffer.alloc(0) : bytesOfArray(array),
        ),
      ).toBe(0);
    expect(existsSync(join(request.folder, "coeff.ref"))).toBe(false);
  });

  it("tells of an exception with type, message and line", async () => {
    const answer = await oracle(requestFor(textOf("raising"), "raising", { N: 37 }));
    expect(answer).toMatchObject({
      kind: "raised",
      raised: { exception: "ValueError", message: "a value is above the limit", line: 8 },
      inputs: { limit: { dtype: "float64", shape: [] } },
    });
  });

  it("tells where `initialize` raised", async () => {
    const text = "def f(a):\n    return a\n\n\ndef initialize(N):\n    raise KeyError('no data')\n";
    expect(await oracle(requestFor(text, "f", { N: 1 }))).toMatchObject({
      kind: "unmade",
      raised: { exception: "KeyError", line: 6 },
    });
  });

  it("takes arguments by name out of an .npz", async () => {
    const folder = newFolder();
    const path = join(folder, "given.npz");
    const doubles = (...values: number[]) => new Uint8Array(Float64Array.from(values).buffer);
    writeFileSync(
      path,
      writeNpz({
        n: { dtype: "int64", shape: [], bytes: new Uint8Array(BigInt64Array.of(3n).buffer) },
        x: { dtype: "float64", shape: [2], bytes: doubles(1, 2) },
        other: { dtype: "float64", shape: [], bytes: doubles(0) },
      }),
    );
    const request = requestFor(
      "def scaled(x, n):\n    assert type(n) is int\n    return x * n\n",
      "scaled",
      {},
      { inputs: { kind: "file", path } },
    );
    expect(await oracle(request)).toMatchObject({
      kind: "ran",
      inputs: { n: { dtype: "int64", shape: [] } },
      outputs: { __return: { dtype: "float64", shape: [2] } },
    });
    expect(readFileSync(join(request.folder, "__return.ref"))).toEqual(Buffer.from(doubles(3, 6)));
  });

  it("moves every float by one ulp where it is asked to, and leaves the inputs as they were", async () => {
    const text =
      "import numpy as np\n\n\ndef f(a, z, s, n):\n    return a, z, s, n\n\n\ndef initialize(N):\n    return np.ones(N, np.float32), np.full(N, 1 + 1j), 1.0, 7\n";
    const request = requestFor(text, "f", { N: 2 }, { nudge: true, repeat: 1 });
    expect(await oracle(request)).toMatchObject({
      kind: "ran",
      outputs: { __return_0: { dtype: "float32", file: "__return_0.nudged" }, __return_3: { dtype: "int64" } },
    });
    const bytes = (name: string) => new Uint8Array(readFileSync(join(request.folder, name))).buffer;
    for (const value of [
      ...new Float64Array(bytes("__return_1.nudged")),
      ...new Float64Array(bytes("__return_2.nudged")),
    ])
      expect([1 - 2 ** -53, 1 + 2 ** -52]).toContain(value);
    for (const value of new Float32Array(bytes("__return_0.nudged")))
      expect([1 - 2 ** -24, 1 + 2 ** -23]).toContain(value);
    expect([...new Float32Array(bytes("a.in"))]).toEqual([1, 1]);
    expect([...new BigInt64Array(bytes("__return_3.nudged"))]).toEqual([7n]);
  });

  it("gives no second answer where the inputs are drawn anew each time", async () => {
    const text =
      "import numpy as np\n\n\ndef f(a):\n    return a * 2\n\n\ndef initialize(N):\n    return (np.random.default_rng().random(N),)\n";
    const request = requestFor(text, "f", { N: 8 }, { repeat: 1 });
    expect(await oracle(request)).toMatchObject({ kind: "ran" });
    const before = readFileSync(join(request.folder, "a.in"));
    expect(await oracle({ ...request, nudge: true })).toMatchObject({ kind: "made" });
    expect(readFileSync(join(request.folder, "a.in"))).toEqual(before);
  });

  it("ends with its time", async () => {
    const text = "def f(a):\n    while True:\n        a[0] = 1\n\n\ndef initialize(N):\n    return [0]\n";
    expect(await oracle(requestFor(text, "f", { N: 1 }, { timeoutSeconds: 6 }))).toMatchObject({ kind: "timed-out" });
  });
});

describe("the machine's Python", () => {
  it("is found with its NumPy", async () =>
    expect(await findPython(newFolder())).toMatchObject({ kind: "found", numpy: expect.stringMatching(/^\d/) }));

  it("takes no other answer than its own script's", async () => {
    const plant = (json: string) =>
      `def f(a):\n    return a\n\n\ndef initialize(N):\n    import os\n    open("answer.json", "w").write(${JSON.stringify(json)})\n    os._exit(0)\n`;
    for (const json of [
      "",
      "null",
      "[1",
      '{"python": 3}',
      '{"python":"3","numpy":"2","bits":64,"inputs":{"a":{"dtype":"float64","shape":[1],"file":"../a.in"}}}',
    ])
      expect(await askPython(requestFor(plant(json), "f", { N: 1 }))).toMatchObject({ kind: "crashed" });
  });

  it("is missing by name where the PATH has none", async () => {
    vi.stubEnv("PATH", "");
    vi.stubEnv("DATAWRIGHT_PYTHON", "");
    try {
      expect(await findPython(newFolder())).toMatchObject({
        kind: "missing",
        install: expect.stringContaining("numpy"),
      });
      expect(await askPython(requestFor("", "f", {}))).toMatchObject({
        kind: "toolchain-missing",
        install: expect.stringContaining("numpy"),
      });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("is the one in DATAWRIGHT_PYTHON before any other", async () => {
    vi.stubEnv("DATAWRIGHT_PYTHON", "/nowhere/python");
    try {
      expect(await findPython(newFolder())).toMatchObject({
        kind: "missing",
        reason: expect.stringContaining("/nowhere/python"),
      });
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
