// How long one run will take, before it is made: an estimate from an earlier run of the same program, else what the model
// says under measured roofs, else nothing. Pure; it runs in the compiler's worker.
import { evaluateCount, type GraphWork, workOf } from "@datawright/compiler-core/analysis";
import { strictnessFor } from "@datawright/compiler-core/autotune";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import { type Sizes, sameSizes } from "@/components/documents/sizes";
import { ceilingOf, loadsOf, type Roof } from "@/components/roofline/roofline";

/** A measured run of the same program after the same steps, on the same engine. */
export interface EarlierRun {
  readonly sizes: Sizes;
  /** Its median. */
  readonly seconds: number;
}

export interface TimeQuestion {
  readonly sdfg: Sdfg;
  readonly sizes: Sizes;
  /** Newest first. */
  readonly earlier: readonly EarlierRun[];
  /** None where they were not measured, or are not this engine's. */
  readonly roofs: readonly Roof[];
}

export type ExpectedTime =
  | { readonly kind: "scaled"; readonly seconds: number; readonly from: Sizes }
  /** At least so long. */
  | { readonly kind: "modelled"; readonly seconds: number }
  | { readonly kind: "unknown" };

/** A run with so many times more or less work is in other caches, and tells nothing. */
const furthest = 1000;
/** In seconds: a shorter run is mostly its own beginning and the clock's step. */
const shortest = 1e-4;

export function expectedTime({ sdfg, sizes, earlier, roofs }: TimeQuestion): ExpectedTime {
  const same = earlier.find((run) => sameSizes(run.sizes, sizes));
  if (same !== undefined) return { kind: "scaled", seconds: same.seconds, from: same.sizes };
  const work = workOf(sdfg);
  const now = amountOf(work, sizes);
  for (const { sizes: from, seconds } of earlier) {
    const then = amountOf(work, from);
    if (now === undefined || then === undefined || seconds < shortest) continue;
    const times = now / then;
    if (times <= furthest && times >= 1 / furthest) return { kind: "scaled", seconds: seconds * times, from };
  }
  const seconds = secondsUnder(sdfg, work, sizes, roofs);
  return seconds === undefined ? { kind: "unknown" } : { kind: "modelled", seconds };
}

/** What the time grows with: operations, or the accesses of a program that only moves. */
function amountOf({ flop, accesses }: GraphWork, sizes: Sizes): number | undefined {
  const amount = evaluateCount(flop, sizes) || evaluateCount(accesses, sizes);
  return amount !== undefined && amount > 0 ? amount : undefined;
}

function secondsUnder(sdfg: Sdfg, work: GraphWork, sizes: Sizes, roofs: readonly Roof[]): number | undefined {
  // Counted are the most that there may be; where branches skip some, that is not the least any more.
  if (!work.flop.exact || !work.traffic.exact) return undefined;
  const load = loadsOf(work, sizes).find(({ level }) => level === "D");
  const rate = headroom(sdfg);
  const raised = roofs.map((roof) => (roof.kind === "arithmetic" ? { ...roof, rate: roof.rate * rate } : roof));
  const ceiling = load && ceilingOf(load, raised);
  return load && ceiling && load.flop / ceiling.attainable;
}

/** The arithmetic roof is of float64, unfused: half as wide numbers, and what may be fused, can each be twice as fast. */
function headroom(sdfg: Sdfg): number {
  const narrow = Object.values(sdfg.containers).some(({ dtype }) => dtype === "float32" || dtype === "complex64");
  return (narrow ? 2 : 1) * (strictnessFor(sdfg) === "relaxed" ? 2 : 1);
}
