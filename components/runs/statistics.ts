// Of times in seconds: least, middle, and the middle's 95 % interval (from order statistics, no normality assumed).
export interface Statistics {
  readonly min: number;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

export function statisticsOf(seconds: readonly number[]): Statistics {
  const sorted = [...seconds].sort((a, b) => a - b);
  const n = sorted.length;
  const at = (i: number) => sorted[Math.min(n - 1, Math.max(0, i))] ?? Number.NaN;
  const median = n % 2 === 1 ? at((n - 1) / 2) : (at(n / 2 - 1) + at(n / 2)) / 2;
  const spread = (1.96 * Math.sqrt(n)) / 2;
  return {
    min: at(0),
    median,
    low: at(Math.floor((n - 1) / 2 - spread)),
    high: at(Math.ceil((n - 1) / 2 + spread)),
    count: n,
  };
}

export const halfWidth = ({ low, high }: Statistics): number => (high - low) / 2;

export interface Comparison {
  /** How many times the other's median is of this one's. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly claim: "faster" | "slower" | "no difference shown";
}

/** A claim needs evidence: intervals that do not meet. */
export function compareTimes(own: Statistics, other: Statistics): Comparison {
  const claim = own.high < other.low ? "faster" : own.low > other.high ? "slower" : "no difference shown";
  return { ratio: other.median / own.median, low: other.low / own.high, high: other.high / own.low, claim };
}

/** Three significant digits and a unit: `4.56 ms`. */
export function printSeconds(seconds: number): string {
  const [unit, scale] =
    seconds >= 1 ? ["s", 1] : seconds >= 1e-3 ? ["ms", 1e3] : seconds >= 1e-6 ? ["µs", 1e6] : ["ns", 1e9];
  return `${threeDigits(seconds * scale)} ${unit}`;
}

export function threeDigits(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
