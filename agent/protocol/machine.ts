// The machine behind an agent: what it is, and what was measured on it. Measured and stated numbers are never mixed.
import { type Decoded, integer, list, number, oneOf, optional, record, text } from "./decode.ts";

const cache = record({
  level: integer(1, 8),
  kind: oneOf("data", "instruction", "unified"),
  bytes: number,
  shared: integer(1, 4096),
  lineBytes: number,
});

export const machineReport = record({
  model: text(200),
  architecture: text(40),
  /** Logical processors, and of them those that this agent may use. */
  processors: integer(1, 65536),
  usable: integer(1, 65536),
  cores: integer(1, 65536),
  caches: list(cache, 16),
  memoryBytes: number,
  features: list(text(40), 40),
  /** Names the machine and its processor without telling who it belongs to. */
  id: text(64),
});
export type MachineReport = Decoded<typeof machineReport>;

/** A measured rate: the best of the samples, with the median and the share by which they spread. */
const rate = record({ best: number, median: number, spread: number, samples: integer(1, 1000) });

export const peaks = record({
  format: integer(1, 1),
  machine: text(64),
  compiler: text(200),
  threads: integer(1, 65536),
  takenAt: text(40),
  seconds: number,
  /** Bytes per second, by the bytes of the working set. */
  bandwidth: list(record({ kernel: oneOf("triad", "load"), bytes: number, threads: integer(1, 65536), rate }), 200),
  /** Floating-point operations per second. */
  arithmetic: list(
    record({
      kernel: oneOf("scalar", "simd", "fma"),
      dtype: oneOf("float64", "float32"),
      threads: integer(1, 65536),
      rate,
    }),
    40,
  ),
  note: optional(text(1000)),
});
export type Peaks = Decoded<typeof peaks>;
