// What is said of a run before it is made: which runs tell how long it will take, and the words for that.
import { printSizes, type Sizes, sameSizes } from "@/components/documents/sizes";
import type { Engine, FinishedRun } from "@/components/stores/run-slice";
import type { StudioState } from "@/components/stores/studio-store";
import type { EarlierRun, ExpectedTime } from "./expected-time";
import { runKey } from "./run-subject";
import { statisticsOf } from "./statistics";

/** Measured runs of the same text, inputs and steps on the same engine, newest first, at whatever sizes. */
export function earlierRuns(
  state: Pick<StudioState, "document" | "recipe" | "engine">,
  history: readonly FinishedRun[],
): readonly EarlierRun[] {
  return history.flatMap(({ key, engine, sizes, result }): EarlierRun[] => {
    // One time alone is a check's, cold: nobody measured it.
    if (result.kind !== "finished" || result.seconds.length < 2) return [];
    if (!sameEngine(engine, state.engine) || key !== runKey(state, sizes)) return [];
    return [{ sizes, seconds: statisticsOf(result.seconds).median }];
  });
}

const sameEngine = (a: Engine, b: Engine) => JSON.stringify(a) === JSON.stringify(b);

export interface ExpectedWords {
  readonly words: string;
  /** How it was found. */
  readonly origin: string;
}

export function wordsOf(expected: ExpectedTime, sizes: Sizes, presets: Readonly<Record<string, Sizes>>): ExpectedWords {
  switch (expected.kind) {
    case "scaled": {
      const isSame = sameSizes(expected.from, sizes);
      return {
        words: `about ${roughly(expected.seconds)}, estimated from the run at ${isSame ? "these sizes" : nameOf(expected.from, presets)}`,
        origin: isSame
          ? "The median that was measured then."
          : "The median that was measured then, times the modelled operations now over those then.",
      };
    }
    case "modelled":
      return {
        words: `at least ${roughly(expected.seconds, Math.floor)}, estimated by the model`,
        origin: "Modelled operations and bytes, at the best rates that were measured in this page.",
      };
    case "unknown":
      return {
        words: "not known before a first run at these sizes",
        origin: "It is estimated from a run at other sizes, or by the model once this page’s roofs are measured.",
      };
  }
}

function nameOf(sizes: Sizes, presets: Readonly<Record<string, Sizes>>): string {
  return Object.entries(presets).find(([, at]) => sameSizes(at, sizes))?.[0] ?? printSizes(sizes);
}

/** An estimate has a digit or two: `0.4 s`, `12 ms`. */
export function roughly(seconds: number, round: (value: number) => number = Math.round): string {
  const [unit, scale] = unitFor(seconds);
  const value = seconds / scale;
  if (!(value > 0)) return `0 ${unit}`;
  const power = 10 ** Math.floor(Math.log10(value));
  const lead = value / power;
  const parts = lead < 2 ? 10 : lead < 5 ? 2 : 1;
  // What a division leaves behind must not take a whole part off.
  const shown = (round(lead * parts + 1e-9) / parts) * power;
  return `${Number(shown.toPrecision(2))} ${unit}`;
}

function unitFor(seconds: number): readonly [unit: string, scale: number] {
  if (seconds >= 7200) return ["h", 3600];
  if (seconds >= 120) return ["min", 60];
  if (seconds >= 0.1) return ["s", 1];
  return seconds >= 1e-3 ? ["ms", 1e-3] : ["µs", 1e-6];
}
