import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { gxx } from "../agent/src/toolchains/gxx.ts";
import type { Toolchain } from "../agent/src/toolchains/toolchain.ts";
import { need } from "../compiler-core/diagnostics/index.ts";
import { encodeRecipe } from "../compiler-core/recipes/index.ts";
import { readNpz } from "../compiler-core/serialization/index.ts";
import { referenceOf } from "../compiler-core/testing/programs.ts";
import type { RunDocument } from "./run/document.ts";
import { npzOf } from "./run/inputs-file.ts";
import { datawright, type Ended, gallery, small, temporaryFolder } from "./testing.ts";

const folder = temporaryFolder();

async function runJson(
  args: readonly string[],
  toolchain?: Toolchain,
): Promise<Ended & { readonly document: RunDocument }> {
  const ended = await datawright(["run", ...args, "--json"], toolchain);
  return { ...ended, document: JSON.parse(ended.out) };
}

/** A C++ compiler that is given another text than the one that was printed. */
const altering = (from: string, to: string): Toolchain => ({
  ...gxx,
  compile: (source, options) => {
    if (!source.includes(from)) throw new Error(`${from} is not in the source`);
    return gxx.compile(source.replace(from, to), options);
  },
});

describe.each(["wasm", "interpreter", "cpp"])("run on %s", (target) => {
  it("says right, and all that the document promises", async () => {
    const { status, err, document } = await runJson([
      gallery("hdiff"),
      "--target",
      target,
      "--preset",
      "T",
      "--recipe",
      "none",
      "--repeat",
      "3",
      "--threads",
      "1",
      "--verify",
    ]);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(document).toMatchObject({
      program: "hdiff",
      target,
      recipe: "none",
      preset: "T",
      sizes: { I: 7, J: 11, K: 13 },
      verdict: "right",
      rule: expect.stringContaining("largest difference"),
      raised: null,
      time: {
        median_s: expect.any(Number),
        min_s: expect.any(Number),
        ci95_s: [expect.any(Number), expect.any(Number)],
        repeats: 3,
        marshalling_s: expect.any(Number),
      },
      numpy: { repeats: 3 },
      oracle: { name: "python" },
      machine: { processors: expect.any(Number) },
    });
    expect(document.outputs).toContainEqual(
      expect.objectContaining({
        name: "out_field",
        dtype: "float64",
        shape: [7, 11, 13],
        max_abs_error: 0,
        max_rel_error: 0,
      }),
    );
    expect(Object.keys(document.stages)).toEqual([
      "parse",
      "frontend",
      "simplify",
      "recipe",
      "lower",
      "emit",
      "toolchain",
    ]);
    expect(document.work).toMatchObject({
      flop_exact: true,
      flop: 19318,
      bytes: 33176,
      bytes_expression: expect.stringContaining("24*I*J*K"),
    });
  });

  it("ends with 6 where the program raises what NumPy raises", async () => {
    const { status, document } = await runJson([small("raising"), "--target", target, "--preset", "T", "--verify"]);
    expect(status).toBe(6);
    expect(document).toMatchObject({
      verdict: "right",
      raised: { type: "ValueError", message: "a value is above the limit", line: 8 },
      time: null,
    });
  });

  it("takes arguments from an .npz and saves what the run left", async () => {
    const { inputs, outputs } = referenceOf("jacobi_2d");
    const [given, left] = [join(folder, `${target}-in.npz`), join(folder, `${target}-out.npz`)];
    writeFileSync(given, npzOf(inputs));
    const { status, err, document } = await runJson([
      gallery("jacobi_2d"),
      "--target",
      target,
      "--inputs",
      given,
      "--outputs",
      left,
      "--threads",
      "1",
      "--verify",
      "--repeat",
      "1",
    ]);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(document).toMatchObject({ verdict: "right", preset: null, sizes: { TSTEPS: 5, A_0: 23, A_1: 23 } });
    const saved = need(readNpz(readFileSync(left)).value, "the saved arrays");
    expect(Object.keys(saved).sort()).toEqual(["A", "B"]);
    for (const [name, array] of Object.entries(outputs))
      expect(saved[name]).toMatchObject({ dtype: array.dtype, shape: array.shape });
    expect(Buffer.compare(need(saved["A"], "A").bytes, new Uint8Array(need(outputs["A"], "A").data.buffer))).toBe(0);
  });
});

