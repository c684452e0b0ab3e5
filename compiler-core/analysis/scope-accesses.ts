// Everything that a map or a block does to memory, leaf by leaf.
import {
  adjacency,
  blockOf,
  childrenOf,
  type ElementId,
  type MapEntry,
  type Memlet,
  type NestedSdfg,
  nodeOf,
  nodesInScope,
  nodesOf,
  type Scalar,
  type Sdfg,
  type State,
  scopes,
  type WriteConflict,
  walkScalar,
} from "../sdfg/index.ts";
import { point, type Subset } from "../symbolic/index.ts";
import { codeOf, usesOf } from "./containers.ts";
import { isRegister } from "./flat-map.ts";
import { anyValueOf, definedIn, type Iterated, joinedAround, nothingAround, withParameter } from "./iterated.ts";

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
  for (const node of nodesOf(state)) {
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
    const add = (memlet: Memlet | undefined, writes: boolean) => {
      if (memlet === undefined || isPrivate(sdfg, state, memlet.data, entry)) return;
      accesses.push({
        data: memlet.data,
        subset: memlet.subset ?? [],
        writes,
        around,
        node: node.id,
        ...(memlet.wcr && { wcr: memlet.wcr }),
      });
    };
    for (const e of into.get(node.id) ?? []) add(e.memlet, false);
    for (const e of outOf.get(node.id) ?? []) add(e.memlet, true);
  }
  return accesses;
}

/** What a nested graph does to the containers outside, which it names as they are named there. */
export function nestedAccesses(state: State, node: NestedSdfg, around: Iterated): readonly ScopeAccess[] | undefined {
  const { sdfg, symbolMapping } = node;
  const { into, outOf } = adjacency(state);
  const renamed =
    Object.entries(symbolMapping).some(([name, e]) => e.key !== name) ||
    (into.get(node.id) ?? []).some((e) => e.memlet !== undefined && e.memlet.data !== e.dstConnector) ||
    (outOf.get(node.id) ?? []).some((e) => e.memlet !== undefined && e.memlet.data !== e.srcConnector);
  if (renamed) return undefined;
  // Each iteration has values of its own of what the graph assigns.
  const anew = [...definedIn(sdfg, sdfg.root).assigned].reduce(
    (all, name) => withParameter(all, name, anyValueOf(name)),
    around,
  );
  return blockAccesses(sdfg, sdfg.root, anew)
    ?.filter((a) => sdfg.containers[a.data]?.transient !== true)
    .map((a) => ({ ...a, node: node.id }));
}

/** A register that only this scope touches. */
function isPrivate(sdfg: Sdfg, state: State, data: string, entry: ElementId): boolean {
  if (!isRegister(sdfg.containers[data])) return false;
  const uses = usesOf(sdfg).get(data);
  if ([...(uses?.readIn ?? []), ...(uses?.writtenIn ?? [])].some((id) => id !== state.id)) return false;
  const parent = scopes(state);
  const inside = (id: ElementId | undefined): boolean => id !== undefined && (id === entry || inside(parent.get(id)));
  return nodesOf(state).every((n) => n.kind !== "access" || n.data !== data || inside(parent.get(n.id)));
}

/** Undefined where something can't be looked into, such as a bare copy. `around` is what already repeats the block. */
export function blockAccesses(sdfg: Sdfg, id: ElementId, around: Iterated): readonly ScopeAccess[] | undefined {
  const block = blockOf(sdfg, id);
  if (block.kind === "foreign") return undefined;
  if (block.kind === "state") return stateAccesses(sdfg, block, around);
  const inside =
    block.kind === "loop" && block.header.kind === "for"
      ? withParameter(around, block.header.variable, block.header.range)
      : around;
  const accesses: ScopeAccess[] = codeOf(block).flatMap((code) => readsByName(code, inside, id));
  for (const child of childrenOf(block)) {
    const inner = blockAccesses(sdfg, child, inside);
    if (inner === undefined) return undefined;
    accesses.push(...inner);
  }
  return accesses;
}

function stateAccesses(sdfg: Sdfg, state: State, around: Iterated): readonly ScopeAccess[] | undefined {
  const accesses: ScopeAccess[] = [];
  const { into, outOf } = adjacency(state);
  for (const node of nodesInScope(state, undefined)) {
    if (node.kind === "access") {
      if ((into.get(node.id) ?? []).some((e) => state.nodes[e.src]?.kind === "access")) return undefined;
      continue;
    }
    if (node.kind === "map-exit") continue;
    if (node.kind === "foreign") return undefined;
    if (node.kind === "map-entry" || node.kind === "nested-sdfg") {
      const inner =
        node.kind === "map-entry" ? scopeAccesses(sdfg, state, node.id) : nestedAccesses(state, node, nothingAround);
      if (inner === undefined) return undefined;
      accesses.push(...inner.map((a) => ({ ...a, around: joinedAround(around, a.around) })));
      continue;
    }
    if (node.kind === "tasklet")
      for (const code of [...Object.values(node.outputs), ...node.checks.map((c) => c.condition)])
        accesses.push(...readsByName(code, around, node.id));
    for (const e of into.get(node.id) ?? [])
      if (e.memlet !== undefined)
        accesses.push({ data: e.memlet.data, subset: e.memlet.subset ?? [], writes: false, around, node: node.id });
    for (const e of outOf.get(node.id) ?? [])
      if (e.memlet !== undefined)
        accesses.push({
          data: e.memlet.data,
          subset: e.memlet.subset ?? [],
          writes: true,
          around,
          node: node.id,
          ...(e.memlet.wcr && { wcr: e.memlet.wcr }),
        });
  }
  return accesses;
}

export function readsByName(code: Scalar, around: Iterated, node: ElementId): ScopeAccess[] {
  return walkScalar(code).flatMap((part) =>
    part.kind === "read" ? [{ data: part.data, subset: part.indices.map(point), writes: false, around, node }] : [],
  );
}
