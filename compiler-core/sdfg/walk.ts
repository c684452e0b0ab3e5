// What follows from a graph's data: adjacency, scopes, order. Derived per state and remembered by identity.
import { invariant, need } from "../diagnostics/index.ts";
import { remembered } from "../symbolic/index.ts";
import type { Block, Edge, ElementId, LoopRegion, MapEntry, MapExit, Node, Region, Sdfg, State } from "./graph.ts";

/** A state's nodes in the order of insertion. Listing a large record is slow, so it is done once. */
export const nodesOf = remembered((state: State): readonly Node[] => Object.values(state.nodes));

export interface Adjacency {
  readonly into: ReadonlyMap<ElementId, readonly Edge[]>;
  readonly outOf: ReadonlyMap<ElementId, readonly Edge[]>;
}

export const adjacency = remembered((state: State): Adjacency => {
  const into = new Map<ElementId, Edge[]>();
  const outOf = new Map<ElementId, Edge[]>();
  for (const { id } of nodesOf(state)) {
    into.set(id, []);
    outOf.set(id, []);
  }
  for (const edge of state.edges) {
    const [arriving, leaving] = [into.get(edge.dst), outOf.get(edge.src)];
    invariant(arriving !== undefined && leaving !== undefined, "an edge ends at no node");
    arriving.push(edge);
    leaving.push(edge);
  }
  return { into, outOf };
});

export function edgesInto(state: State, node: ElementId): readonly Edge[] {
  return adjacency(state).into.get(node) ?? [];
}

export function edgesOutOf(state: State, node: ElementId): readonly Edge[] {
  return adjacency(state).outOf.get(node) ?? [];
}

/** Nodes in an order that respects the edges; ties keep the order of insertion, so it is stable. */
export const topological = remembered((state: State): readonly Node[] => {
  const { into, outOf } = adjacency(state);
  const nodes = nodesOf(state);
  const rank = new Map<ElementId, number>();
  for (const [i, node] of nodes.entries()) rank.set(node.id, i);
  const waiting = nodes.map((node) => into.get(node.id)?.length ?? 0);
  const ready: number[] = [];
  for (const [i, n] of waiting.entries()) if (n === 0) push(ready, i);
  const order: Node[] = [];
  while (ready.length > 0) {
    const node = nodes[pop(ready)] as Node;
    order.push(node);
    for (const edge of outOf.get(node.id) ?? []) {
      const at = rank.get(edge.dst) as number;
      const left = (waiting[at] as number) - 1;
      waiting[at] = left;
      if (left === 0) push(ready, at);
    }
  }
  invariant(order.length === nodes.length, `state ${state.id} has a cycle`);
  return order;
});

/** A binary heap: the least number first. */
function push(heap: number[], value: number): void {
  let at = heap.push(value) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((heap[parent] as number) <= value) break;
    heap[at] = heap[parent] as number;
    at = parent;
  }
  heap[at] = value;
}

function pop(heap: number[]): number {
  const least = heap[0] as number;
  const value = heap.pop() as number;
  if (heap.length === 0) return least;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++;
    if ((heap[child] as number) >= value) break;
    heap[at] = heap[child] as number;
    at = child;
  }
  heap[at] = value;
  return least;
}

/** The map entry around each node (undefined at the top level). An entry and its exit belong to the scope outside. */
export const scopes = remembered((state: State): ReadonlyMap<ElementId, ElementId | undefined> => {
  const { into } = adjacency(state);
  const parent = new Map<ElementId, ElementId | undefined>();
  for (const node of topological(state)) {
    if (node.kind === "map-exit") {
      parent.set(node.id, parent.get(node.entry));
      continue;
    }
    let scope: ElementId | undefined;
    for (const edge of into.get(node.id) ?? []) {
      const source = nodeOf(state, edge.src);
      const candidate = source.kind === "map-entry" ? source.id : parent.get(source.id);
      if (candidate !== undefined) scope = candidate;
    }
    parent.set(node.id, scope);
  }
  return parent;
});

const members = remembered((state: State): ReadonlyMap<ElementId | undefined, readonly Node[]> => {
  const parent = scopes(state);
  const byScope = new Map<ElementId | undefined, Node[]>();
  for (const node of topological(state)) {
    const scope = parent.get(node.id);
    const list = byScope.get(scope);
    if (list === undefined) byScope.set(scope, [node]);
    else list.push(node);
  }
  return byScope;
});

/** Nodes directly inside a map (or at the top level), in topological order. */
export function nodesInScope(state: State, entry: ElementId | undefined): readonly Node[] {
  return members(state).get(entry) ?? [];
}

export function nodeOf(state: State, id: ElementId): Node {
  // The message is only put together where it is needed: this is asked for every edge.
  return state.nodes[id] ?? need<Node>(undefined, `node ${id} in state ${state.id}`);
}

export function entryOf(state: State, exit: MapExit): MapEntry {
  const entry = nodeOf(state, exit.entry);
  invariant(entry.kind === "map-entry", `${exit.id} closes ${entry.kind}`);
  return entry;
}

const exits = remembered((state: State): ReadonlyMap<ElementId, MapExit> => {
  const byEntry = new Map<ElementId, MapExit>();
  for (const node of nodesOf(state)) if (node.kind === "map-exit") byEntry.set(node.entry, node);
  return byEntry;
});

export function exitOf(state: State, entry: ElementId): MapExit {
  return need(exits(state).get(entry), `exit of ${entry}`);
}

export function blockOf(sdfg: Sdfg, id: ElementId): Block {
  return need(sdfg.blocks[id], `block ${id}`);
}

export function childrenOf(block: Block): readonly ElementId[] {
  switch (block.kind) {
    case "region":
    case "loop":
    case "foreign":
      return block.children;
    case "conditional":
      return block.branches.map((branch) => branch.body);
    default:
      return [];
  }
}

/** The region, loop or conditional around each block. */
export const parents = remembered((sdfg: Sdfg): ReadonlyMap<ElementId, Region | LoopRegion | Block> => {
  const parent = new Map<ElementId, Block>();
  for (const block of Object.values(sdfg.blocks)) for (const child of childrenOf(block)) parent.set(child, block);
  return parent;
});

/** The loops around a block, outermost first. */
export function loopsAround(sdfg: Sdfg, id: ElementId): LoopRegion[] {
  const loops: LoopRegion[] = [];
  for (let at = parents(sdfg).get(id); at !== undefined; at = parents(sdfg).get(at.id))
    if (at.kind === "loop") loops.unshift(at);
  return loops;
}

/** Every block in program order, containers of blocks before what they hold. */
export function walkBlocks(sdfg: Sdfg, from: ElementId = sdfg.root, into: Block[] = []): readonly Block[] {
  const block = blockOf(sdfg, from);
  into.push(block);
  for (const child of childrenOf(block)) walkBlocks(sdfg, child, into);
  return into;
}

export function statesOf(sdfg: Sdfg, from: ElementId = sdfg.root): readonly State[] {
  return walkBlocks(sdfg, from).filter((block) => block.kind === "state");
}
