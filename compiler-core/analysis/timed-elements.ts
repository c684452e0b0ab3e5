// What is timed by itself where times are asked for: the outermost maps and library nodes, inside the loops around them, and
// the loops that hold neither. A loop over time steps says little; the maps in it say where the time goes.
import { type ElementId, type LoopRegion, nodesOf, type Sdfg, type State, scopes, walkBlocks } from "../sdfg/index.ts";

export function timedElements(sdfg: Sdfg): ReadonlySet<ElementId> {
  const found = new Set<ElementId>();
  const loops: LoopRegion[] = [];
  for (const block of walkBlocks(sdfg)) {
    if (block.kind === "loop") loops.push(block);
    if (block.kind === "state") for (const id of timedIn(block)) found.add(id);
  }
  const holdsTimed = (loop: LoopRegion) =>
    walkBlocks(sdfg, loop.id).some((block) => block.kind === "state" && timedIn(block).length > 0);
  for (const loop of loops) if (!holdsTimed(loop)) found.add(loop.id);
  return found;
}

function timedIn(state: State): readonly ElementId[] {
  const around = scopes(state);
  return nodesOf(state)
    .filter((node) => around.get(node.id) === undefined)
    .flatMap((node) => {
      if (node.kind === "map-entry" || node.kind === "library") return [node.id];
      return node.kind === "nested-sdfg" ? [...timedElements(node.sdfg)] : [];
    });
}
