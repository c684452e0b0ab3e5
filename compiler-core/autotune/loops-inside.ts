// Which loops run better inside the map that they repeat: those that walk along memory where the map does not.
import { flatMapOf, readsOf, unitsOf, writesOf } from "../analysis/index.ts";
import { type ElementId, type Sdfg, walkBlocks } from "../sdfg/index.ts";
import { strideOf } from "../transformations/index.ts";

/** The loops, innermost last; whether one may be moved is the transformation's to say. */
export function loopsWorthMoving(graph: Sdfg): ElementId[] {
  return walkBlocks(graph).flatMap((loop): ElementId[] => {
    if (loop.kind !== "loop" || loop.header.kind !== "for" || loop.children.length !== 1) return [];
    const { variable } = loop.header;
    const state = graph.blocks[loop.children[0] ?? ""];
    const [unit] = state?.kind === "state" ? (unitsOf(state) ?? []) : [];
    const map = state?.kind === "state" && unit !== undefined ? flatMapOf(graph, state, unit.head) : undefined;
    const innermost = map?.entry.params.at(-1);
    if (map === undefined || innermost === undefined) return [];
    const shared = [...readsOf(map), ...writesOf(map)].filter(
      (o) => !map.locals.has(o.memlet.data) && o.memlet.subset.length > 0,
    );
    const alongMemory = (name: string) =>
      shared.filter((o) => strideOf(o.memlet.subset, graph.containers[o.memlet.data]?.strides ?? [], name) === 1)
        .length;
    return alongMemory(variable) > alongMemory(innermost) ? [loop.id] : [];
  });
}
