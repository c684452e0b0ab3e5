// The same verdict whichever Python is asked: the machine's own, or Pyodide with its narrow integers and without
// floating-point flags. What Pyodide can't tell is inconclusive, never a false right or wrong.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { galleryNames } from "../compiler-core/testing/programs.ts";
import { datawright, gallery, small, temporaryFolder } from "./testing.ts";

// Each case starts a Pyodide of its own.
vi.setConfig({ testTimeout: 180_000 });

const folder = temporaryFolder();

async function verdictOf(
  file: string,
  preset: string,
  oracle: string,
): Promise<{ readonly status: number; readonly verdict: string }> {
  const { status, out, err } = await datawright([
    "run",
    file,
    "--preset",
    preset,
    "--oracle",
    oracle,
    "--verify",
    "--repeat",
    "1",
    "--threads",
    "1",
    "--json",
  ]);
  if (out === "") throw new Error(err);
  return { status, verdict: JSON.parse(out).verdict };
}

it.each(galleryNames)("Pyodide finds %s right", async (name) =>
  expect(await verdictOf(gallery(name), "T", "pyodide")).toEqual({ status: 0, verdict: "right" }),
);

it.each(["select_positive", "swapping"])("Pyodide finds %s right", async (name) =>
  expect(await verdictOf(small(name), "T", "pyodide")).toEqual({ status: 0, verdict: "right" }),
);

it("Pyodide raises what the run raises", async () =>
  expect(await verdictOf(small("raising"), "T", "pyodide")).toEqual({ status: 6, verdict: "right" }));

/** By difference: a program, and what Pyodide may say of it besides what CPython says, which is always right. */
const differences: readonly (readonly [name: string, text: string, pyodide: "right" | "inconclusive"])[] = [
  [
    "integers that NumPy makes have 32 bits, and the driver widens them",
    "def f(n):\n    return np.arange(n) * 100000\n",
    "right",
  ],
  [
    "a cast to int has 32 bits, and nobody can widen it",
    "def f(n):\n    return np.zeros(n).astype(int)\n",
    "inconclusive",
  ],
  ["a division by zero sets no flag", "def f(n):\n    return 1.0 / np.zeros(n)\n", "right"],
  ["the logarithm of zero sets no flag", "def f(n):\n    return np.log(np.zeros(n))\n", "right"],
  ["an integer divided by zero is 0", "def f(n):\n    return np.ones(n, np.int64) // np.zeros(n, np.int64)\n", "right"],
  [
    "matrix products have no BLAS",
    "def f(n):\n    return np.linspace(0.0, 1.0, n * n).reshape(n, n) @ np.ones((n, n))\n",
    "right",
  ],
];

describe.each(differences)("%s", (name, kernel, pyodide) => {
  const path = join(folder, `${name.replace(/\W/g, "_")}.py`);
  writeFileSync(path, `import numpy as np\n\n\n${kernel}\n\ndef initialize(N):\n    return N\n`);

  it("CPython", async () => expect(await verdictOf(path, "N=7", "python")).toEqual({ status: 0, verdict: "right" }));
  it("Pyodide", async () =>
    expect(await verdictOf(path, "N=7", "pyodide")).toEqual({ status: pyodide === "right" ? 0 : 5, verdict: pyodide }));
});
