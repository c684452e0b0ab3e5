// The page's own roofs, measured on request: a triad over working sets from cache to memory, and a chain of multiplications
// and additions that stays in registers; compiled and run by the same engine as every program.
import type { Inputs } from "@datawright/compiler-core/runtime";
import { printBytes } from "@/components/documents/memory";
import { pageThreads } from "@/components/runs/run-program";
import { statisticsOf } from "@/components/runs/statistics";
import { compiler, engine } from "@/components/workers/services";
import type { Roof } from "./roofline";

/**
 * Short chains of multiplications and additions, and many of them beside each other: a processor looks ahead a hundred
 * operations or so, and finds enough that do not wait for one another.
 */
const links = 4;
const chainArrays = ["B", "C", "D", "E"];
const factors = [0.999, 0.998, 0.997];
const chains = chainArrays.flatMap((name) => factors.map((factor) => horner(name, factor)));
const chainFlop = chains.length * links * 2 + chains.length - 1;

function horner(name: string, factor: number): string {
  return `${"(".repeat(links)}${name}${` * ${factor} + 0.001)`.repeat(links)}`;
}

/** One statement, done so often that the page's coarse clock can time it. */
const program = (arrays: readonly string[], statement: string, times: number) => `import numpy as np


def benchmark(${arrays.join(", ")}):
    for t in range(${times}):
        A[:] = ${statement}


def initialize(N):
    return ${arrays.map(() => "np.zeros(N)").join(", ")}
`;

/** Bytes of all three arrays: within a first cache, a second one, most last ones, and beyond. */
const workingSets = [24_000, 768_000, 9_600_000, 96_000_000];

/** Faster than any page: how often a statement is repeated is decided before anything is known. */
const fastest = { bytes: 200e9, flop: 50e9 };

/** Seconds that all roofs may take together; a roof that was not repeated enough by then says so by its spread. */
const budget = 2.6;

/** The smallest step of the page's clock, in seconds: 5 µs where it is isolated, 100 µs elsewhere. */
function clockStep(): number {
  const begin = performance.now();
  let now = begin;
  while (now === begin) now = performance.now();
  return (now - begin) / 1000;
}

export async function measureRoofs(): Promise<readonly Roof[]> {
  // A run is so long that the clock's step is within two per cent of it.
  const shortest = Math.max(0.0004, 50 * clockStep());
  const begin = performance.now() / 1000;
  const all = workingSets.length + 1;
  const until = (roof: number) => begin + (budget * roof) / all;
  const roofs: Roof[] = [];
  for (const [i, bytes] of workingSets.entries()) {
    const times = Math.max(1, Math.ceil((shortest * fastest.bytes) / bytes));
    const arrays = ["A", "B", "C"];
    const text = program(arrays, "B + 2.5 * C", times);
    const { rate, spread } = await rateOf(text, Math.floor(bytes / 24), arrays, bytes * times, until(i + 1));
    roofs.push({ kind: "bandwidth", name: `triad of ${printBytes(bytes)}`, workingSet: bytes, rate, spread });
  }
  const size = 8000;
  const times = Math.max(1, Math.ceil((shortest * fastest.flop) / (chainFlop * size)));
  const arrays = ["A", ...chainArrays];
  const text = program(arrays, chains.join(" + "), times);
  const { rate, spread } = await rateOf(text, size, arrays, chainFlop * size * times, until(all));
  roofs.push({ kind: "arithmetic", name: "multiply and add, float64", rate, spread });
  return roofs;
}

async function rateOf(
  text: string,
  size: number,
  names: readonly string[],
  amount: number,
  until: number,
): Promise<{ readonly rate: number; readonly spread: number }> {
  const sizes = { N: size };
  const tuned = await compiler().request("tuned", { text, sizes });
  const run = async (repeat: number): Promise<readonly number[]> => {
    // Zeros, and handed over: neither making nor sending them holds up the page.
    const arrays = names.map((name) => [name, new Float64Array(size)] as const);
    const inputs: Inputs = Object.fromEntries(
      arrays.map(([name, data]) => [name, { dtype: "float64" as const, shape: [size], data }]),
    );
    const result = await engine().request(
      "run",
      { sdfg: tuned, sizes, inputs, expected: undefined, repeat, threads: pageThreads() },
      arrays.map(([, data]) => data.buffer),
    );
    if (result.kind !== "finished") throw new Error(`the benchmark raised ${result.exception}`);
    return result.seconds;
  };
  const started = performance.now() / 1000;
  const first = await run(2);
  const now = performance.now() / 1000;
  // What a call costs beside its runs (compiling, copies) is known by now.
  const each = Math.min(...first);
  const left = until - now - (now - started - 2 * each);
  const result = await run(Math.max(3, Math.min(99, Math.floor(left / each / 2))));
  const { min, median, low, high } = statisticsOf(result);
  // A peak is the best that was seen; the spread says how sure it is.
  return { rate: amount / min, spread: (high - low) / 2 / median };
}
