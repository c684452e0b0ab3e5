// Times of single graph elements, on request: what is timed adds up its own nanoseconds around itself. Without the request
// the printed code has no trace of it.
import type { Statement } from "../../lowering/index.ts";
import type { ElementId } from "../../sdfg/index.ts";

export type TimedElements = ReadonlySet<ElementId>;

export interface Timer {
  readonly element: ElementId;
  /** Of the Python text; 0 where it came from no line. */
  readonly line: number;
}

export interface Timing {
  readonly elements: TimedElements;
  /** Those printed so far. */
  readonly timers: Timer[];
}

/** The place of this statement's timer; an element that is printed in several places has one. */
export function timerFor({ elements, timers }: Timing, s: Statement): number | undefined {
  const element = s.origin?.element;
  if (element === undefined || !elements.has(element)) return undefined;
  if (s.kind !== "for" && s.kind !== "while" && s.kind !== "matmul") return undefined;
  const known = timers.findIndex((timer) => timer.element === element);
  if (known >= 0) return known;
  timers.push({ element, line: s.origin?.span?.line ?? 0 });
  return timers.length - 1;
}

export function timersPrelude(count: number): string {
  return `#include <chrono>

namespace np {

// Nanoseconds of each timed map in the run at hand.
static int64_t timers[${count}];
static inline int64_t nanoseconds() { return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace np
`;
}
