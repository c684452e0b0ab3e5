// Where a step applies, told by what it is there: kind, loops around, data read and written, the statement it came from. Line
// and ordinal only rank what is equal in all that.
import { accessOf, isRegister } from "../analysis/index.ts";
import type { Span } from "../diagnostics/index.ts";
import {
  type Block,
  type ElementId,
  edgesInto,
  edgesOutOf,
  exitOf,
  loopsAround,
  type Node,
  nodesOf,
  type Sdfg,
  type State,
  scopes,
  walkBlocks,
} from "../sdfg/index.ts";
import { hashOf } from "./structural-hash.ts";

export interface Target {
  readonly kind: string;
  /** Variables of the loops and parameters of the maps around it, outermost first. */
  readonly loops: readonly string[];
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Hash of the originating statement without spaces. */
  readonly statement: string;
  readonly line: number;
  /** Which of those that are equal in kind, loops, reads, writes and statement. */
  readonly ordinal: number;
}

export function targetOf(sdfg: Sdfg, id: ElementId, text: string): Target | undefined {
  return targetsOf(sdfg, text).get(id);
}

const known = new WeakMap<Sdfg["blocks"], { text: string; targets: ReadonlyMap<ElementId, Target> }>();

/** The targets of all maps, loops and states of a graph. */
export function targetsOf(sdfg: Sdfg, text: string): ReadonlyMap<ElementId, Target> {
  const found = known.get(sdfg.blocks);
  if (found?.text === text) return found.targets;
  const lines = text.split("\n");
  const targets = new Map<ElementId, Target>();
  const times = new Map<string, number>();
  const add = (id: ElementId, about: Omit<Target, "statement" | "line" | "ordinal">, origin: Span | undefined) => {
    const statement = origin === undefined ? "" : fingerprint(lines, origin);
    const key = JSON.stringify([about, statement]);
    const ordinal = times.get(key) ?? 0;
    times.set(key, ordinal + 1);
    targets.set(id, { ...about, statement, line: origin?.line ?? 0, ordinal });
  };
  for (const block of walkBlocks(sdfg)) {
    const loops = variablesAround(sdfg, block.id);
    add(block.id, { kind: block.kind, loops, ...dataOf(sdfg, block) }, block.origin);
    if (block.kind === "state")
      for (const node of nodesOf(block))
        if (node.kind === "map-entry")
          add(
            node.id,
            { kind: node.kind, loops: [...loops, ...parametersAround(block, node)], ...dataOfMap(block, node) },
            node.origin,
          );
  }
  known.set(sdfg.blocks, { text, targets });
  return targets;
}

function variablesAround(sdfg: Sdfg, id: ElementId): string[] {
  return loopsAround(sdfg, id).map((loop) => (loop.header.kind === "for" ? loop.header.variable : "while"));
}

function parametersAround(state: State, node: Node): string[] {
  const parameters: string[] = [];
  const parent = scopes(state);
  for (let at = parent.get(node.id); at !== undefined; at = parent.get(at)) {
    const entry = state.nodes[at];
    if (entry?.kind === "map-entry") parameters.unshift(...entry.params);
  }
  return parameters;
}

function dataOfMap(state: State, node: Node): Pick<Target, "reads" | "writes"> {
  const names = (edges: ReturnType<typeof edgesInto>) =>
    [...new Set(edges.flatMap((e) => (e.memlet === undefined ? [] : [e.memlet.data])))].sort();
  return { reads: names(edgesInto(state, node.id)), writes: names(edgesOutOf(state, exitOf(state, node.id).id)) };
}

function dataOf(sdfg: Sdfg, block: Block): Pick<Target, "reads" | "writes"> {
  const reads = new Set<string>();
  const writes = new Set<string>();
  // Registers come and go with fusion; what a place is known by is the data it works on.
  const isData = (name: string) => !isRegister(sdfg.containers[name]);
  for (const inner of walkBlocks(sdfg, block.id)) {
    for (const name of accessOf(inner).reads) if (isData(name)) reads.add(name);
    for (const name of accessOf(inner).writes) if (isData(name)) writes.add(name);
  }
  return { reads: [...reads].sort(), writes: [...writes].sort() };
}

function fingerprint(lines: readonly string[], { line, column, endLine, endColumn }: Span): string {
  const slice = lines.slice(line - 1, endLine);
  const cut = slice.map((text, i) => text.slice(i === 0 ? column : 0, i === slice.length - 1 ? endColumn : undefined));
  return hashOf(cut.join("").replace(/\s+/g, "")).slice(0, 16);
}

/** How many of the four marks are the same; undefined where the kind is another one. */
export function likeness(a: Target, b: Target): number | undefined {
  if (a.kind !== b.kind) return undefined;
  const same = (x: readonly string[], y: readonly string[]) =>
    x.length === y.length && x.every((v, i) => v === y[i]) ? 1 : 0;
  return (
    same(a.loops, b.loops) + same(a.reads, b.reads) + same(a.writes, b.writes) + (a.statement === b.statement ? 1 : 0)
  );
}
