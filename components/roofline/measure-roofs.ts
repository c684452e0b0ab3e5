// A page's own roofs, measured on request: a triad over working sets from cache to memory, and a chain of multiplications
// and additions that stays in registers; compiled and run by the same engine as every program.
import { printBytes } from "@/components/documents/memory";
import { statisticsOf } from "@/components/runs/statistics";
import type { Roof } from "./roofline";

/** What the measurement needs of the page. */
export interface RoofMachine {
  /** Seconds. */
  readonly now: () => number;
  /** The smallest step of its clock, in seconds: 5 µs where a page is isolated, 100 µs elsewhere. */
  readonly clockStep: () => number;
  /** Seconds of each of `repeat` runs. */
  readonly run: (benchmark: Benchmark, times: number, repeat: number) => Promise<readonly number[]>;
}

/** A statement on float64 arrays of one length; a run does it again and again, so that a coarse clock can time it. */
export interface Benchmark {
  readonly arrays: readonly string[];
  readonly statement: string;
  readonly length: number;
}

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

/** Bytes of all three arrays: within a first cache, a second one, most last ones, and beyond. */
const workingSets = [24_000, 768_000, 9_600_000, 96_000_000];
const chainLength = 8000;

/** Faster than any page: how often a statement is repeated at first is decided before anything is known. */
const fastest = { bytes: 200e9, flop: 50e9 };

/** Seconds that all roofs may take together; a roof that was not repeated enough by then says so by its spread. */
const budget = 2.6;

export async function measureRoofs(machine: RoofMachine): Promise<readonly Roof[]> {
  const triads = workingSets.map((bytes) => ({
    roof: { kind: "bandwidth", name: `triad of ${printBytes(bytes)}`, workingSet: bytes } as const,
    benchmark: { arrays: ["A", "B", "C"], statement: "B + 2.5 * C", length: Math.floor(bytes / 24) },
    amount: bytes,
    fastest: fastest.bytes,
  }));
  const chain = {
    roof: { kind: "arithmetic", name: "multiply and add, float64" } as const,
    benchmark: { arrays: ["A", ...chainArrays], statement: chains.join(" + "), length: chainLength },
    amount: chainFlop * chainLength,
    fastest: fastest.flop,
  };
  const all = [...triads, chain];
  const begin = machine.now();
  const roofs: Roof[] = [];
  for (const [i, { roof, benchmark, amount, fastest: most }] of all.entries()) {
    const until = begin + (budget * (i + 1)) / all.length;
    const { seconds, spread } = await timeOf(machine, benchmark, amount / most, until);
    roofs.push({ ...roof, rate: amount / seconds, spread });
  }
  return roofs;
}

/** Seconds of the statement at best; `least`: no machine is faster. */
async function timeOf(
  machine: RoofMachine,
  benchmark: Benchmark,
  least: number,
  until: number,
): Promise<{ readonly seconds: number; readonly spread: number }> {
  const step = machine.clockStep();
  const started = machine.now();
  // Tells how fast it is about, so that a run is as long as it must be and no longer: the clock's step is two per cent of it.
  const pilot = Math.max(1, Math.ceil((5 * step) / least));
  const about = Math.min(...(await machine.run(benchmark, pilot, 2))) / pilot;
  const times = Math.max(1, Math.ceil(Math.max(0.0004, 50 * step) / about));
  const now = machine.now();
  // What a call costs beside its runs (compiling, copies) is known by now.
  const left = until - now - (now - started - 2 * pilot * about);
  const repeat = Math.max(3, Math.min(99, Math.floor(left / (times * about))));
  const { min, median, low, high } = statisticsOf(await machine.run(benchmark, times, repeat));
  // A peak is the best that was seen; the spread says how sure it is, and no clock is surer than its step.
  return { seconds: min / times, spread: (high - low + step) / 2 / median };
}
