// Where each container lives in the loop program: a parameter, local memory, or a register; and for how long.

import {
  type Block,
  blockOf,
  type Container,
  childrenOf,
  type ElementId,
  nodesOf,
  type Sdfg,
  walkBlocks,
  walkScalar,
} from "../sdfg/index.ts";
import { type Expr, mul, symbolsOf } from "../symbolic/index.ts";

export type StorageClass = "parameter" | "buffer" | "register";

export function storageOf(container: Container): StorageClass {
  if (!container.transient) return "parameter";
  return container.shape.length === 0 ? "register" : "buffer";
}

export function sizeOf(container: Container): Expr {
  return mul(...container.shape);
}

/** Containers that a block or anything inside it mentions. */
export function mentionedIn(sdfg: Sdfg, from: ElementId, into: Set<string> = new Set()): Set<string> {
  for (const block of walkBlocks(sdfg, from)) {
    if (block.kind === "state") {
      for (const node of nodesOf(block)) {
        if (node.kind === "access") into.add(node.data);
        if (node.kind === "nested-sdfg") for (const name of [...node.inputs, ...node.outputs]) into.add(name);
      }
      continue;
    }
    const scalars =
      block.kind === "conditional"
        ? block.branches.flatMap((b) => (b.condition ? [b.condition] : []))
        : block.kind === "loop" && block.header.kind === "while"
          ? [block.header.condition]
          : [];
    const assigned =
      block.kind === "region" || block.kind === "loop" ? block.edges.flatMap((e) => Object.values(e.assignments)) : [];
    for (const scalar of [...scalars, ...assigned])
      for (const part of walkScalar(scalar)) if (part.kind === "read") into.add(part.data);
  }
  return into;
}

export interface Lifetimes {
  /** Buffers to make before, and to give back after, each child of a region. */
  readonly before: ReadonlyMap<ElementId, readonly string[]>;
  readonly after: ReadonlyMap<ElementId, readonly string[]>;
}

/**
 * A buffer lives in the innermost region that holds all its uses, from the first child that mentions it to the last.
 */
export function lifetimes(sdfg: Sdfg, buffers: ReadonlySet<string>): Lifetimes {
  const before = new Map<ElementId, string[]>();
  const after = new Map<ElementId, string[]>();
  const sizeSymbols = (name: string) => new Set((sdfg.containers[name]?.shape ?? []).flatMap((e) => [...symbolsOf(e)]));
  const place = (id: ElementId, names: ReadonlySet<string>) => {
    const children = childrenOf(blockOf(sdfg, id));
    const uses = new Map(children.map((child) => [child, mentionedIn(sdfg, child)]));
    for (const name of names) {
      const users = children.filter((child) => uses.get(child)?.has(name));
      const [first] = users;
      const last = users.at(-1);
      if (first === undefined || last === undefined) continue;
      const only = users.length === 1 ? blockOf(sdfg, first) : undefined;
      // Only a plain region or branch may take it in whole; a loop keeps it outside, so that nothing is made per iteration,
      // unless its size is only known inside.
      const inner =
        only !== undefined &&
        (only.kind === "region" ||
          (only.kind === "conditional" && isOfOneBranch(sdfg, only, name)) ||
          (only.kind === "loop" && definesSize(sdfg, only.id, sizeSymbols(name))));
      if (inner && only !== undefined && childrenOf(only).length > 0) {
        place(only.id, new Set([name]));
        continue;
      }
      before.set(first, [...(before.get(first) ?? []), name]);
      after.set(last, [...(after.get(last) ?? []), name]);
    }
  };
  place(sdfg.root, buffers);
  return { before, after };
}

/** A branch makes what nothing else uses: neither another branch, nor a condition. */
function isOfOneBranch(sdfg: Sdfg, conditional: Block & { kind: "conditional" }, name: string): boolean {
  const tests = conditional.branches.flatMap((b) => (b.condition ? walkScalar(b.condition) : []));
  if (tests.some((part) => part.kind === "read" && part.data === name)) return false;
  return conditional.branches.filter((b) => mentionedIn(sdfg, b.body).has(name)).length === 1;
}

function definesSize(sdfg: Sdfg, loop: ElementId, symbols: ReadonlySet<string>): boolean {
  for (const block of walkBlocks(sdfg, loop)) {
    if (block.kind === "loop" && block.header.kind === "for" && symbols.has(block.header.variable)) return true;
    if (block.kind === "region" || block.kind === "loop")
      for (const edge of block.edges)
        for (const name of Object.keys(edge.assignments)) if (symbols.has(name)) return true;
  }
  return false;
}
