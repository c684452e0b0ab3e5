import { describe, expect, test } from "vitest";
import { repetitionsFor, roundsFor } from "./repetitions";
import { compareTimes, printSeconds, statisticsOf } from "./statistics";

describe("repetitions", () => {
  test.each([
    [1e-6, 99],
    [0.02, 50],
    [0.3, 7],
    [0.5, 6],
    [10, 3],
  ])("%d s a run: %d", (seconds, count) => expect(repetitionsFor(seconds)).toBe(count));
});

describe("turns", () => {
  test("short ones are repeated within a turn", () =>
    expect(roundsFor([0.001, 0.01, 0.1])).toEqual({ rounds: 7, each: [20, 3, 1] }));
  test("long ones are still taken three times", () => expect(roundsFor([5, 5]).rounds).toBe(3));
});

describe("statistics", () => {
  test("of one value", () => expect(statisticsOf([2])).toEqual({ min: 2, median: 2, low: 2, high: 2, count: 1 }));
  test("the interval holds the median and shrinks with the count", () => {
    const few = statisticsOf([1, 2, 3, 4, 5, 6, 7]);
    const many = statisticsOf(Array.from({ length: 70 }, (_, i) => 1 + (i % 7)));
    expect(few.low <= few.median && few.median <= few.high).toBe(true);
    expect(many.high - many.low).toBeLessThan(few.high - few.low);
  });
  test("faster only where the intervals are apart", () => {
    expect(compareTimes(statisticsOf([1, 1.1, 1.2, 1, 1, 1, 1]), statisticsOf([3, 3.1, 3, 3, 3, 3, 3])).claim).toBe(
      "faster",
    );
    expect(compareTimes(statisticsOf([1, 2, 3, 4, 5, 6, 7]), statisticsOf([2, 3, 4, 5, 6, 7, 8])).claim).toBe(
      "no difference shown",
    );
  });
  test("three digits and a unit", () =>
    expect([1.5, 0.0123, 4.567e-5, 1e-7].map(printSeconds)).toEqual(["1.50 s", "12.3 ms", "45.7 µs", "100 ns"]));
});
