// How much one run of a map does, as a number for given sizes: iterations times steps.
import { flatMapOf } from "../analysis/index.ts";
import { loopsAround, type MapEntry, nodesInScope, type Sdfg, type State, statesOf } from "../sdfg/index.ts";
import { type Environment, evaluate, lengthOf } from "../symbolic/index.ts";

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

/** The loops of a nested graph multiply what they hold. */
function nestedSteps(sdfg: Sdfg, sizes: Map<string, number>): number {
  let total = 0;
  for (const state of statesOf(sdfg)) {
    const loops = loopsAround(sdfg, state.id).flatMap(({ header }) => (header.kind === "for" ? [header.range] : []));
    const times = loops.reduce((product, range) => product * Math.max(0, evaluate(lengthOf(range), sizes)), 1);
    total += times * Object.values(state.nodes).filter((n) => n.kind === "tasklet").length;
  }
  return total;
}
