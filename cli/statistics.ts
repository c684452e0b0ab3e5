/** Of times in seconds: least, middle, and the middle's 95 % interval from order statistics, no distribution assumed. */
export interface Statistics {
  readonly median: number;
  readonly min: number;
  readonly ci95: readonly [low: number, high: number];
  readonly repeats: number;
}

export function statisticsOf(seconds: readonly number[]): Statistics {
  const sorted = [...seconds].sort((a, b) => a - b);
  const n = sorted.length;
  const at = (i: number) => sorted[Math.min(n - 1, Math.max(0, i))] ?? Number.NaN;
  const spread = (1.96 * Math.sqrt(n)) / 2;
  return {
    median: (at(Math.floor((n - 1) / 2)) + at(Math.ceil((n - 1) / 2))) / 2,
    min: at(0),
    ci95: [at(Math.floor((n - 1) / 2 - spread)), at(Math.ceil((n - 1) / 2 + spread))],
    repeats: n,
  };
}

const scales = {
  time: [
    [1, "s"],
    [1e-3, "ms"],
    [1e-6, "µs"],
    [1e-9, "ns"],
  ],
  amount: [
    [1e12, "T"],
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
    [1, ""],
  ],
} as const;

/** Three significant digits and a unit: `4.56 ms`. */
export function printSeconds(seconds: number): string {
  return scaled(seconds, scales.time).join(" ");
}

/** `9.83 Mflop`. */
export function printAmount(amount: number, unit: string): string {
  const [digits, prefix] = scaled(amount, scales.amount);
  return `${digits} ${prefix}${unit}`;
}

function scaled(value: number, units: readonly (readonly [number, string])[]): [string, string] {
  const [scale, unit] = units.find(([s]) => value >= s) ?? units.at(-1) ?? [1, ""];
  const shown = value / scale;
  return [
    Number.isInteger(shown) && shown < 1000
      ? String(shown)
      : shown >= 100
        ? shown.toFixed(0)
        : shown >= 10
          ? shown.toFixed(1)
          : shown.toFixed(2),
    unit,
  ];
}