describe("run", () => {
  it("tells a person in a few lines", async () => {
    const { status, out } = await datawright([
      "run",
      gallery("hdiff"),
      "--preset",
      "I=3,J=5,K=7",
      "--threads",
      "1",
      "--verify",
    ]);
    expect(status).toBe(0);
    expect(out).toMatch(/^hdiff on WebAssembly, 1 thread, I=3, J=5, K=7, recipe none \(strict\)\n {2}right/);
  });

  it("does not judge what it was not asked to", async () =>
    expect(await runJson([gallery("hdiff"), "--preset", "T"])).toMatchObject({
      status: 0,
      document: { verdict: null, numpy: null },
    }));

  it("takes a whole number from a file for the size of a result", async () => {
    const given = join(folder, "mandelbrot.npz");
    writeFileSync(given, npzOf(referenceOf("mandelbrot").inputs));
    expect(await runJson([gallery("mandelbrot"), "--inputs", given, "--verify", "--threads", "1"])).toMatchObject({
      status: 0,
      err: "",
      document: { verdict: "right" },
    });
  });

  it("needs no Python for inputs from a file", async () => {
    const given = join(folder, "alone.npz");
    writeFileSync(given, npzOf(referenceOf("spmv").inputs));
    expect(await withoutPath(() => runJson([gallery("spmv"), "--inputs", given]))).toMatchObject({
      status: 0,
      document: { oracle: null },
    });
  });

  it("names the index where one altered constant in C++ makes it wrong", async () => {
    const { status, document } = await runJson(
      [gallery("hdiff"), "--target", "cpp", "--preset", "T", "--verify", "--threads", "1"],
      altering("4.0", "4.001"),
    );
    expect(status).toBe(1);
    expect(document).toMatchObject({
      verdict: "wrong",
      rule: expect.stringMatching(/^out_field\[\d+, \d+, \d+\] is /),
    });
    expect(document.outputs.find((o) => o.name === "out_field")).toMatchObject({
      right: false,
      index: [expect.any(Number), expect.any(Number), expect.any(Number)],
    });
  });

  it("ends with 4, never with 1, where something fails that should not", async () => {
    const broken: Toolchain = { ...gxx, compile: () => Promise.reject(new Error("the disk is gone")) };
    expect(await datawright(["run", gallery("hdiff"), "--target", "cpp", "--preset", "T"], broken)).toMatchObject({
      status: 4,
      out: "",
      err: expect.stringContaining("the disk is gone"),
    });
  });

  it("asks how far NumPy's own answer moves before it calls chaos wrong", async () => {
    const path = join(folder, "chaos.py");
    writeFileSync(
      path,
      "import numpy as np\n\n\ndef chaos(x):\n    for i in range(90):\n        x[:] = 3.9 * x * (1.0 - x)\n\n\ndef initialize(N):\n    return np.linspace(0.1, 0.9, N)\n",
    );
    const run = [path, "--target", "cpp", "--preset", "N=11", "--verify", "--threads", "1"];
    expect(await runJson(run, altering("1.0", "(1.0 + 3e-16)"))).toMatchObject({
      status: 0,
      document: { verdict: "right", rule: expect.stringContaining("one ulp") },
    });
    expect(await runJson(run, altering("3.9", "4.9"))).toMatchObject({ status: 1, document: { verdict: "wrong" } });
  });

  it("says all that is asked of it as JSON where no compiler is found", async () => {
    const { status, document } = await withoutPath(() =>
      runJson([gallery("hdiff"), "--preset", "T", "--target", "cpp"]),
    );
    expect({ status, document }).toMatchObject({ status: 4, document: { failed: "environment", status: 4 } });
  });

  it("is wrong where only one of the two raises", async () => {
    const { status, document } = await runJson(
      [small("raising"), "--target", "cpp", "--preset", "T", "--verify"],
      altering("return 1;", "return 0;"),
    );
    expect(status).toBe(1);
    expect(document.rule).toContain("the run raised nothing, and NumPy ValueError");
  });

  it("asks Pyodide where it is told to", async () => {
    const { status, document } = await runJson([gallery("hdiff"), "--preset", "T", "--verify", "--oracle", "pyodide"]);
    expect(status).toBe(0);
    expect(document).toMatchObject({ verdict: "right", oracle: { name: "pyodide", numpy: "2.0.2" } });
  });

  it("ends with 4 where there is no compiler, and says how to get one", async () => {
    const given = join(folder, "for-cpp.npz");
    writeFileSync(given, npzOf(referenceOf("hdiff").inputs));
    const { status, err } = await withoutPath(() =>
      datawright(["run", gallery("hdiff"), "--target", "cpp", "--inputs", given]),
    );
    expect(status).toBe(4);
    expect(err).toContain("g++ is not on the PATH");
    expect(err).toContain("apt-get install");
  });

  it("ends with 4 where the machine's Python is asked for and is not there", async () => {
    expect(
      await withoutPath(() => datawright(["run", gallery("hdiff"), "--preset", "T", "--oracle", "python"])),
    ).toMatchObject({ status: 4, err: expect.stringContaining("python3") });
  });

  it("ends with 6 where the inputs can't be made", async () => {
    const path = join(folder, "unmade.py");
    writeFileSync(
      path,
      "import numpy as np\n\n\ndef f(a):\n    return a\n\n\ndef initialize(N):\n    return np.zeros(N - 5)\n",
    );
    expect(await datawright(["run", path, "--preset", "N=3"])).toMatchObject({
      status: 6,
      err: expect.stringContaining("ValueError"),
    });
  });

  it("refuses an input of another type by name", async () => {
    const given = join(folder, "narrow.npz");
    writeFileSync(given, new Uint8Array([1, 2, 3]));
    expect(await datawright(["run", gallery("hdiff"), "--inputs", given])).toMatchObject({
      status: 2,
      err: expect.stringContaining("not an .npz file"),
    });
    const { in_field, out_field } = referenceOf("hdiff").inputs;
    writeFileSync(given, npzOf({ in_field: need(in_field, "in_field"), out_field: need(out_field, "out_field") }));
    expect(await datawright(["run", gallery("hdiff"), "--inputs", given])).toMatchObject({
      status: 2,
      err: expect.stringContaining("coeff"),
    });
  });
});

