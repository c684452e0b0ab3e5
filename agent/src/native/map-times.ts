// What a timed program reported of its maps. The program may have been made to say anything: what does not fit is left out.
import type { Timer } from "../../../compiler-core/compiler/index.ts";
import type { NativeRun } from "./run-native.ts";

/** The seconds of one graph element in each repeat. */
export interface MapTimes extends Timer {
  readonly seconds: readonly number[];
}

export function mapTimes(timers: readonly Timer[], { report, seconds }: NativeRun): readonly MapTimes[] {
  const { maps } = report;
  if (!Array.isArray(maps) || maps.length !== seconds.length) return [];
  const runs: readonly unknown[] = maps;
  const times = timers.map((timer, place) => ({
    ...timer,
    seconds: runs.map((run) => nanosecondsAt(run, place) / 1e9),
  }));
  return times.filter((each) => each.seconds.every((s) => s >= 0));
}

function nanosecondsAt(run: unknown, place: number): number {
  const value: unknown = Array.isArray(run) ? run[place] : undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : Number.NaN;
}
