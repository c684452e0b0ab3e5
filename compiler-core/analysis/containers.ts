// Who uses a container, over the whole graph. Remembered per state, so that an edit only pays for what it changed.
import { type Block, type ElementId, nodesOf, type Scalar, type Sdfg, type State, walkScalar } from "../sdfg/index.ts";
import { obtained, remembered, symbolsOf, symbolsOfRange } from "../symbolic/index.ts";

export interface Access {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
}

/** Containers that a block itself reads and writes; what its children do is theirs. */
export const accessOf = remembered(
  (block: Block): Access =>
    block.kind === "state"
      ? accessOfState(block)
      : { reads: new Set(codeOf(block).flatMap((c) => [...readIn(c)])), writes: new Set() },
);

function accessOfState(state: State): Access {
  const reads = new Set<string>();
  const writes = new Set<string>();
  for (const e of state.edges) {
    if (e.memlet === undefined) continue;
    const [src, dst] = [state.nodes[e.src], state.nodes[e.dst]];
    if (src?.kind === "access") reads.add(src.data);
    if (dst?.kind === "access") writes.add(dst.data);
  }
  for (const node of nodesOf(state))
    if (node.kind === "tasklet")
      for (const code of [...Object.values(node.outputs), ...node.checks.map((c) => c.condition)])
        for (const name of readIn(code)) reads.add(name);
  return { reads, writes };
}

function* readIn(code: Scalar): Generator<string> {
  for (const part of walkScalar(code)) if (part.kind === "read") yield part.data;
}

/** The conditions and assignments that a block holds itself. */
export function codeOf(block: Block): readonly Scalar[] {
  const assigned =
    block.kind === "region" || block.kind === "loop" ? block.edges.flatMap((e) => Object.values(e.assignments)) : [];
  if (block.kind === "loop" && block.header.kind === "while") return [...assigned, block.header.condition];
  return block.kind === "conditional" ? block.branches.flatMap((b) => (b.condition ? [b.condition] : [])) : assigned;
}

export interface Uses {
  readonly readIn: ReadonlySet<ElementId>;
  readonly writtenIn: ReadonlySet<ElementId>;
}

/** For each container, the blocks that read and that write it. */
export function usesOf(sdfg: Sdfg): ReadonlyMap<string, Uses> {
  return usesIn(sdfg.blocks);
}

const usesIn = remembered((blocks: Sdfg["blocks"]): ReadonlyMap<string, Uses> => {
  const uses = new Map<string, { readIn: Set<ElementId>; writtenIn: Set<ElementId> }>();
  const of = (name: string) => obtained(uses, name, () => ({ readIn: new Set(), writtenIn: new Set() }));
  for (const block of Object.values(blocks)) {
    const { reads, writes } = accessOf(block);
    for (const name of reads) of(name).readIn.add(block.id);
    for (const name of writes) of(name).writtenIn.add(block.id);
  }
  return uses;
});

/** Containers whose values somebody outside sees. */
export function isVisible(sdfg: Sdfg, name: string): boolean {
  return sdfg.containers[name]?.transient !== true || sdfg.returns.includes(name);
}

const stateOfNode = remembered((blocks: Sdfg["blocks"]): ReadonlyMap<ElementId, State> => {
  const states = new Map<ElementId, State>();
  for (const block of Object.values(blocks))
    if (block.kind === "state") for (const node of Object.keys(block.nodes)) states.set(node, block);
  return states;
});

/** The state that holds a node. */
export function stateHolding(sdfg: Sdfg, node: ElementId): State | undefined {
  return stateOfNode(sdfg.blocks).get(node);
}

/** Symbols that a block names itself: in subsets, ranges, code, headers. */
export const symbolsIn: (block: Block) => ReadonlySet<string> = remembered((block: Block) => {
  const names = new Set<string>();
  for (const code of codeOf(block)) symbolsOfCode(code, names);
  if (block.kind === "loop" && block.header.kind === "for") symbolsOfRange(block.header.range, names);
  if (block.kind !== "state") return names;
  for (const e of block.edges)
    for (const r of [...(e.memlet?.subset ?? []), ...(e.memlet?.otherSubset ?? [])]) symbolsOfRange(r, names);
  for (const node of nodesOf(block)) {
    if (node.kind === "map-entry") for (const r of node.ranges) symbolsOfRange(r, names);
    if (node.kind === "tasklet")
      for (const code of [...Object.values(node.outputs), ...node.checks.map((c) => c.condition)])
        symbolsOfCode(code, names);
    if (node.kind === "nested-sdfg") for (const e of Object.values(node.symbolMapping)) symbolsOf(e, names);
  }
  return names;
});

function symbolsOfCode(code: Scalar, into: Set<string>): void {
  for (const part of walkScalar(code)) {
    if (part.kind === "index") symbolsOf(part.expr, into);
    if (part.kind === "read") for (const e of part.indices) symbolsOf(e, into);
  }
}
