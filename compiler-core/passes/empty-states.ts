// Drops states that hold nothing, where no assignment needs them to stand on.
import { type ElementId, edited, type InterstateEdge, type LoopRegion, type Region, type Sdfg } from "../sdfg/index.ts";
import type { Pass } from "./pass.ts";

export const emptyStates: Pass = {
  id: "EmptyStates",
  title: "Drop empty states",
  run: (sdfg) =>
    edited(sdfg, (draft) => {
      for (const block of Object.values(sdfg.blocks)) {
        if (block.kind !== "region" && block.kind !== "loop") continue;
        const { chain, gone } = withoutEmpty(sdfg, block);
        if (gone.length === 0) continue;
        draft.blocks.set(block.id, chain);
        for (const id of gone) draft.blocks.delete(id);
      }
    }),
};

function withoutEmpty(sdfg: Sdfg, block: Region | LoopRegion): { chain: Region | LoopRegion; gone: ElementId[] } {
  const assigned = (e: InterstateEdge | undefined) => Object.keys(e?.assignments ?? {}).length > 0;
  const kept: ElementId[] = [];
  const gone: ElementId[] = [];
  // The edge that leads into each kept child.
  let pending = new Map(block.edges.map((e) => [e.dst, e]));
  for (const [i, id] of block.children.entries()) {
    const child = sdfg.blocks[id];
    const next = block.children[i + 1];
    const [into, out] = [pending.get(id), next === undefined ? undefined : pending.get(next)];
    const empty = child?.kind === "state" && Object.keys(child.nodes).length === 0;
    const alone = kept.length === 0 && next === undefined;
    // The last child may hold up its own assignments; the first has none before it to hold up the next one's.
    const needed =
      alone || (assigned(into) && (next === undefined || assigned(out))) || (kept.length === 0 && assigned(out));
    if (!empty || needed) {
      kept.push(id);
      continue;
    }
    gone.push(id);
    if (next !== undefined)
      pending = new Map([
        ...pending,
        [next, { src: kept.at(-1) ?? next, dst: next, assignments: { ...into?.assignments, ...out?.assignments } }],
      ]);
  }
  const edges = kept.slice(1).map(
    (dst, i): InterstateEdge => ({
      src: kept[i] as ElementId,
      dst,
      assignments: pending.get(dst)?.assignments ?? {},
    }),
  );
  return { chain: { ...block, children: kept, edges }, gone };
}
