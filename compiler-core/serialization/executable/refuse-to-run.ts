// Can this graph be lowered? Every form that lowering does not know is named here, so that a file is refused and never crashes.
import { type Refusal, refuse } from "../../diagnostics/index.ts";
import {
  type Block,
  type Container,
  type Edge,
  edgesInto,
  edgesOutOf,
  type NestedSdfg,
  type Node,
  type Sdfg,
  type State,
  walkScalar,
} from "../../sdfg/index.ts";
import {
  constantOf,
  type Expr,
  equal,
  isPoint,
  lengthOf,
  mul,
  one,
  type Subset,
  symbolOf,
} from "../../symbolic/index.ts";

import { changedIn } from "./counting.ts";

export type RunCode =
  | "foreign-part"
  | "state-machine"
  | "view"
  | "layout"
  | "library-node"
  | "nested-graph"
  | "whole-array-in-code"
  | "copy-across-scope"
  | "copy-shapes"
  | "dynamic-range"
  | "computed-step"
  | "device"
  | "not-an-integer"
  | "simultaneous";

/** Why a valid graph can't be run here, or none. */
export function refuseToRun(sdfg: Sdfg): Refusal | undefined {
  for (const refusal of refusals(sdfg)) return refusal;
  return undefined;
}

function say(code: RunCode, reason: string, ...elements: string[]): Refusal {
  return refuse(code, reason, elements);
}

export function* refusals(sdfg: Sdfg): Generator<Refusal> {
  for (const [name, c] of Object.entries(sdfg.containers)) yield* ofContainer(sdfg, name, c);
  for (const [name, info] of Object.entries(sdfg.symbols))
    if (info.unread !== undefined || /float|complex/.test(info.dtype))
      yield say(
        "not-an-integer",
        `The symbol ${name} is a ${info.unread ?? info.dtype}; symbols that run are integers.`,
        name,
      );
  for (const block of Object.values(sdfg.blocks)) yield* ofBlock(sdfg, block);
}

function isUsed(sdfg: Sdfg, name: string): boolean {
  return Object.values(sdfg.blocks).some(
    (b) =>
      b.kind === "state" &&
      (Object.values(b.nodes).some((n) => n.kind === "access" && n.data === name) ||
        b.edges.some((e) => e.memlet?.data === name)),
  );
}

function* ofContainer(sdfg: Sdfg, name: string, c: Container): Generator<Refusal> {
  if (c.kind === "foreign") yield say("foreign-part", `The container ${name} can't be run: ${c.unread}.`, name);
  else if (c.kind === "view" && isUsed(sdfg, name))
    yield say("view", `${name} is a view, which only runs where it takes whole dimensions of what it looks at.`, name);
  else if (!isContiguous(c)) yield say("layout", `${name} does not lie in memory row by row.`, name);
  if (c.storage.startsWith("GPU")) yield say("device", `${name} lies on a GPU.`, name);
}

export function isContiguous(c: Container): boolean {
  let stride: Expr = one;
  for (let d = c.shape.length - 1; d >= 0; d--) {
    const extent = c.shape[d] ?? one;
    // A dimension of one element may have any stride.
    if (constantOf(extent) !== 1 && !equal(c.strides[d] ?? one, stride)) return false;
    stride = mul(stride, extent);
  }
  return true;
}

function* ofBlock(sdfg: Sdfg, block: Block): Generator<Refusal> {
  switch (block.kind) {
    case "foreign":
      yield say("foreign-part", `${block.label} can't be run: ${block.reason}.`, block.id);
      return;
    case "loop":
      if (block.header.kind === "for" && (constantOf(block.header.range.step) ?? 0) === 0)
        yield say("computed-step", `The loop ${block.label} has a step that is no constant.`, block.id);
      yield* ofChain(block);
      return;
    case "region":
      yield* ofChain(block);
      return;
    case "state":
      for (const node of Object.values(block.nodes)) yield* ofNode(sdfg, block, node);
      for (const e of block.edges) yield* ofEdge(sdfg, block, e);
      return;
    case "conditional":
    case "break":
    case "continue":
    case "return":
      return;
  }
}

