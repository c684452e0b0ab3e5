// The roofline's numbers: points from modelled work and measured times, roofs from measurements, and where all lies on
// logarithmic axes with equal decades.
import { evaluateCount, type GraphWork, workOf } from "@datawright/compiler-core/analysis";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import type { Sizes } from "@/components/documents/sizes";

/** A measured bandwidth (bytes a second) or arithmetic rate (operations a second). */
export interface Roof {
  readonly kind: "bandwidth" | "arithmetic";
  /** Named by what was measured: "triad of 3.00 MB". */
  readonly name: string;
  /** Of a bandwidth: the bytes that were gone through again and again. */
  readonly workingSet?: number;
  readonly rate: number;
  /** Half the width of the rate's 95 % interval, as a share of it. */
  readonly spread: number;
}

/** What a program computes and moves at one level, as modelled. */
export interface Load {
  /** R: every access; D: compulsory memory traffic. Both are modelled, so the marks are hollow. */
  readonly level: "R" | "D";
  readonly flop: number;
  readonly bytes: number;
  readonly intensity: number;
}

export interface Point extends Load {
  readonly id: string;
  readonly name: string;
  /** Operations a second: modelled operations over measured time; where it is predicted, what the roofs allow. */
  readonly performance: number;
  /** Nothing ran: a preview's. */
  readonly predicted?: true;
  /** Of the graph; none for the whole program. */
  readonly element?: string;
}

/** The program's two points for a measured time; none where the model has no number, or nothing is computed. */
export function pointsOf(sdfg: Sdfg, sizes: Sizes, seconds: number, name: string): readonly Point[] {
  if (seconds <= 0) return [];
  return loadsOf(workOf(sdfg), sizes).map((load) => ({
    ...load,
    id: `${name} ${load.level}`,
    name,
    performance: load.flop / seconds,
  }));
}

/** A whole graph's work, in symbols. */
export type TotalWork = Pick<GraphWork, "flop" | "accesses" | "traffic">;

/** The load at both levels; none where the model has no number, or nothing is computed. */
export function loadsOf(work: TotalWork, sizes: Sizes): readonly Load[] {
  const flop = evaluateCount(work.flop, sizes);
  if (flop === undefined || flop <= 0) return [];
  return (["R", "D"] as const).flatMap((level): Load[] => {
    const bytes = evaluateCount(level === "R" ? work.accesses : work.traffic, sizes);
    return bytes === undefined || bytes <= 0 ? [] : [{ level, flop, bytes, intensity: flop / bytes }];
  });
}

export interface Ceiling {
  readonly roof: Roof;
  /** What the roof allows at this intensity, operations a second. */
  readonly attainable: number;
}

export interface Bound extends Ceiling {
  readonly share: number;
}

/**
 * The roof that binds a load: the lower of the largest arithmetic roof and, for accesses, the fastest bandwidth; for
 * memory, that of the smallest working set that holds what is moved.
 */
export function ceilingOf(load: Load, roofs: readonly Roof[]): Ceiling | undefined {
  const arithmetic = roofs.filter((roof) => roof.kind === "arithmetic").sort((a, b) => b.rate - a.rate)[0];
  const bandwidths = roofs.filter((roof) => roof.kind === "bandwidth").sort((a, b) => b.rate - a.rate);
  const holding = bandwidths
    .filter(({ workingSet }) => workingSet !== undefined && workingSet >= load.bytes)
    .sort((a, b) => (a.workingSet ?? 0) - (b.workingSet ?? 0));
  const bandwidth = load.level === "R" ? bandwidths[0] : (holding[0] ?? bandwidths.at(-1));
  if (arithmetic === undefined || bandwidth === undefined) return undefined;
  const byMemory = bandwidth.rate * load.intensity;
  const roof = byMemory < arithmetic.rate ? bandwidth : arithmetic;
  return { roof, attainable: Math.min(byMemory, arithmetic.rate) };
}

export function boundOf(point: Point, roofs: readonly Roof[]): Bound | undefined {
  const ceiling = ceilingOf(point, roofs);
  return ceiling && { ...ceiling, share: point.performance / ceiling.attainable };
}

/** What a program at this point would be faster with. */
export function limitOf({ roof }: Bound): "memory-bound" | "compute-bound" {
  return roof.kind === "bandwidth" ? "memory-bound" : "compute-bound";
}

/** One point for each map that was timed by itself. */
export function pointsOfMaps(
  sdfg: Sdfg,
  sizes: Sizes,
  maps: readonly { readonly element: string; readonly seconds: readonly number[] }[],
  nameOf: (element: string) => string,
): readonly Point[] {
  const { elements } = workOf(sdfg);
  return maps.flatMap(({ element, seconds }): Point[] => {
    const work = elements.get(element);
    const flop = work && evaluateCount(work.flop, sizes);
    const bytes = work && evaluateCount(work.traffic, sizes);
    const time = [...seconds].sort((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? 0;
    if (!flop || !bytes || time <= 0) return [];
    const name = nameOf(element);
    return [{ id: element, name, level: "D", flop, bytes, intensity: flop / bytes, performance: flop / time, element }];
  });
}

export interface Axes {
  /** Powers of ten: least and most. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Whole decades that hold every point and ridge, with one to spare. */
export function axesFor(points: readonly Point[], roofs: readonly Roof[]): Axes {
  const rates = roofs.filter((roof) => roof.kind === "arithmetic").map((roof) => roof.rate);
  const ridges = roofs
    .filter((roof) => roof.kind === "bandwidth")
    .flatMap((roof) => rates.map((rate) => rate / roof.rate));
  const decades = (values: readonly number[], fallback: readonly [number, number]): readonly [number, number] => {
    const logs = values.filter((value) => value > 0 && Number.isFinite(value)).map(Math.log10);
    return logs.length === 0 ? fallback : [Math.floor(Math.min(...logs) - 0.5), Math.ceil(Math.max(...logs) + 0.5)];
  };
  return {
    x: decades([...points.map((p) => p.intensity), ...ridges], [-2, 2]),
    y: decades([...points.map((p) => p.performance), ...rates], [8, 11]),
  };
}
