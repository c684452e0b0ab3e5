// Symbolic work and traffic (DESIGN, D7): what a graph computes and moves, as expressions over its symbols.
// `accesses`: every element that code reads or writes, as the level next to the registers sees it. `traffic`: compulsory;
// what has to enter and leave a scope, each element once. Modelled, never measured.
import { need } from "../diagnostics/index.ts";
import {
  type Block,
  blockOf,
  bytesOf,
  type Container,
  childrenOf,
  type ElementId,
  edgesInto,
  edgesOutOf,
  type LibraryNode,
  type MapEntry,
  type Memlet,
  type Node,
  nodesInScope,
  type Sdfg,
  type State,
  type Tasklet,
  walkScalar,
} from "../sdfg/index.ts";
import {
  type Assumptions,
  type Expr,
  isPoint,
  lengthOf,
  mul,
  one,
  type Range,
  simplify,
  substitute,
  symbolsOf,
  symbolsOfRange,
} from "../symbolic/index.ts";
import { assumptionsIn, withParameters } from "./assumptions.ts";
import { type Count, countOfExpr, largest, nothing, opaquePrefix, plus, sumOver, times, timesOpaque } from "./count.ts";
import { programTraffic, scopeTraffic } from "./traffic.ts";
import { flopOfCode, flopOfConflict, flopOfProductStep } from "./work-of-code.ts";

export interface Work {
  readonly flop: Count;
  /** Bytes. */
  readonly accesses: Count;
}

export interface ElementWork extends Work {
  /** Bytes, over all executions. */
  readonly traffic: Count;
}

export interface GraphWork extends Work {
  readonly traffic: Count;
  /** Over the whole run, by states, maps at the top of a state, and library nodes. */
  readonly elements: ReadonlyMap<ElementId, ElementWork>;
}

const none: Work = { flop: nothing, accesses: nothing };

const both = (a: Work, b: Work, f: (x: Count, y: Count) => Count): Work => ({
  flop: f(a.flop, b.flop),
  accesses: f(a.accesses, b.accesses),
});
const each = (work: Work, f: (count: Count) => Count): Work => ({ flop: f(work.flop), accesses: f(work.accesses) });
const added = (works: readonly Work[]) => works.reduce((a, b) => both(a, b, plus), none);

/** What repeats the thing at hand, innermost first. */
type Repeat = (count: Count) => Count;

interface Walk {
  readonly sdfg: Sdfg;
  readonly elements: Map<ElementId, ElementWork>;
  /** Symbols that the data decides while the program runs. */
  readonly data: ReadonlySet<string>;
}

export function workOf(sdfg: Sdfg): GraphWork {
  const elements = new Map<ElementId, ElementWork>();
  const total = workIn(sdfg, elements, (count) => count);
  // Outside every loop only the sizes are left, and what is known of them shortens the text.
  const known = assumptionsIn(sdfg, sdfg.root);
  const short = (count: Count): Count => ({ ...count, sum: simplify(count.sum, known) });
  for (const [id, work] of elements) elements.set(id, { ...each(work, short), traffic: short(work.traffic) });
  return { ...each(total, short), traffic: short(programTraffic(sdfg)), elements };
}

function workIn(sdfg: Sdfg, elements: Map<ElementId, ElementWork>, outside: Repeat): Work {
  const assigned = Object.values(sdfg.blocks).flatMap((b) =>
    b.kind === "region" || b.kind === "loop" ? b.edges.flatMap((e) => Object.keys(e.assignments)) : [],
  );
  return blockWork({ sdfg, elements, data: new Set(assigned) }, blockOf(sdfg, sdfg.root), outside);
}

function blockWork(walk: Walk, block: Block, outside: Repeat): Work {
  const inside = (repeat: Repeat) => childrenOf(block).map((id) => blockWork(walk, blockOf(walk.sdfg, id), repeat));
  switch (block.kind) {
    case "state": {
      const once = scopeWork(walk, block, undefined, outside);
      const traffic = added(
        nodesInScope(block, undefined).map((n) => ({
          flop: nothing,
          accesses: walk.elements.get(n.id)?.traffic ?? nothing,
        })),
      ).accesses;
      walk.elements.set(block.id, { ...each(once, outside), traffic });
      return once;
    }
    case "region":
      return added(inside(outside));
    case "conditional":
      return inside((count) => outside({ ...count, exact: false })).reduce(
        (a, b) => both(a, b, (x, y) => largest([x, y])),
        none,
      );
    case "loop": {
      const repeat = loopRepeat(walk, block);
      return each(added(inside((count) => outside(repeat(count)))), repeat);
    }
    default:
      return none;
  }
}

function loopRepeat(walk: Walk, loop: Block & { kind: "loop" }): Repeat {
  const trips = tripsAt(loop);
  const { header } = loop;
  const early = endsEarly(walk.sdfg, loop);
  const atMost = (count: Count): Count => (early ? { ...count, exact: false } : count);
  if (header.kind === "while") return (count) => timesOpaque(count, trips);
  return (count) => atMost(over(walk, count, header.variable, header.range, assumptionsIn(walk.sdfg, loop.id), trips));
}

const tripsAt = (element: { readonly id: ElementId; readonly origin?: { readonly line: number } }) =>
  `${opaquePrefix}${element.origin?.line ?? element.id}`;

function over(walk: Walk, count: Count, variable: string, range: Range, known: Assumptions, trips: string): Count {
  const isKnown = ![...symbolsOfRange(range)].some((name) => walk.data.has(name));
  return isKnown ? sumOver(count, variable, range, known, trips) : timesOpaque(count, trips);
}

