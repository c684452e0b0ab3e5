// Blocks: each has one place, every region has a beginning, and each edge joins two blocks of its own region.
import { type Block, childrenOf, type ElementId, type InterstateEdge, type Sdfg } from "../sdfg/index.ts";
import { constantOf } from "../symbolic/index.ts";
import { type ControlFlowCode, own, type Problem, problem } from "./problem.ts";

export function* checkControlFlow(sdfg: Sdfg): Generator<Problem<ControlFlowCode>> {
  if (own(sdfg.blocks, sdfg.root) === undefined)
    yield problem("unknown-block", `The graph's root ${sdfg.root} does not exist.`, sdfg.root);
  const parent = new Map<ElementId, ElementId>();
  for (const block of Object.values(sdfg.blocks)) {
    for (const child of childrenOf(block)) {
      if (own(sdfg.blocks, child) === undefined)
        yield problem("unknown-block", `${block.label} holds ${child}, which does not exist.`, block.id);
      const other = parent.get(child);
      if (other !== undefined || child === sdfg.root) yield problem("two-parents", `${child} has two places.`, child);
      parent.set(child, block.id);
    }
    if (block.kind === "region" || block.kind === "loop" || block.kind === "foreign") yield* checkEdges(block);
    if (block.kind === "loop") yield* checkLoop(block);
    if (block.kind === "conditional") {
      const early = block.branches.findIndex((b, i) => b.condition === undefined && i < block.branches.length - 1);
      if (block.branches.length === 0 || early >= 0)
        yield problem(
          "several-ways",
          `In ${block.label} an \`else\` comes before other branches, or there is no branch at all.`,
          block.id,
        );
    }
  }
  yield* checkReached(sdfg);
}

/** Blocks that hold each other in a circle have one place each, and none in the graph. */
function* checkReached(sdfg: Sdfg): Generator<Problem<ControlFlowCode>> {
  const reached = new Set<ElementId>([sdfg.root]);
  for (const id of reached) {
    const block = own(sdfg.blocks, id);
    if (block !== undefined) for (const child of childrenOf(block)) reached.add(child);
  }
  for (const id of Object.keys(sdfg.blocks))
    if (!reached.has(id)) yield problem("unknown-block", `${id} is in no region of the graph.`, id);
}

type Chain = Block & { kind: "region" | "loop" | "foreign" };

function* checkEdges(region: Chain): Generator<Problem<ControlFlowCode>> {
  const children = new Set(region.children);
  const open = new Map<ElementId, InterstateEdge>();
  for (const e of region.edges) {
    if (!children.has(e.src) || !children.has(e.dst))
      yield problem(
        "unknown-block",
        `An edge of ${region.label} joins ${e.src} and ${e.dst}, which are not both in it.`,
        region.id,
      );
    if (e.condition !== undefined || e.unread !== undefined) continue;
    const other = open.get(e.src);
    if (other !== undefined)
      yield problem(
        "several-ways",
        `Two edges leave ${e.src} whatever the conditions: to ${other.dst} and to ${e.dst}.`,
        e.src,
      );
    open.set(e.src, e);
  }
  if (region.start !== undefined && !children.has(region.start))
    yield problem("no-start", `${region.label} begins with ${region.start}, which is not in it.`, region.id);
}

function* checkLoop(loop: Block & { kind: "loop" }): Generator<Problem<ControlFlowCode>> {
  if (loop.header.kind === "for" && constantOf(loop.header.range.step) === 0)
    yield problem("bad-loop", `The loop over ${loop.header.variable} has a step of 0.`, loop.id);
}
