// The page's own roofs, measured on request: a triad over working sets from cache to memory, and a chain of multiplications
// and additions that stays in registers; compiled and run by the same engine as every program.
import { compileText } from "@datawright/compiler-core/compiler";
import { replay } from "@datawright/compiler-core/recipes";
import type { Inputs } from "@datawright/compiler-core/runtime";
import { printBytes } from "@/components/documents/memory";
import { pageThreads } from "@/components/runs/run-program";
import { statisticsOf } from "@/components/runs/statistics";
import { compiler, engine } from "@/components/workers/services";
import type { Roof } from "./roofline";

/** Multiplications and additions one after the other, and how many such chains run beside each other. */
const links = 12;
const chains = ["B", "C", "D", "E"];
const chainFlop = chains.length * links * 2 + chains.length - 1;

const horner = (name: string) => `${"(".repeat(links)}${name}${" * 0.999 + 0.001)".repeat(links)}`;

/** One statement, done so often that the page's coarse clock can time it. */
const program = (arrays: readonly string[], statement: string, times: number) => `import numpy as np


def benchmark(${arrays.join(", ")}):
    for t in range(${times}):
        A[:] = ${statement}


def initialize(N):
    return ${arrays.map(() => "np.zeros(N)").join(", ")}
`;

/** Bytes of all three arrays: within a first cache, a last one, and beyond. */
const workingSets = [24_000, 768_000, 96_000_000];

/** Bytes that one timed run moves. */
const movedInARun = 96_000_000;

export async function measureRoofs(): Promise<readonly Roof[]> {
  const roofs: Roof[] = [];
  for (const bytes of workingSets) {
    const times = Math.max(1, Math.floor(movedInARun / bytes));
    const arrays = ["A", "B", "C"];
    const text = program(arrays, "B + 2.5 * C", times);
    const { rate, spread } = await rateOf(text, Math.floor(bytes / 24), arrays, bytes * times);
    roofs.push({ kind: "bandwidth", name: `triad of ${printBytes(bytes)}`, rate, spread });
  }
  const [size, times] = [8000, 40];
  const arrays = ["A", ...chains];
  const text = program(arrays, chains.map(horner).join(" + "), times);
  const { rate, spread } = await rateOf(text, size, arrays, chainFlop * size * times);
  roofs.push({ kind: "arithmetic", name: "multiply and add, float64", rate, spread });
  return roofs;
}

async function rateOf(
  text: string,
  size: number,
  names: readonly string[],
  amount: number,
): Promise<{ readonly rate: number; readonly spread: number }> {
  const sdfg = compileText(text, { now: () => 0 }).value?.program.sdfg;
  if (sdfg === undefined) throw new Error("the benchmark's own program does not compile");
  const sizes = { N: size };
  const steps = await compiler().request("auto", { sdfg, text, sizes });
  const tuned = replay(sdfg, steps, text).graphs.at(-1) ?? sdfg;
  const inputs: Inputs = Object.fromEntries(
    names.map((name) => [name, { dtype: "float64" as const, shape: [size], data: new Float64Array(size).fill(0.5) }]),
  );
  const run = (repeat: number) =>
    engine().request("run", { sdfg: tuned, sizes, inputs, expected: undefined, repeat, threads: pageThreads() });
  const warm = await run(3);
  const each = warm.kind === "finished" ? Math.min(...warm.seconds) : 0;
  const result = await run(Math.max(5, Math.min(99, Math.floor(0.15 / Math.max(each, 1e-6)))));
  if (result.kind !== "finished") throw new Error(`the benchmark raised ${result.exception}`);
  const { min, median, low, high } = statisticsOf(result.seconds);
  // A peak is the best that was seen; the spread says how sure it is.
  return { rate: amount / min, spread: (high - low) / 2 / median };
}
