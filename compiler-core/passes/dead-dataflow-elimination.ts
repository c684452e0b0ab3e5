// Drops computation whose result nobody reads. What may raise stays.
import { assemble, codeOf, effectsOf, isVisible, type Unit, unitsOf } from "../analysis/index.ts";
import { type ElementId, edited, type Sdfg, statesOf, walkScalar } from "../sdfg/index.ts";
import type { Pass } from "./pass.ts";

export const deadDataflowElimination: Pass = { id: "DeadDataflowElimination", title: "Drop what nobody reads", run };

function run(sdfg: Sdfg): Sdfg {
  const states = [...statesOf(sdfg)].flatMap((state) => {
    const units = unitsOf(state);
    return units === undefined ? [] : [{ state, units }];
  });
  const readers = new Map<string, number>();
  const count = (name: string, by: number) => readers.set(name, (readers.get(name) ?? 0) + by);
  const taken = new Set(states.map(({ state }) => state.id));
  for (const block of Object.values(sdfg.blocks)) {
    for (const code of codeOf(block))
      for (const part of walkScalar(code)) if (part.kind === "read") count(part.data, 1);
    if (block.kind === "state" && !taken.has(block.id))
      for (const node of Object.values(block.nodes)) if (node.kind === "access") count(node.data, 1);
  }
  const writers = new Map<string, Unit[]>();
  const home = new Map<Unit, ElementId>();
  for (const { state, units } of states) {
    for (const unit of units) {
      home.set(unit, state.id);
      const { reads, writes } = effectsOf(unit);
      // A unit that reads what it writes does not keep itself alive.
      for (const name of reads) if (!writes.has(name)) count(name, 1);
      for (const name of writes) writers.set(name, [...(writers.get(name) ?? []), unit]);
    }
  }
  const dead = new Set<Unit>();
  const isDead = (unit: Unit) => {
    const { writes, raises } = effectsOf(unit);
    return !raises && [...writes].every((name) => !isVisible(sdfg, name) && (readers.get(name) ?? 0) <= 0);
  };
  const work = [...home.keys()].reverse();
  for (let unit = work.pop(); unit !== undefined; unit = work.pop()) {
    if (dead.has(unit) || !isDead(unit)) continue;
    dead.add(unit);
    const { reads, writes } = effectsOf(unit);
    for (const name of reads) {
      if (writes.has(name)) continue;
      count(name, -1);
      if ((readers.get(name) ?? 0) === 0) work.push(...(writers.get(name) ?? []));
    }
  }
  if (dead.size === 0) return sdfg;
  const touched = new Set([...dead].map((unit) => home.get(unit)));
  return edited(sdfg, (draft) => {
    for (const { state, units } of states)
      if (touched.has(state.id))
        draft.blocks.set(
          state.id,
          assemble(
            state,
            units.filter((u) => !dead.has(u)),
            (name) => isVisible(sdfg, name),
          ),
        );
  });
}