function* ofChain(region: Block & { kind: "region" | "loop" }): Generator<Refusal> {
  const next = new Map(region.children.map((child, i) => [child, region.children[i + 1]]));
  for (const e of region.edges) {
    if (e.unread !== undefined)
      yield say("foreign-part", `An edge of ${region.label} can't be run: ${e.unread}.`, region.id);
    if (e.condition !== undefined || next.get(e.src) !== e.dst)
      yield say(
        "state-machine",
        `The states of ${region.label} lead on by conditions that are no loop or branch that could be recognized.`,
        e.src,
      );
    const names = Object.keys(e.assignments);
    for (const [name, code] of Object.entries(e.assignments))
      for (const part of walkScalar(code))
        if (part.kind === "index" && names.some((other) => other !== name && symbolOf(part.expr) === other))
          yield say("simultaneous", `One edge assigns ${name} from another that it assigns.`, region.id);
  }
  if ("start" in region && region.start !== undefined && region.start !== region.children[0])
    yield say("state-machine", `${region.label} does not begin with its first state.`, region.id);
}

function* ofNode(sdfg: Sdfg, state: State, node: Node): Generator<Refusal> {
  switch (node.kind) {
    case "foreign":
      yield say("foreign-part", `The ${node.type} ${node.label} can't be run: ${node.reason}.`, node.id);
      return;
    case "map-entry":
      if (edgesInto(state, node.id).some((e) => e.dstConnector !== undefined && !e.dstConnector.startsWith("IN_")))
        yield say("dynamic-range", `The range of the map ${node.label} comes from data.`, node.id);
      if (node.ranges.some((r) => (constantOf(r.step) ?? 0) === 0))
        yield say("computed-step", `The map ${node.label} has a step that is no constant.`, node.id);
      if (node.schedule.startsWith("GPU") || node.schedule === "MPI")
        yield say("device", `The map ${node.label} is scheduled for ${node.schedule}.`, node.id);
      return;
    case "tasklet": {
      const whole = new Set(
        Object.values(node.outputs).flatMap((code) =>
          walkScalar(code).flatMap((part) => (part.kind === "element" ? [part.name] : [])),
        ),
      );
      for (const e of edgesInto(state, node.id))
        if (e.dstConnector !== undefined && !whole.has(e.dstConnector) && !isElement(e.memlet?.subset))
          yield say(
            "whole-array-in-code",
            `The input ${e.dstConnector} of ${node.label} is more than one element.`,
            e.id,
          );
      for (const e of edgesOutOf(state, node.id))
        if (e.srcConnector !== undefined && !isElement(e.memlet?.subset))
          yield say(
            "whole-array-in-code",
            `The output ${e.srcConnector} of ${node.label} is more than one element.`,
            e.id,
          );
      return;
    }
    case "library":
      yield* ofLibrary(sdfg, state, node);
      return;
    case "nested-sdfg":
      yield* ofNested(sdfg, state, node);
      return;
    case "access":
    case "map-exit":
      return;
  }
}

const isElement = (subset: Subset | undefined) => subset?.every(isPoint) === true;

function* ofLibrary(sdfg: Sdfg, state: State, node: Node & { kind: "library" }): Generator<Refusal> {
  if (node.operation === "Compress") return;
  if (node.operation !== "MatMul")
    yield say("library-node", `There is no code for the operation ${node.operation}.`, node.id);
  else {
    const memlets = new Map(
      [...edgesInto(state, node.id), ...edgesOutOf(state, node.id)].flatMap((e) =>
        e.memlet === undefined ? [] : [[e.dst === node.id ? e.dstConnector : e.srcConnector, e.memlet]],
      ),
    );
    const [a, b, c] = ["a", "b", "c"].map((name) => memlets.get(name)?.subset);
    const rank = (subset: Subset | undefined) => subset?.filter((r) => !isPoint(r)).length ?? 9;
    const fits = rank(a) <= 2 && rank(b) <= 2 && rank(a) + rank(b) > 2 && rank(c) === rank(a) + rank(b) - 2;
    const types = new Set([...memlets.values()].map((m) => sdfg.containers[m.data]?.dtype));
    if (!fits || types.size !== 1)
      yield say("library-node", `${node.label} multiplies arrays of ranks or types that are not compiled.`, node.id);
  }
}

