// Which symbols stand for something at a place, and what is known of their values there.
import {
  type Edge,
  type ElementId,
  entryOfExit,
  loopsAround,
  type MapEntry,
  opensScope,
  type Sdfg,
  type State,
  scopesOf,
} from "../sdfg/index.ts";
import {
  type Assumptions,
  add,
  assume,
  type Bounds,
  constantOf,
  int,
  isPoint,
  nothingAssumed,
  type Range,
  remembered,
} from "../symbolic/index.ts";
import { own } from "./problem.ts";

/** Declared symbols, loop variables, names that edges assign, and scalars, which a file may use as symbols. */
export const namesInSight = remembered((sdfg: Sdfg): ReadonlySet<string> => {
  const names = new Set(Object.keys(sdfg.symbols));
  for (const [name, c] of Object.entries(sdfg.containers)) if (c.kind === "scalar") names.add(name);
  for (const block of Object.values(sdfg.blocks)) {
    if (block.kind === "loop" && block.header.kind === "for") names.add(block.header.variable);
    if (block.kind === "foreign" && block.loop !== undefined) names.add(block.loop.variable);
    if (block.kind === "region" || block.kind === "loop" || block.kind === "foreign")
      for (const e of block.edges) for (const name of Object.keys(e.assignments)) names.add(name);
  }
  return names;
});

export interface Scopes {
  /** Maps around what an edge carries, outermost first. */
  readonly around: (e: Edge) => readonly MapEntry[];
  readonly aroundNode: (id: ElementId) => readonly MapEntry[];
  /** Symbols that data defines for a scope: what an entry's plain inputs are called. */
  readonly dynamic: ReadonlySet<string>;
}

export function scopesIn(state: State): Scopes {
  const { entry } = scopesOf(state);
  const chains = new Map<ElementId, readonly MapEntry[]>();
  const inside = (id: ElementId | undefined): readonly MapEntry[] => {
    if (id === undefined) return [];
    const known = chains.get(id);
    if (known !== undefined) return known;
    chains.set(id, []);
    const node = own(state.nodes, id);
    const outer = inside(entry.get(id));
    const chain = node?.kind === "map-entry" ? [...outer, node] : outer;
    chains.set(id, chain);
    return chain;
  };
  const dynamic = new Set<string>();
  for (const e of state.edges)
    if (opensScope(own(state.nodes, e.dst)) && e.dstConnector !== undefined && !e.dstConnector.startsWith("IN_"))
      dynamic.add(e.dstConnector);
  const around = (e: Edge) => {
    const src = own(state.nodes, e.src);
    const closed = entryOfExit(src);
    return inside(opensScope(src) ? e.src : closed !== undefined ? entry.get(closed) : entry.get(e.src));
  };
  return { around, aroundNode: (id) => inside(entry.get(id)), dynamic };
}

/** What holds wherever the block runs. */
export function assumptionsAt(sdfg: Sdfg, block: ElementId): Assumptions {
  let known = nothingAssumed;
  for (const [name, { least, most }] of Object.entries(sdfg.symbols))
    known = assume(known, name, { ...(least && { least }), ...(most && { most }) });
  for (const loop of loopsAround(sdfg, block))
    if (loop.header.kind === "for") known = assume(known, loop.header.variable, boundsOf(loop.header.range));
  return known;
}

export function withMaps(known: Assumptions, maps: readonly MapEntry[]): Assumptions {
  return maps.reduce(
    (all, map) => map.params.reduce((each, name, i) => assume(each, name, boundsOf(map.ranges[i] as Range)), all),
    known,
  );
}

/** A body runs only where its range is not empty. */
function boundsOf(range: Range): Bounds {
  const step = constantOf(range.step);
  if (isPoint(range)) return { least: range.begin, most: range.begin };
  if (step === undefined || step > 0) return { least: range.begin, most: add(range.end, int(-1)) };
  return { least: add(range.end, int(1)), most: range.begin };
}
