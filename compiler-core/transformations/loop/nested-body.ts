// The body of a loop as a graph of its own: it addresses the containers outside by their names, and has for itself what only
// the body has.
import { codeOf, definedIn, effectsOf, symbolsIn, unitsOf } from "../../analysis/index.ts";
import {
  type Block,
  type Container,
  type ElementId,
  type LoopRegion,
  type NestedSdfg,
  type Sdfg,
  walkBlocks,
  walkScalar,
} from "../../sdfg/index.ts";
import { symbol, symbolsOf } from "../../symbolic/index.ts";

export function nestedBody(graph: Sdfg, loop: LoopRegion, own: ReadonlySet<string>): NestedSdfg {
  const blocks = walkBlocks(graph, loop.id).filter((b) => b.id !== loop.id);
  const root = `${loop.id}.root`;
  const chain: Block = {
    kind: "region",
    id: root,
    label: loop.label,
    children: loop.children,
    edges: loop.edges,
    ...(loop.origin && { origin: loop.origin }),
  };
  const { reads, writes } = containersOf([chain, ...blocks]);
  const outer = [...new Set([...reads, ...writes])].filter((name) => !own.has(name));
  const container = (name: string) => graph.containers[name] as Container;
  const containers = Object.fromEntries([
    ...outer.map((name): [string, Container] => [name, { ...container(name), transient: false }]),
    ...[...own].map((name): [string, Container] => [name, container(name)]),
  ]);
  const needed = new Set([chain, ...blocks].flatMap((b) => [...symbolsIn(b)]));
  for (const c of Object.values(containers)) for (const e of [...c.shape, ...c.strides]) symbolsOf(e, needed);
  const { variables, assigned } = definedIn(graph, loop.id);
  const variable = loop.header.kind === "for" ? loop.header.variable : undefined;
  const inner = new Set([...variables, ...assigned].filter((name) => name !== variable));
  const given = Object.keys(graph.symbols).filter((name) => needed.has(name) && !inner.has(name));
  return {
    kind: "nested-sdfg",
    id: `${loop.id}.nested`,
    label: loop.label,
    from: [loop.id],
    ...(loop.origin && { origin: loop.origin }),
    inputs: outer.filter((name) => reads.has(name)),
    outputs: outer.filter((name) => writes.has(name)),
    symbolMapping: Object.fromEntries(given.map((name) => [name, symbol(name)])),
    sdfg: {
      name: loop.label,
      argNames: [],
      returns: [],
      containers,
      symbols: Object.fromEntries(
        Object.entries(graph.symbols).filter(([name]) => given.includes(name) || inner.has(name)),
      ),
      root,
      blocks: Object.fromEntries([chain, ...blocks].map((b): [ElementId, Block] => [b.id, b])),
    },
  };
}

function containersOf(blocks: readonly Block[]): { readonly reads: Set<string>; readonly writes: Set<string> } {
  const [reads, writes] = [new Set<string>(), new Set<string>()];
  for (const block of blocks) {
    for (const code of codeOf(block))
      for (const part of walkScalar(code)) if (part.kind === "read") reads.add(part.data);
    if (block.kind !== "state") continue;
    for (const unit of unitsOf(block) ?? []) {
      for (const name of effectsOf(unit).reads) reads.add(name);
      for (const name of effectsOf(unit).writes) writes.add(name);
    }
  }
  return { reads, writes };
}
