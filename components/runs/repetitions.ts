// How often something is run: once to warm up, then often enough that the interval means something.

/** At least seven where they take under three seconds together, and up to a second's worth; never fewer than three. */
export function repetitionsFor(warmUpSeconds: number): number {
  const each = Math.max(warmUpSeconds, 1e-6);
  const aSecond = Math.ceil(1 / each);
  return Math.min(99, 7 * each <= 3 ? Math.max(7, aSecond) : Math.max(3, Math.floor(3 / each)));
}

/** Seconds that all turns may take together. */
const allTurns = 4;

/** How many turns, and how often each is run in its turn: short ones often enough that a turn means something. */
export function roundsFor(warmUpSeconds: readonly number[]): {
  readonly rounds: number;
  readonly each: readonly number[];
} {
  const each = warmUpSeconds.map((seconds) => Math.min(20, Math.max(1, Math.round(0.03 / Math.max(seconds, 1e-6)))));
  const aRound = warmUpSeconds.reduce((sum, seconds, i) => sum + seconds * (each[i] ?? 1), 0);
  return { rounds: Math.min(7, Math.max(3, Math.floor(allTurns / Math.max(aRound, 1e-6)))), each };
}
