// Everything that a map does to memory, leaf by leaf, and whether its iterations get into each other's way.
import {
  adjacency,
  type ElementId,
  exitOf,
  loopsAround,
  type MapEntry,
  type Memlet,
  type NestedSdfg,
  nodeOf,
  type Sdfg,
  type State,
  scopes,
  type WriteConflict,
} from "../sdfg/index.ts";
import type { Assumptions, Subset } from "../symbolic/index.ts";
import { codeOf, usesOf } from "./containers.ts";
import { isRegister } from "./flat-map.ts";
import { type Collision, collisionOf, type Iterated } from "./overlap.ts";

export interface ScopeAccess {
  readonly data: string;
  readonly subset: Subset;
  readonly writes: boolean;
  readonly wcr?: WriteConflict;
  /** The maps around it, from the scope in question inwards. */
  readonly around: Iterated;
  /** The tasklet or library node. */
  readonly node: ElementId;
}

/** Undefined where the scope holds something that can't be looked into, such as a nested graph. Registers of the scope are left out. */
export function scopeAccesses(sdfg: Sdfg, state: State, entry: ElementId): readonly ScopeAccess[] | undefined {
  const parent = scopes(state);
  const chain = (node: ElementId): MapEntry[] | undefined => {
    const maps: MapEntry[] = [];
    for (let at = parent.get(node); at !== undefined; at = parent.get(at)) {
      maps.unshift(nodeOf(state, at) as MapEntry);
      if (at === entry) return maps;
    }
    return undefined;
  };
  const accesses: ScopeAccess[] = [];
  const { into, outOf } = adjacency(state);
  for (const node of Object.values(state.nodes)) {
    if (node.kind !== "tasklet" && node.kind !== "library" && node.kind !== "nested-sdfg") continue;
    const maps = chain(node.id);
    if (maps === undefined) continue;
    const around = { params: maps.flatMap((m) => m.params), ranges: maps.flatMap((m) => m.ranges) };
    if (node.kind === "nested-sdfg") {
      const inner = nestedAccesses(state, node, around);
      if (inner === undefined) return undefined;
      accesses.push(...inner);
      continue;
    }
    const add = (memlet: Memlet | undefined, writes: boolean, other: ElementId) => {
      if (
        memlet === undefined ||
        (nodeOf(state, other).kind === "access" && isPrivate(sdfg, state, memlet.data, entry))
      )
        return;
      accesses.push({
        data: memlet.data,
        subset: memlet.subset ?? [],
        writes,
        around,
        node: node.id,
        ...(memlet.wcr && { wcr: memlet.wcr }),
      });
    };
    for (const e of into.get(node.id) ?? []) add(e.memlet, false, e.src);
    for (const e of outOf.get(node.id) ?? []) add(e.memlet, true, e.dst);
  }
  return accesses;
}

/** What a nested graph does to the containers outside, which it names as they are named there. */
function nestedAccesses(state: State, node: NestedSdfg, around: Iterated): readonly ScopeAccess[] | undefined {
  const { sdfg, symbolMapping } = node;
  const { into, outOf } = adjacency(state);
  const renamed =
    Object.entries(symbolMapping).some(([name, e]) => e.key !== name) ||
    (into.get(node.id) ?? []).some((e) => e.memlet !== undefined && e.memlet.data !== e.dstConnector) ||
    (outOf.get(node.id) ?? []).some((e) => e.memlet !== undefined && e.memlet.data !== e.srcConnector);
  if (renamed) return undefined;
  const accesses: ScopeAccess[] = [];
  for (const block of Object.values(sdfg.blocks)) {
    if (codeOf(block).length > 0 || block.kind === "foreign") return undefined;
    if (block.kind !== "state") continue;
    const loops = loopsAround(sdfg, block.id).flatMap(({ header }) => (header.kind === "for" ? [header] : []));
    const outer: Iterated = {
      params: [...around.params, ...loops.map((l) => l.variable)],
      ranges: [...around.ranges, ...loops.map((l) => l.range)],
    };
    const inner = topLevelAccesses(block, outer);
    if (inner === undefined) return undefined;
    accesses.push(...inner.filter((a) => sdfg.containers[a.data]?.transient !== true));
  }
  return accesses;
}

/** Of a state of plain tasklets only. */
function topLevelAccesses(state: State, around: Iterated): readonly ScopeAccess[] | undefined {
  const accesses: ScopeAccess[] = [];
  for (const node of Object.values(state.nodes)) {
    if (node.kind === "access") continue;
    if (node.kind !== "tasklet") return undefined;
    const { into, outOf } = adjacency(state);
    const add = (memlet: Memlet | undefined, writes: boolean) => {
      if (memlet === undefined) return;
      const { data, wcr } = memlet;
      accesses.push({ data, subset: memlet.subset ?? [], writes, around, node: node.id, ...(wcr && { wcr }) });
    };
    for (const e of into.get(node.id) ?? []) add(e.memlet, false);
    for (const e of outOf.get(node.id) ?? []) add(e.memlet, true);
  }
  return accesses;
}

/** A register that only this scope touches. */
function isPrivate(sdfg: Sdfg, state: State, data: string, entry: ElementId): boolean {
  if (!isRegister(sdfg.containers[data])) return false;
  const uses = usesOf(sdfg).get(data);
  if ([...(uses?.readIn ?? []), ...(uses?.writtenIn ?? [])].some((id) => id !== state.id)) return false;
  const parent = scopes(state);
  const inside = (id: ElementId | undefined): boolean => id !== undefined && (id === entry || inside(parent.get(id)));
  return Object.values(state.nodes).every((n) => n.kind !== "access" || n.data !== data || inside(parent.get(n.id)));
}

export interface Dependence {
  readonly first: ScopeAccess;
  readonly second: ScopeAccess;
  readonly collision: Collision & { readonly kind: "other-iteration" };
}

/** The first pair of accesses, one a write, that meet in iterations which differ in one of `compared`. */
export function dependenceAmong(
  accesses: readonly ScopeAccess[],
  compared: readonly string[],
  assumptions: Assumptions,
  shared: ReadonlySet<string> = new Set(),
): Dependence | undefined {
  for (const first of accesses) {
    if (!first.writes) continue;
    for (const second of accesses) {
      if (second.data !== first.data) continue;
      const collision = collisionOf(first, second, compared, assumptions, shared);
      if (collision.kind === "other-iteration") return { first, second, collision };
    }
  }
  return undefined;
}

/** Whether anything in the scope may end the program with an exception. */
export function mapRaises(state: State, entry: ElementId): boolean {
  const parent = scopes(state);
  const inside = (id: ElementId | undefined): boolean => id !== undefined && (id === entry || inside(parent.get(id)));
  return Object.values(state.nodes).some((n) => n.kind === "tasklet" && n.checks.length > 0 && inside(n.id));
}

export function isOutermost(state: State, entry: ElementId): boolean {
  return scopes(state).get(entry) === undefined && exitOf(state, entry) !== undefined;
}
