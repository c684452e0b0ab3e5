// The hash of what a graph is, not of how it came to be: no ids, no lines, no order that has no meaning.
import {
  type Block,
  blockOf,
  type Container,
  type Edge,
  type ElementId,
  type Memlet,
  type Node,
  printScalar,
  type Sdfg,
  type State,
  type Tasklet,
  topological,
} from "../sdfg/index.ts";
import { type Expr, printSubset, remembered } from "../symbolic/index.ts";

/** 128 bits as 32 hexadecimal digits. Not meant against forgery. */
export function structuralHash(sdfg: Sdfg): string {
  return hashOf(structureBy(stateHash, sdfg));
}

/** Equal texts mean equal graphs. */
export function structureOf(sdfg: Sdfg): string {
  return structureBy(stateText, sdfg);
}

/** A step leaves most states as they are: each is hashed once. */
const stateHash = remembered((state: State) => hashOf(stateText(state)));

function structureBy(ofState: (state: State) => string, sdfg: Sdfg): string {
  const containers = Object.entries(sdfg.containers)
    .map(([name, c]) => `${name}:${containerText(c)}`)
    .sort();
  const symbols = Object.entries(sdfg.symbols)
    .map(([name, s]) => `${name}:${s.dtype}:${s.least?.key ?? ""}:${s.most?.key ?? ""}`)
    .sort();
  return JSON.stringify([
    sdfg.name,
    sdfg.argNames,
    sdfg.returns,
    containers,
    symbols,
    blockText(ofState, sdfg, sdfg.root),
  ]);
}

const keys = (list: readonly Expr[]) => list.map((e) => e.key).join(",");

function containerText(c: Container): string {
  return [c.kind, c.dtype, keys(c.shape), keys(c.strides), c.transient, c.storage, c.lifetime, c.weak ?? false].join(
    " ",
  );
}

function blockText(ofState: (state: State) => string, sdfg: Sdfg, id: ElementId): string {
  const block = blockOf(sdfg, id);
  if (block.kind === "state") return ofState(block);
  const inner = (ids: readonly ElementId[]) => ids.map((child) => blockText(ofState, sdfg, child)).join("\n");
  switch (block.kind) {
    case "region":
      return `region{${inner(block.children)}|${assignmentsText(block)}}`;
    case "loop":
      return `loop ${block.header.kind === "for" ? `${block.header.variable} ${printSubset([block.header.range])}` : printScalar(block.header.condition)}{${inner(block.children)}|${assignmentsText(block)}}`;
    case "foreign":
      return `foreign ${block.type}{${inner(block.children)}}`;
    case "conditional":
      return `if${block.branches.map((b) => `(${b.condition === undefined ? "" : printScalar(b.condition)}){${blockText(ofState, sdfg, b.body)}}`).join("")}`;
    default:
      return block.kind;
  }
}

function assignmentsText(block: Block & { kind: "region" | "loop" }): string {
  const place = new Map(block.children.map((id, i) => [id, i]));
  return block.edges
    .flatMap((e) =>
      Object.entries(e.assignments).map(
        ([name, code]) => `${place.get(e.src)}>${place.get(e.dst)} ${name}=${printScalar(code)}`,
      ),
    )
    .join(";");
}

const stateText = remembered((state: State): string => {
  const order = topological(state);
  const place = new Map(order.map((n, i) => [n.id, i]));
  const edges = state.edges.map((e) => edgeText(e, place)).sort();
  return `state{${order.map((n) => nodeText(n, place)).join(";")}|${edges.join(";")}}`;
});

function nodeText(node: Node, place: ReadonlyMap<ElementId, number>): string {
  switch (node.kind) {
    case "access":
      return node.data;
    case "tasklet":
      return taskletText(node);
    case "map-entry":
      return `map ${node.params.join()} ${printSubset(node.ranges)} ${node.schedule} ${node.vectorWidth ?? ""}`;
    case "map-exit":
      return `exit ${place.get(node.entry)}`;
    case "nested-sdfg":
      return `nested(${node.inputs.join()})(${node.outputs.join()})${Object.entries(node.symbolMapping)
        .map(([name, e]) => `${name}=${e.key}`)
        .join()}${structureOf(node.sdfg)}`;
    case "foreign":
      return `foreign ${node.type} ${node.label}(${node.inputs.join()})(${node.outputs.join()})`;
    case "library":
      return `${node.operation}(${node.inputs.join()})(${node.outputs.join()})${JSON.stringify(Object.entries(node.attributes).sort())}`;
  }
}

// A changed state still has most of its tasklets and memlets from before.
const taskletText = remembered(
  (node: Tasklet) =>
    `tasklet(${node.inputs.join()})${Object.entries(node.outputs)
      .map(([name, code]) => `${name}=${printScalar(code)}:${code.dtype}`)
      .join()}${node.checks.map((c) => `!${printScalar(c.condition)}:${c.exception}:${c.message}`).join("")}`,
);

const memletText = remembered(({ data, subset, otherSubset, wcr, dynamic }: Memlet) =>
  [data, subset ? printSubset(subset) : "", otherSubset ? printSubset(otherSubset) : "", wcr ?? "", dynamic ?? ""].join(
    " ",
  ),
);

function edgeText(e: Edge, place: ReadonlyMap<ElementId, number>): string {
  const memlet = e.memlet === undefined ? "" : memletText(e.memlet);
  return `${place.get(e.src)}.${e.srcConnector ?? ""}>${place.get(e.dst)}.${e.dstConnector ?? ""} ${memlet}`;
}

/** Four lanes of multiply-and-xor over the UTF-16 units, each with its own odd multiplier, mixed with each other at the end. */
export function hashOf(text: string): string {
  const lanes = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f];
  // By name, not by index: the engine keeps these in registers, and most of this time is spent before it compiles the loop.
  const [l, m, n, o] = lanes as [number, number, number, number];
  let [a, b, c, d] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, l);
    b = Math.imul(b ^ (unit + 0x10001), m);
    c = Math.imul(c ^ (unit + 0x20002), n);
    d = Math.imul(d ^ (unit + 0x30003), o);
  }
  const state = [a, b, c, d];
  for (let round = 0; round < 4; round++)
    for (let lane = 0; lane < 4; lane++) {
      const mixed = (state[lane] as number) ^ ((state[(lane + 1) % 4] as number) >>> 13);
      state[lane] = Math.imul(mixed ^ (mixed >>> 16), lanes[(lane + round) % 4] as number);
    }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}
