// Joins neighbouring states of a chain into one. Access nodes of a container become one line of versions, and what the
// dataflow does not order by itself is kept in order by edges without data.
import { assemble, isVisible, unitsOf } from "../analysis/index.ts";
import {
  type ElementId,
  edited,
  type InterstateEdge,
  type LoopRegion,
  type Region,
  type Sdfg,
  type State,
} from "../sdfg/index.ts";
import type { Pass } from "./pass.ts";

export const stateFusion: Pass = {
  id: "StateFusion",
  title: "Join neighbouring states",
  run: (sdfg) =>
    edited(sdfg, (draft) => {
      for (const block of Object.values(sdfg.blocks)) {
        if (block.kind !== "region" && block.kind !== "loop") continue;
        const fused = fuseChain(sdfg, block);
        if (fused === undefined) continue;
        draft.blocks.set(block.id, fused.block);
        for (const id of fused.gone) draft.blocks.delete(id);
        for (const state of fused.states) draft.blocks.set(state.id, state);
      }
    }),
};

interface Fused {
  readonly block: Region | LoopRegion;
  readonly states: readonly State[];
  readonly gone: readonly ElementId[];
}

function fuseChain(sdfg: Sdfg, block: Region | LoopRegion): Fused | undefined {
  const into = new Map(block.edges.map((e) => [e.dst, e]));
  const groups: ElementId[][] = [];
  for (const child of block.children) {
    const last = groups.at(-1);
    if (last !== undefined && canJoin(sdfg, last.at(-1) as ElementId, child, into.get(child))) last.push(child);
    else groups.push([child]);
  }
  if (groups.length === block.children.length) return undefined;
  const leader = new Map(
    groups.flatMap((group) => group.map((id): [ElementId, ElementId] => [id, group[0] as ElementId])),
  );
  const states = groups.filter((group) => group.length > 1).map((group) => joined(sdfg, group));
  const edges = block.edges.flatMap((e): InterstateEdge[] => {
    const [src, dst] = [leader.get(e.src) ?? e.src, leader.get(e.dst) ?? e.dst];
    return src === dst ? [] : [{ ...e, src, dst }];
  });
  const children = groups.map((group) => group[0] as ElementId);
  return { block: { ...block, children, edges }, states, gone: groups.flatMap((group) => group.slice(1)) };
}

/** States join where nothing is assigned between them. A state that holds a bare copy stays alone. */
function canJoin(sdfg: Sdfg, first: ElementId, second: ElementId, between: InterstateEdge | undefined): boolean {
  const [a, b] = [sdfg.blocks[first], sdfg.blocks[second]];
  if (
    a?.kind !== "state" ||
    b?.kind !== "state" ||
    (between !== undefined && Object.keys(between.assignments).length > 0)
  )
    return false;
  return unitsOf(a) !== undefined && unitsOf(b) !== undefined;
}

function joined(sdfg: Sdfg, group: readonly ElementId[]): State {
  const states = group.map((id) => sdfg.blocks[id] as State);
  const first = states.find((s) => Object.keys(s.nodes).length > 0) ?? (states[0] as State);
  const units = states.flatMap((s) => unitsOf(s) ?? []);
  return assemble({ ...first, id: group[0] as ElementId }, units, (name) => isVisible(sdfg, name));
}
