// A loop body without `continue`: what an iteration leaves out by it becomes the other branch of the condition that leads to it.
import {
  blockOf,
  type ConditionalBlock,
  childrenOf,
  type Draft,
  type ElementId,
  edited,
  type InterstateEdge,
  type LoopRegion,
  type Sdfg,
  type State,
  walkBlocks,
} from "../../sdfg/index.ts";

interface Chain {
  readonly children: readonly ElementId[];
  readonly edges: readonly InterstateEdge[];
}

/** The graph itself where nothing continues; undefined where what comes after a `continue` is come to in several ways. */
export function withoutContinue(graph: Sdfg, loop: LoopRegion): Sdfg | undefined {
  if (!loop.children.some((id) => mayContinue(graph, id))) return graph;
  let isMasked = true;
  const result = edited(graph, (draft) => {
    const chain = masked(graph, draft, loop);
    if (chain === undefined) isMasked = false;
    else draft.blocks.set(loop.id, { ...loop, ...filled(draft, chain, loop.id) });
  });
  return isMasked ? result : undefined;
}

/** Inner loops keep their own. */
function mayContinue(graph: Sdfg, id: ElementId): boolean {
  const block = graph.blocks[id];
  if (block === undefined || block.kind === "loop") return false;
  return block.kind === "continue" || childrenOf(block).some((child) => mayContinue(graph, child));
}

function masked(graph: Sdfg, draft: Draft, chain: Chain): Chain | undefined {
  const at = chain.children.findIndex((id) => mayContinue(graph, id));
  if (at < 0) return chain;
  const block = blockOf(graph, chain.children[at] as ElementId);
  if (block.kind === "continue") {
    for (const id of chain.children.slice(at)) drop(graph, draft, id);
    return part(chain, 0, at);
  }
  if (block.kind !== "conditional") return undefined;
  const sides = sidesOf(draft, block);
  const goesOn = sides.filter(({ chain: side }) => !side.children.some((id) => graph.blocks[id]?.kind === "continue"));
  const rest = part(chain, at + 1, chain.children.length);
  if (goesOn.length > 1 && rest.children.length > 0) return undefined;
  if (goesOn.length === 0) for (const id of rest.children) drop(graph, draft, id);
  for (const side of sides) {
    const longer = goesOn.includes(side) ? followedBy(draft, block.id, side.chain, chain, rest) : side.chain;
    const inner = masked(graph, draft, longer);
    if (inner === undefined) return undefined;
    draft.blocks.set(side.body, {
      kind: "region",
      id: side.body,
      label: side.label,
      ...filled(draft, inner, side.body),
    });
  }
  draft.blocks.set(block.id, {
    ...block,
    branches: sides.map(({ condition, body }) => ({ ...(condition && { condition }), body })),
  });
  return part(chain, 0, at + 1);
}

/** The branches, with an `else` where there was none. */
function sidesOf(draft: Draft, block: ConditionalBlock) {
  const sides = block.branches.map(({ condition, body }) => {
    const region = draft.blocks.get(body);
    const chain: Chain = region?.kind === "region" ? region : { children: [body], edges: [] };
    return { condition, body, label: region?.label ?? "then", chain };
  });
  if (sides.some(({ condition }) => condition === undefined)) return sides;
  const none: Chain = { children: [], edges: [] };
  return [...sides, { condition: undefined, body: `${block.id}.else`, label: "else", chain: none }];
}

/** A state without nodes stands where the branches used to meet; what is assigned after it stays so. */
function followedBy(draft: Draft, conditional: ElementId, side: Chain, whole: Chain, rest: Chain): Chain {
  const [first] = rest.children;
  if (first === undefined) return side;
  const meeting = emptyState(draft, `${conditional}.on`);
  const last = side.children.at(-1);
  const assignments = whole.edges.find((e) => e.src === conditional && e.dst === first)?.assignments ?? {};
  return {
    children: [...side.children, meeting, ...rest.children],
    edges: [
      ...side.edges,
      ...(last === undefined ? [] : [{ src: last, dst: meeting, assignments: {} }]),
      { src: meeting, dst: first, assignments },
      ...rest.edges,
    ],
  };
}

function part({ children, edges }: Chain, from: number, to: number): Chain {
  const kept = new Set(children.slice(from, to));
  return { children: [...kept], edges: edges.filter((e) => kept.has(e.src) && kept.has(e.dst)) };
}

/** Control must find something, even where nothing is to be done. */
function filled(draft: Draft, chain: Chain, owner: ElementId): Chain {
  return chain.children.length > 0 ? chain : { children: [emptyState(draft, `${owner}.nothing`)], edges: [] };
}

function emptyState(draft: Draft, id: ElementId): ElementId {
  const state: State = { kind: "state", id, label: "", nodes: {}, edges: [] };
  draft.blocks.set(id, state);
  return id;
}

function drop(graph: Sdfg, draft: Draft, id: ElementId): void {
  for (const block of walkBlocks(graph, id)) draft.blocks.delete(block.id);
}