describe("recipes", () => {
  const file = join(folder, "recipe.json");

  it("auto is right, and what it made can be replayed from a file", async () => {
    const tuned = await runJson([gallery("hdiff"), "--preset", "T", "--recipe", "auto", "--verify"]);
    expect(tuned).toMatchObject({ status: 0, document: { recipe: "auto", strictness: "relaxed", verdict: "right" } });
    expect(tuned.document.steps.length).toBeGreaterThan(0);
    for (const stage of ["parse", "frontend", "simplify", "recipe", "lower", "emit", "toolchain"])
      expect([stage, (tuned.document.stages[stage] ?? 0) > 0]).toEqual([stage, true]);
    writeFileSync(file, encodeRecipe(tuned.document));
    const replayed = await runJson([gallery("hdiff"), "--preset", "T", "--recipe", file, "--verify"]);
    expect(replayed).toMatchObject({
      status: 0,
      err: "",
      document: { recipe: file, strictness: "relaxed", verdict: "right", steps: tuned.document.steps },
    });
  });

  it("of another program says which step does not apply", async () => {
    const { status, err } = await datawright(["run", gallery("lu"), "--preset", "T", "--recipe", file]);
    expect(status).toBe(2);
    expect(err).toMatch(/recipe\.json: step \d+ \(\w+\) does not apply: \S/);
  });

  it("that is none is refused", async () => {
    writeFileSync(file, "[1, 2]");
    expect(await datawright(["run", gallery("hdiff"), "--preset", "T", "--recipe", file])).toMatchObject({
      status: 2,
      err: expect.stringContaining("Step 1"),
    });
  });
});

async function withoutPath<Value>(body: () => Promise<Value>): Promise<Value> {
  vi.stubEnv("PATH", "");
  vi.stubEnv("DATAWRIGHT_PYTHON", "");
  try {
    return await body();
  } finally {
    vi.unstubAllEnvs();
  }
}
