// Edits. A pass opens one draft for its whole run; the graph it began with is never touched, and only the blocks that were
// changed are new objects afterwards.
import { invariant, need } from "../diagnostics/index.ts";
import type { Block, Container, Edge, ElementId, Node, Sdfg, State, SymbolInfo } from "./graph.ts";

export interface Draft {
  readonly containers: Map<string, Container>;
  readonly symbols: Map<string, SymbolInfo>;
  readonly blocks: Map<ElementId, Block>;
  readonly base: Sdfg;
}

export function openDraft(base: Sdfg): Draft {
  return {
    base,
    containers: new Map(Object.entries(base.containers)),
    symbols: new Map(Object.entries(base.symbols)),
    blocks: new Map(Object.entries(base.blocks)),
  };
}

/** The draft as a graph; the graph it began with where nothing changed. */
export function closeDraft(draft: Draft): Sdfg {
  const { base } = draft;
  const containers = sameEntries(draft.containers, base.containers)
    ? base.containers
    : Object.fromEntries(draft.containers);
  const symbols = sameEntries(draft.symbols, base.symbols) ? base.symbols : Object.fromEntries(draft.symbols);
  const blocks = sameEntries(draft.blocks, base.blocks) ? base.blocks : Object.fromEntries(draft.blocks);
  if (containers === base.containers && symbols === base.symbols && blocks === base.blocks) return base;
  return { ...base, containers, symbols, blocks };
}

function sameEntries<Value>(map: ReadonlyMap<string, Value>, record: Readonly<Record<string, Value>>): boolean {
  const names = Object.keys(record);
  return names.length === map.size && names.every((name) => map.get(name) === record[name]);
}

export function edited(sdfg: Sdfg, change: (draft: Draft) => void): Sdfg {
  const draft = openDraft(sdfg);
  change(draft);
  return closeDraft(draft);
}

export function stateIn(draft: Draft, id: ElementId): State {
  const block = need(draft.blocks.get(id), `state ${id}`);
  invariant(block.kind === "state", `${id} is a ${block.kind}, not a state`);
  return block;
}

export function replaceState(draft: Draft, id: ElementId, change: (state: State) => State): void {
  draft.blocks.set(id, change(stateIn(draft, id)));
}

/** Drops nodes with all their edges, then adds what is new. */
export function rewired(
  state: State,
  drop: ReadonlySet<ElementId>,
  nodes: readonly Node[],
  edges: readonly Edge[],
  dropEdges: ReadonlySet<ElementId> = new Set(),
): State {
  const kept = Object.entries(state.nodes).filter(([id]) => !drop.has(id));
  const keptEdges = state.edges.filter((e) => !drop.has(e.src) && !drop.has(e.dst) && !dropEdges.has(e.id));
  return {
    ...state,
    nodes: Object.fromEntries([...kept, ...nodes.map((n): [ElementId, Node] => [n.id, n])]),
    edges: [...keptEdges, ...edges],
  };
}

/** `name`, or the first of `name_1`, `name_2` … that is not taken. */
export function freeName(name: string, taken: (name: string) => boolean): string {
  if (!taken(name)) return name;
  let n = 1;
  while (taken(`${name}_${n}`)) n++;
  return `${name}_${n}`;
}
