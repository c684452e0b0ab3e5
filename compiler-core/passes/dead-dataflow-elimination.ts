// Drops computation whose result nobody reads. What may raise stays.
import { assemble, codeOf, type Effects, effectsOf, isVisible, type Unit, unitsOf } from "../analysis/index.ts";
import { type ElementId, edited, nodesOf, type Sdfg, statesOf, walkScalar } from "../sdfg/index.ts";
import { obtained } from "../symbolic/index.ts";
import type { Pass } from "./pass.ts";

export const deadDataflowElimination: Pass = { id: "DeadDataflowElimination", title: "Drop what nobody reads", run };

function run(sdfg: Sdfg): Sdfg {
  const states = statesOf(sdfg).flatMap((state) => {
    const units = unitsOf(state);
    return units === undefined ? [] : [{ state, units }];
  });
  const live = liveUnits(
    sdfg,
    states.flatMap(({ units }) => units),
    readOutsideOf(sdfg, new Set(states.map(({ state }) => state.id))),
  );
  const touched = states.filter(({ units }) => !units.every((unit) => live.has(unit)));
  if (touched.length === 0) return sdfg;
  return edited(sdfg, (draft) => {
    for (const { state, units } of touched) {
      const left = units.filter((unit) => live.has(unit));
      draft.blocks.set(
        state.id,
        assemble(state, left, (name) => isVisible(sdfg, name)),
      );
    }
  });
}

/** What conditions, assignments and states that can't be taken apart look at. */
function readOutsideOf(sdfg: Sdfg, taken: ReadonlySet<ElementId>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const block of Object.values(sdfg.blocks)) {
    for (const code of codeOf(block))
      for (const part of walkScalar(code)) if (part.kind === "read") names.add(part.data);
    if (block.kind === "state" && !taken.has(block.id))
      for (const node of nodesOf(block)) if (node.kind === "access") names.add(node.data);
  }
  return names;
}

/**
 * Marked from what is seen outside back to what it needs. A unit that only goes on with its own value is never reached, and one
 * that is reached for another result needs the value that it goes on from.
 */
function liveUnits(sdfg: Sdfg, units: readonly Unit[], read: ReadonlySet<string>): ReadonlySet<Unit> {
  const writers = new Map<string, Unit[]>();
  for (const unit of units)
    for (const name of effectsOf(unit).writes) obtained(writers, name, (): Unit[] => []).push(unit);
  const isSeen = ({ raises, writes }: Effects) =>
    raises || [...writes].some((name) => isVisible(sdfg, name) || read.has(name));
  const live = new Set(units.filter((unit) => isSeen(effectsOf(unit))));
  const needed = new Set<string>();
  // Grows while it is walked.
  for (const unit of live)
    for (const name of goesOnFrom(unit)) {
      if (needed.has(name)) continue;
      needed.add(name);
      for (const writer of writers.get(name) ?? []) live.add(writer);
    }
  return live;
}

/** What it reads, and what it joins values to. */
function goesOnFrom(unit: Unit): readonly string[] {
  return [...effectsOf(unit).reads, ...unit.outputs.flatMap((p) => (p.memlet.wcr === undefined ? [] : [p.data]))];
}
