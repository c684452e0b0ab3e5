// How often something is run: once to warm up, then often enough that the interval means something.

/** At least seven where they take under three seconds together, and up to a second's worth; never fewer than three. */
export function repetitionsFor(warmUpSeconds: number): number {
  const each = Math.max(warmUpSeconds, 1e-6);
  const aSecond = Math.ceil(1 / each);
  return Math.min(99, 7 * each <= 3 ? Math.max(7, aSecond) : Math.max(3, Math.floor(3 / each)));
}
