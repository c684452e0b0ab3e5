// Where control can go inside one region: its loops by their back edges, and where ways meet again.
import type { Block, ElementId, InterstateEdge } from "../../sdfg/index.ts";
import { dominates, dominators, postorder } from "./dominators.ts";

export interface Ways {
  readonly outOf: (id: ElementId) => readonly InterstateEdge[];
  /** Edges that control can come to. */
  readonly edges: readonly InterstateEdge[];
  readonly dominates: (a: ElementId, b: ElementId) => boolean;
  /** The place of each block that is come to, where a block stands before all that only it leads to. */
  readonly rank: ReadonlyMap<ElementId, number>;
}

export function waysOf(region: Block & { readonly edges: readonly InterstateEdge[] }, start: ElementId): Ways {
  const out = new Map<ElementId, InterstateEdge[]>();
  for (const e of region.edges) {
    const list = out.get(e.src);
    if (list === undefined) out.set(e.src, [e]);
    else list.push(e);
  }
  const outOf = (id: ElementId) => out.get(id) ?? [];
  const successors = (id: ElementId) => outOf(id).map((e) => e.dst);
  const above = dominators(start, successors);
  const rank = new Map(
    postorder(start, successors)
      .reverse()
      .map((id, i) => [id, i]),
  );
  return {
    outOf,
    edges: region.edges.filter((e) => rank.has(e.src)),
    dominates: (a, b) => above.has(b) && dominates(above, a, b),
    rank,
  };
}

/** What loops back to a header, the header included; empty for any other block. */
export function loopingBack(ways: Ways, header: ElementId): ReadonlySet<ElementId> {
  const body = new Set<ElementId>();
  const waiting = ways.edges.filter((e) => e.dst === header && ways.dominates(header, e.src)).map((e) => e.src);
  if (waiting.length === 0) return body;
  body.add(header);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (body.has(id)) continue;
    body.add(id);
    for (const e of ways.edges) if (e.dst === id) waiting.push(e.src);
  }
  return body;
}

/** The blocks that a way comes to, with those of `stops` where it ends. */
export function reachedFrom(ways: Ways, from: ElementId, stops: ReadonlySet<ElementId>): ReadonlySet<ElementId> {
  const reached = new Set([from]);
  for (const id of reached) if (!stops.has(id)) for (const e of ways.outOf(id)) reached.add(e.dst);
  return reached;
}

/** The first block that all of the ways come to. */
export function meeting(ways: Ways, reached: readonly ReadonlySet<ElementId>[]): ElementId | undefined {
  const [first, ...rest] = reached;
  const common = [...(first ?? [])].filter((id) => rest.every((other) => other.has(id)));
  return common.sort((a, b) => (ways.rank.get(a) ?? 0) - (ways.rank.get(b) ?? 0))[0];
}

/**
 * Where a loop without a guard is left to: the first block that its ways out come to. Those that never meet the longest one end
 * the program, and belong to the loop.
 */
export function leftTo(
  ways: Ways,
  body: ReadonlySet<ElementId>,
  stops: ReadonlySet<ElementId>,
  finish: ElementId,
): ElementId | undefined {
  const exits = new Set(ways.edges.filter((e) => body.has(e.src) && !body.has(e.dst)).map((e) => e.dst));
  const outside = [...exits].map((id) => new Set([...reachedFrom(ways, id, stops)].filter((each) => each !== finish)));
  const longest = outside.reduce<ReadonlySet<ElementId>>((a, b) => (b.size > a.size ? b : a), new Set());
  const leaving = outside.filter((reached) => [...reached].some((id) => longest.has(id)));
  // What stops them comes last, although an outer loop's header stands before.
  const before = leaving.map((reached) => new Set([...reached].filter((id) => !stops.has(id))));
  return meeting(ways, before) ?? meeting(ways, leaving);
}
