// What repeats: parameters with their ranges, and the symbols that a block gives values anew.
import { type ElementId, type Sdfg, walkBlocks } from "../sdfg/index.ts";
import { type Range, type Subset, symbol, zero } from "../symbolic/index.ts";

/** Something that runs once for each value of its parameters. */
export interface Iterated {
  readonly params: readonly string[];
  readonly ranges: Subset;
}

export const nothingAround: Iterated = { params: [], ranges: [] };

export function joinedAround(outer: Iterated, inner: Iterated): Iterated {
  return { params: [...outer.params, ...inner.params], ranges: [...outer.ranges, ...inner.ranges] };
}

export function withParameter(around: Iterated, name: string, range: Range): Iterated {
  return joinedAround(around, { params: [name], ranges: [range] });
}

/** Symbols that something in the block gives a value: loops, and assignments between blocks. */
export function definedIn(
  sdfg: Sdfg,
  id: ElementId,
): { readonly variables: Set<string>; readonly assigned: Set<string> } {
  const [variables, assigned] = [new Set<string>(), new Set<string>()];
  for (const block of walkBlocks(sdfg, id)) {
    if (block.kind === "loop" && block.header.kind === "for") variables.add(block.header.variable);
    if (block.kind === "loop" || block.kind === "region")
      for (const e of block.edges) for (const name of Object.keys(e.assignments)) assigned.add(name);
  }
  return { variables, assigned };
}

/** Of a symbol whose values nobody knows: a step that is no number tells nothing about its ends. */
export const anyValueOf = (name: string): Range => ({ begin: zero, end: zero, step: symbol(`${name}?`) });