function* ofNested(sdfg: Sdfg, state: State, node: Node & { kind: "nested-sdfg" }): Generator<Refusal> {
  for (const e of [...edgesInto(state, node.id), ...edgesOutOf(state, node.id)]) {
    const name = e.dst === node.id ? e.dstConnector : e.srcConnector;
    if (name === undefined || e.memlet === undefined) continue;
    const [outer, inner] = [sdfg.containers[e.memlet.data], node.sdfg.containers[name]];
    const same =
      name === e.memlet.data &&
      outer !== undefined &&
      inner?.shape.length === outer.shape.length &&
      inner.shape.every((extent, d) => equal(extent, outer.shape[d] ?? one));
    if (!same) yield say("nested-graph", `${node.label} sees a part of ${e.memlet.data} as ${name}.`, e.id);
  }
  const left = Object.values(node.sdfg.blocks).find((b) => b.kind === "return");
  if (left !== undefined)
    yield say("nested-graph", `${node.label} returns from within, which would end the program.`, node.id, left.id);
  yield* ofInnerNames(sdfg, node);
  yield* refusals(node.sdfg);
}

/** A nested graph runs in place: what it names for itself must not be anybody else's. */
function* ofInnerNames(sdfg: Sdfg, node: NestedSdfg): Generator<Refusal> {
  const taken = namesOutside(sdfg, node);
  const inner = node.sdfg;
  const own = Object.keys(inner.containers).filter((name) => inner.containers[name]?.transient);
  const clash = own.find((name) => taken.has(name));
  if (clash !== undefined)
    yield say("nested-graph", `${node.label} has a ${clash} of its own, and there is another one.`, node.id);
  const { symbols } = changedIn(inner, [inner.root], []);
  for (const [name, value] of Object.entries(node.symbolMapping)) if (value.key !== name) symbols.add(name);
  const changed = [...symbols].find((name) => Object.hasOwn(sdfg.symbols, name));
  if (changed !== undefined)
    yield say("nested-graph", `${node.label} changes the symbol ${changed}, which is also one outside.`, node.id);
}

/** Containers of the graph around, and those that other nested graphs in it have for themselves. */
function namesOutside(sdfg: Sdfg, except: NestedSdfg, into = new Set<string>()): ReadonlySet<string> {
  for (const name of Object.keys(sdfg.containers)) into.add(name);
  for (const block of Object.values(sdfg.blocks)) {
    if (block.kind !== "state") continue;
    for (const node of Object.values(block.nodes)) {
      if (node.kind !== "nested-sdfg" || node.id === except.id) continue;
      namesOutside(node.sdfg, except, into);
    }
  }
  return into;
}

function* ofEdge(sdfg: Sdfg, state: State, e: Edge): Generator<Refusal> {
  const { memlet } = e;
  if (memlet === undefined) return;
  if (memlet.unread !== undefined)
    yield say("foreign-part", `A memlet of ${memlet.data} can't be run: ${memlet.unread}.`, e.id);
  const [src, dst] = [state.nodes[e.src], state.nodes[e.dst]];
  if (dst?.kind === "access" && src?.kind === "map-entry")
    yield say("copy-across-scope", `${memlet.data} is copied into a map.`, e.id);
  if (src?.kind === "access" && dst?.kind === "map-exit")
    yield say("copy-across-scope", `${memlet.data} is copied out of a map.`, e.id);
  if (src?.kind !== "access" && dst?.kind !== "access" && src?.kind !== "map-entry" && dst?.kind !== "map-exit")
    yield say("copy-across-scope", `${memlet.data} passes between two nodes that hold no data.`, e.id);
  if (src?.kind === "access" && dst?.kind === "access") yield* ofCopy(sdfg, src.data, dst.data, e);
}

/** A copy goes element by element: both sides have as many ranges, as long, in the same order. */
function* ofCopy(sdfg: Sdfg, from: string, to: string, e: Edge): Generator<Refusal> {
  const { memlet } = e;
  if (memlet === undefined) return;
  const near = memlet.subset;
  const far = memlet.otherSubset ?? near;
  const other = sdfg.containers[memlet.data === from ? to : from];
  const wide = (subset: Subset | undefined) =>
    subset
      ?.filter((r) => !isPoint(r))
      .map((r) => lengthOf(r).key)
      .join();
  if (memlet.wcr !== undefined || near === undefined || wide(near) !== wide(far) || far?.length !== other?.shape.length)
    yield say("copy-shapes", `A copy from ${from} to ${to} has sides of different shapes.`, e.id);
}
