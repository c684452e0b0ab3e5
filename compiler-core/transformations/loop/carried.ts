// What an iteration of a loop takes over from the one before, of all that only the loop has: symbols that its body assigns, and
// transients that nothing outside touches. What each iteration makes anew before it looks at it, each can have for itself.
import { codeOf, effectsOf, symbolsIn, type Unit, unitsOf } from "../../analysis/index.ts";
import {
  blockOf,
  type ElementId,
  type InterstateEdge,
  type Sdfg,
  type State,
  symbolsOfScalar,
  walkScalar,
  wholeOf,
} from "../../sdfg/index.ts";
import { equal, equalSubsets, isPoint, type Subset, symbolOf } from "../../symbolic/index.ts";

export interface Carried {
  readonly name: string;
  readonly where: ElementId;
}

/** The first that is read before the iteration has made it. `own` are the names in question. */
export function carriedBy(sdfg: Sdfg, loop: ElementId, own: ReadonlySet<string>): Carried | undefined {
  const block = blockOf(sdfg, loop);
  return block.kind === "loop" ? chainReads(sdfg, block.children, block.edges, own, new Set()) : undefined;
}

/** `made` grows by what is certain to be made. */
function chainReads(
  sdfg: Sdfg,
  children: readonly ElementId[],
  edges: readonly InterstateEdge[],
  own: ReadonlySet<string>,
  made: Set<string>,
): Carried | undefined {
  const into = new Map(edges.map((e) => [e.dst, e]));
  for (const child of children) {
    const assignments = Object.entries(into.get(child)?.assignments ?? {});
    for (const [, code] of assignments) {
      const early = firstEarly(namesIn(code), own, made);
      if (early !== undefined) return { name: early, where: child };
    }
    for (const [name] of assignments) made.add(name);
    const early = blockReads(sdfg, child, own, made);
    if (early !== undefined) return early;
  }
  return undefined;
}

function blockReads(sdfg: Sdfg, id: ElementId, own: ReadonlySet<string>, made: Set<string>): Carried | undefined {
  const block = blockOf(sdfg, id);
  switch (block.kind) {
    case "state":
      return stateReads(sdfg, block, own, made);
    case "region":
      return chainReads(sdfg, block.children, block.edges, own, made);
    case "loop": {
      const header = block.header.kind === "for" ? symbolsIn({ ...block, edges: [] }) : namesIn(block.header.condition);
      const early = firstEarly(header, own, made);
      if (early !== undefined) return { name: early, where: id };
      const inside = new Set(made);
      if (block.header.kind === "for") inside.add(block.header.variable);
      // It may not run at all: nothing that it makes is certain afterwards.
      return chainReads(sdfg, block.children, block.edges, own, inside);
    }
    case "conditional": {
      for (const code of codeOf(block)) {
        const early = firstEarly(namesIn(code), own, made);
        if (early !== undefined) return { name: early, where: id };
      }
      for (const branch of block.branches) {
        const early = blockReads(sdfg, branch.body, own, new Set(made));
        if (early !== undefined) return early;
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

function stateReads(sdfg: Sdfg, state: State, own: ReadonlySet<string>, made: Set<string>): Carried | undefined {
  const symbols = firstEarly(symbolsIn(state), own, made);
  if (symbols !== undefined) return { name: symbols, where: state.id };
  for (const unit of unitsOf(state) ?? []) {
    const joined = unit.outputs.filter((p) => p.memlet.wcr !== undefined).map((p) => p.data);
    const early = firstEarly([...effectsOf(unit).reads, ...joined], own, made);
    if (early !== undefined) return { name: early, where: unit.head };
    for (const name of effectsOf(unit).writes) if (isMadeWhole(sdfg, state, unit, name)) made.add(name);
  }
  return undefined;
}

function firstEarly(names: Iterable<string>, own: ReadonlySet<string>, made: ReadonlySet<string>): string | undefined {
  for (const name of names) if (own.has(name) && !made.has(name)) return name;
  return undefined;
}

function namesIn(code: Parameters<typeof symbolsOfScalar>[0]): ReadonlySet<string> {
  const names = new Set(symbolsOfScalar(code));
  for (const part of walkScalar(code)) if (part.kind === "read") names.add(part.data);
  return names;
}

/** A map that writes each element by its own parameters, or a single operation that writes all of it. */
function isMadeWhole(sdfg: Sdfg, state: State, unit: Unit, name: string): boolean {
  const container = sdfg.containers[name];
  const head = state.nodes[unit.head];
  if (container === undefined || head === undefined) return false;
  const whole = wholeOf(container);
  if (head.kind === "tasklet" || head.kind === "library")
    return unit.outputs.some(
      (p) => p.data === name && isWhole(p.memlet.subset ?? [], whole) && p.memlet.dynamic !== true,
    );
  if (head.kind !== "map-entry") return false;
  const places = unit.edges.filter((e) => e.dst === unit.tail && e.memlet?.data === name);
  return places.some(
    ({ src, memlet }) =>
      unit.nodes.some((n) => n.id === src && n.kind === "tasklet") &&
      memlet?.wcr === undefined &&
      memlet?.dynamic !== true &&
      memlet?.subset?.length === head.params.length &&
      memlet.subset.every((r, d) => {
        const at = head.params.findIndex((p) => isPoint(r) && symbolOf(r.begin) === p);
        const range = head.ranges[at];
        const extent = container.shape[d];
        return (
          range !== undefined &&
          extent !== undefined &&
          head.params.every((p, i) => i === at || symbolOf(r.begin) !== p) &&
          range.begin.key === "0" &&
          range.step.key === "1" &&
          equal(range.end, extent)
        );
      }) &&
      new Set(memlet.subset.map((r) => r.begin.key)).size === head.params.length,
  );
}

/** An element of something that has one counts as well. */
function isWhole(subset: Subset, whole: Subset): boolean {
  return equalSubsets(subset, whole);
}
