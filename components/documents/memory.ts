// How much memory a run takes, before it is made: every copy counted.
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import { bytesOfContainer } from "@/components/inspect/container-bytes";

export interface Memory {
  /** One copy of what the caller gives and gets. */
  readonly argumentBytes: number;
  /** What the program allocates for itself, at most. */
  readonly temporaryBytes: number;
  /**
   * All copies at once. Arguments: Python's inputs and its working copy, inputs and answer in the page, both again in the
   * engine, the program's own memory, and its results as they leave it. Temporaries: NumPy's and the program's.
   */
  readonly totalBytes: number;
}

/** What one engine of a page may have. */
export const pageLimit = 2 ** 31;

/** None where a size is only known in a run. */
export function memoryOf(sdfg: Sdfg, sizes: Readonly<Record<string, number>>): Memory | undefined {
  let [argumentBytes, temporaryBytes] = [0, 0];
  for (const container of Object.values(sdfg.containers)) {
    const bytes = bytesOfContainer(container, sizes);
    if (bytes === undefined) return undefined;
    if (container.transient) temporaryBytes += bytes;
    else argumentBytes += bytes;
  }
  return { argumentBytes, temporaryBytes, totalBytes: 8 * argumentBytes + 2 * temporaryBytes };
}

/** Why a run of this size is refused in the page, with the largest preset that fits; nothing where it fits. */
export function refuseMemory(
  sdfg: Sdfg,
  sizes: Readonly<Record<string, number>>,
  presets: Readonly<Record<string, Readonly<Record<string, number>>>>,
): string | undefined {
  const needs = (at: Readonly<Record<string, number>>) => {
    const memory = memoryOf(sdfg, at);
    return memory === undefined
      ? 0
      : Math.max(2 * memory.argumentBytes + memory.temporaryBytes, memory.argumentBytes * 3);
  };
  if (needs(sizes) <= pageLimit) return undefined;
  const fitting = Object.entries(presets)
    .filter(([, at]) => needs(at) <= pageLimit)
    .sort(([, a], [, b]) => needs(b) - needs(a))[0]?.[0];
  const advice = fitting === undefined ? "Choose smaller sizes." : `The largest preset that fits is ${fitting}.`;
  return `This run needs about ${printBytes(needs(sizes))} in one engine of the page, and a page may have ${printBytes(pageLimit)}. ${advice}`;
}

/** Three significant digits and a unit: `2.10 MB`. */
export function printBytes(bytes: number): string {
  const [unit, scale] = bytes >= 1e9 ? ["GB", 1e9] : bytes >= 1e6 ? ["MB", 1e6] : bytes >= 1e3 ? ["kB", 1e3] : ["B", 1];
  const value = bytes / scale;
  return `${unit === "B" ? value.toFixed(0) : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} ${unit}`;
}
