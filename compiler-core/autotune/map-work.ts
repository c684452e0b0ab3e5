// How much one run of a map does, as a number for given sizes: iterations times steps.
import { flatMapOf } from "../analysis/index.ts";
import { loopsAround, type MapEntry, nodesInScope, nodesOf, type Sdfg, type State, statesOf } from "../sdfg/index.ts";
import { type Environment, evaluate, lengthOf, type Range, symbolsOfRange } from "../symbolic/index.ts";

/** Undefined where a size is not given. Loops around are taken in the middle of their range. */
export function workOf(
  sdfg: Sdfg,
  state: State,
  entry: MapEntry,
  sizes: Readonly<Record<string, number>>,
): number | undefined {
  const known = new Map(Object.entries(sizes));
  try {
    for (const loop of loopsAround(sdfg, state.id))
      if (loop.header.kind === "for") known.set(loop.header.variable, middleOf(loop.header.range, known));
    let iterations = 1;
    for (const [i, range] of entry.ranges.entries()) {
      iterations *= Math.max(0, evaluate(lengthOf(range), known));
      known.set(entry.params[i] as string, middleOf(range, known));
    }
    return iterations * stepsOf(sdfg, state, entry, known);
  } catch (error) {
    // A size that only the run knows.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function middleOf(range: MapEntry["ranges"][number], known: Environment): number {
  return Math.floor((evaluate(range.begin, known) + evaluate(range.end, known)) / 2);
}

function stepsOf(sdfg: Sdfg, state: State, entry: MapEntry, sizes: Map<string, number>): number {
  const flat = flatMapOf(sdfg, state, entry.id);
  if (flat !== undefined) return flat.steps.length;
  return nodesInScope(state, entry.id).reduce(
    (total, n) => total + (n.kind === "nested-sdfg" ? nestedSteps(n.sdfg, sizes) : 1),
    0,
  );
}

/** The loops of a nested graph multiply what they hold; how often one runs that the data decides is not counted. */
function nestedSteps(sdfg: Sdfg, sizes: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const state of statesOf(sdfg)) {
    const known = new Map(sizes);
    let times = 1;
    for (const { header } of loopsAround(sdfg, state.id)) {
      if (header.kind !== "for" || !isKnown(header.range, known)) continue;
      times *= Math.max(0, evaluate(lengthOf(header.range), known));
      known.set(header.variable, middleOf(header.range, known));
    }
    total += times * nodesOf(state).filter((n) => n.kind === "tasklet").length;
  }
  return total;
}

function isKnown(range: Range, known: ReadonlyMap<string, number>): boolean {
  return [...symbolsOfRange(range)].every((name) => known.has(name));
}
