// Everything that a map does to memory, leaf by leaf, and whether its iterations get into each other's way.
import {
  adjacency,
  type ElementId,
  exitOf,
  type MapEntry,
  type Memlet,
  nodeOf,
  type Sdfg,
  type State,
  scopes,
  type WriteConflict,
} from "../sdfg/index.ts";
import type { Assumptions, Subset } from "../symbolic/index.ts";
import { usesOf } from "./containers.ts";
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
    if (node.kind === "nested-sdfg") return undefined;
    const around = { params: maps.flatMap((m) => m.params), ranges: maps.flatMap((m) => m.ranges) };
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