function endsEarly(sdfg: Sdfg, block: Block): boolean {
  return childrenOf(block).some((id) => {
    const child = blockOf(sdfg, id);
    return child.kind === "break" || child.kind === "continue" || child.kind === "return" || endsEarly(sdfg, child);
  });
}

/** Of one execution of the scope's nodes. */
function scopeWork(walk: Walk, state: State, entry: ElementId | undefined, outside: Repeat): Work {
  return added(nodesInScope(state, entry).map((node) => nodeWork(walk, state, node, outside, entry === undefined)));
}

function nodeWork(walk: Walk, state: State, node: Node, outside: Repeat, isTop: boolean): Work {
  switch (node.kind) {
    case "tasklet":
      return taskletWork(walk, state, node);
    case "access":
      return added(
        edgesInto(state, node.id).flatMap((e) =>
          state.nodes[e.src]?.kind === "access" && e.memlet
            ? [{ flop: nothing, accesses: times(bytesMoved(walk.sdfg, e.memlet), 2) }]
            : [],
        ),
      );
    case "map-entry": {
      const repeat = mapRepeat(walk, state, node);
      const work = each(
        scopeWork(walk, state, node.id, (count) => outside(repeat(count))),
        repeat,
      );
      if (isTop) {
        const all = each(work, outside);
        const traffic = scopeTraffic(walk.sdfg, state, node);
        // What the data decides has no box of its own; it can't be more than is accessed.
        const decided = [...symbolsOf(traffic.sum)].some((name) => walk.data.has(name));
        walk.elements.set(node.id, { ...all, traffic: decided ? { ...all.accesses, exact: false } : outside(traffic) });
      }
      return work;
    }
    case "library": {
      const work = libraryWork(walk.sdfg, state, node);
      walk.elements.set(node.id, { ...each(work, outside), traffic: outside(work.accesses) });
      return work;
    }
    case "nested-sdfg": {
      const bindings = new Map(Object.entries(node.symbolMapping));
      const bound = (count: Count): Count => ({ ...count, sum: substitute(count.sum, bindings) });
      return each(
        workIn(node.sdfg, walk.elements, (count) => outside(bound(count))),
        bound,
      );
    }
    default:
      return none;
  }
}

function mapRepeat(walk: Walk, state: State, map: MapEntry): Repeat {
  const known = withParameters(assumptionsIn(walk.sdfg, state.id), map);
  return (count) =>
    map.params.reduceRight(
      (inner, name, i) => over(walk, inner, name, map.ranges[i] as Range, known, tripsAt(map)),
      count,
    );
}

const isMemory = (container: Container | undefined): container is Container =>
  container !== undefined &&
  container.kind !== "scalar" &&
  container.shape.length > 0 &&
  container.storage !== "Register";

function taskletWork({ sdfg }: Walk, state: State, tasklet: Tasklet): Work {
  const codes = [...Object.values(tasklet.outputs), ...tasklet.checks.map((c) => c.condition)];
  let flop = Object.values(tasklet.outputs).reduce((total, code) => total + flopOfCode(code), 0);
  const moved: Count[] = [];
  const gathered = new Map<string, number>();
  for (const part of codes.flatMap((code) => walkScalar(code)))
    if (part.kind === "element") gathered.set(part.name, (gathered.get(part.name) ?? 0) + 1);
  for (const e of edgesInto(state, tasklet.id)) {
    const container = e.memlet && sdfg.containers[e.memlet.data];
    if (e.memlet === undefined || !isMemory(container)) continue;
    const gathers = gathered.get(e.dstConnector ?? "");
    moved.push(
      gathers === undefined ? bytesMoved(sdfg, e.memlet) : times(countOfExpr(one), gathers * bytesOf(container.dtype)),
    );
  }
  for (const e of edgesOutOf(state, tasklet.id)) {
    if (e.memlet === undefined) continue;
    const container = sdfg.containers[e.memlet.data];
    if (e.memlet.wcr !== undefined && container !== undefined) flop += flopOfConflict(e.memlet.wcr, container.dtype);
    if (isMemory(container)) moved.push(times(bytesMoved(sdfg, e.memlet), e.memlet.wcr === undefined ? 1 : 2));
  }
  return { flop: times(countOfExpr(one), flop), accesses: plus(...moved) };
}

function bytesMoved(sdfg: Sdfg, { data, subset, dynamic }: Memlet): Count {
  const container = sdfg.containers[data];
  if (container === undefined) return nothing;
  const extents: readonly Expr[] = subset === undefined ? container.shape : subset.map(lengthOf);
  return { ...times(countOfExpr(mul(...extents)), bytesOf(container.dtype)), exact: dynamic !== true };
}

function libraryWork(sdfg: Sdfg, state: State, node: LibraryNode): Work {
  const edges = [...edgesInto(state, node.id), ...edgesOutOf(state, node.id)].filter((e) => e.memlet !== undefined);
  const accesses = plus(...edges.map((e) => bytesMoved(sdfg, e.memlet as Memlet)));
  if (node.operation !== "MatMul") return { flop: nothing, accesses };
  const at = (name: string): Memlet =>
    need(edges.find((e) => e.dstConnector === name || e.srcConnector === name)?.memlet, `${name} of ${node.id}`);
  const extents = ({ subset }: Memlet) =>
    (subset ?? []).filter((r) => !isPoint(r)).map((r) => simplify(lengthOf(r), known));
  const known = assumptionsIn(sdfg, state.id);
  // Each element of the product sums over the last axis of the left operand.
  const depth = extents(at("a")).at(-1) ?? one;
  const { dtype } = need(sdfg.containers[at("c").data], at("c").data);
  return { flop: times(countOfExpr(mul(...extents(at("c")), depth)), flopOfProductStep(dtype)), accesses };
}
