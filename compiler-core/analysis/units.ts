// A state as a sequence of units (maps with all they hold, tasklets, library nodes, nested graphs) and back again.
// Taking apart keeps the order in which the state runs; putting together gives each container one line of versions and makes
// explicit, as ordering edges, every hazard that the dataflow itself does not order.

import { need } from "../diagnostics/index.ts";
import {
  type AccessNode,
  type Edge,
  type ElementId,
  edge,
  exitOf,
  freeName,
  type Memlet,
  type Node,
  nodeOf,
  nodesOf,
  type Sdfg,
  type State,
  scopes,
  type Tasklet,
  topological,
  walkScalar,
} from "../sdfg/index.ts";
import { obtained, remembered } from "../symbolic/index.ts";

/** What enters or leaves a unit: an edge to a container's access node outside. */
export interface Port {
  readonly data: string;
  /** The unit's node at this end, and its connector. */
  readonly node: ElementId;
  readonly connector?: string;
  readonly memlet: Memlet;
  /** The access node that it had, to be kept where it can be. */
  readonly access?: AccessNode;
}

/** Each name that it is given, or one like it that it has not given out: an exit has a connector for every edge into it. */
export function namesOnce(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    const free = freeName(name, (other) => taken.has(other));
    taken.add(free);
    return free;
  };
}

export interface Unit {
  /** What runs first and what is done last: a map's entry and exit, else the node itself. */
  readonly head: ElementId;
  readonly tail: ElementId;
  readonly nodes: readonly Node[];
  /** Edges between its own nodes. */
  readonly edges: readonly Edge[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

export interface Effects {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
  /** May end the program with an exception. */
  readonly raises: boolean;
}

/** Undefined where the state holds something that is not a unit between containers, such as a copy. */
export const unitsOf = remembered(takeApart);

function takeApart(state: State): readonly Unit[] | undefined {
  const parent = scopes(state);
  const outermost = new Map<ElementId, ElementId>();
  const members = new Map<ElementId, Node[]>();
  for (const node of topological(state)) {
    const scope = node.kind === "map-exit" ? node.entry : parent.get(node.id);
    const head = scope === undefined ? node.id : (outermost.get(scope) ?? scope);
    outermost.set(node.id, head);
    if (scope === undefined && node.kind === "access") continue;
    const list = members.get(head);
    if (list === undefined) members.set(head, [node]);
    else list.push(node);
  }
  const parts = new Map(
    [...members].map(([head, nodes]) => [
      head,
      { nodes, edges: [] as Edge[], inputs: [] as Port[], outputs: [] as Port[] },
    ]),
  );
  for (const e of state.edges) {
    const [src, dst] = [nodeOf(state, e.src), nodeOf(state, e.dst)];
    const [from, to] = [outermost.get(e.src), outermost.get(e.dst)];
    const [source, sink] = [parts.get(from ?? ""), parts.get(to ?? "")];
    if (from === to && source !== undefined) source.edges.push(e);
    else if (e.memlet === undefined) continue;
    else if (source === undefined && sink !== undefined && src.kind === "access")
      sink.inputs.push({
        data: src.data,
        node: e.dst,
        ...(e.dstConnector !== undefined && { connector: e.dstConnector }),
        memlet: e.memlet,
        access: src,
      });
    else if (sink === undefined && source !== undefined && dst.kind === "access")
      source.outputs.push({
        data: dst.data,
        node: e.src,
        ...(e.srcConnector !== undefined && { connector: e.srcConnector }),
        memlet: e.memlet,
        access: dst,
      });
    else return undefined;
  }
  return [...parts].map(
    ([head, part]): Unit => ({
      head,
      tail: nodeOf(state, head).kind === "map-entry" ? exitOf(state, head).id : head,
      ...part,
    }),
  );
}

export const effectsOf = remembered((unit: Unit): Effects => {
  const reads = new Set(unit.inputs.map((p) => p.data));
  let raises = false;
  for (const node of unit.nodes) {
    if (node.kind === "tasklet") {
      raises ||= node.checks.length > 0;
      for (const name of readByName(node)) reads.add(name);
    }
    if (node.kind === "nested-sdfg") raises ||= mayRaise(node.sdfg);
    // A library node's own conditions (a singular matrix) end the program as well.
    if (node.kind === "library") raises ||= node.attributes["raises"] === true;
  }
  return { reads, writes: new Set(unit.outputs.map((p) => p.data)), raises };
});

function* readByName(tasklet: Tasklet): Generator<string> {
  for (const code of [...Object.values(tasklet.outputs), ...tasklet.checks.map((c) => c.condition)])
    for (const part of walkScalar(code)) if (part.kind === "read") yield part.data;
}

export const mayRaise: (sdfg: Sdfg) => boolean = remembered((sdfg: Sdfg) =>
  Object.values(sdfg.blocks).some(
    (b) =>
      b.kind === "state" &&
      nodesOf(b).some(
        (n) => (n.kind === "tasklet" && n.checks.length > 0) || (n.kind === "nested-sdfg" && mayRaise(n.sdfg)),
      ),
  ),
);

interface Version {
  access?: ElementId;
  readonly writer?: Unit;
  readonly readers: Unit[];
}

/** Puts units together, to run as if one after the other. `isVisible` says which containers outlive the program. */
export function assemble(state: State, units: readonly Unit[], isVisible: (container: string) => boolean): State {
  const nodes: Record<ElementId, Node> = {};
  const edges: Edge[] = [];
  const taken = new Set<ElementId>();
  for (const unit of units) for (const node of unit.nodes) taken.add(node.id);
  const version = new Map<string, Version>();
  const feeds = new Map<Unit, Set<Unit>>();
  let barrier: Unit | undefined;
  let visibleSince: Unit[] = [];
  const accessNode = (port: Port, unit: Unit): ElementId => {
    const id = freeName(port.access?.id ?? `${unit.head}/${port.data}`, (name) => taken.has(name));
    taken.add(id);
    nodes[id] = { ...(port.access ?? { kind: "access", data: port.data }), id };
    return id;
  };
  const flows = (first: Unit, second: Unit) => obtained(feeds, second, () => new Set<Unit>()).add(first);
  const before = (first: Unit, second: Unit) => {
    if (first === second || feeds.get(second)?.has(first)) return;
    flows(first, second);
    edges.push(edge({ node: first.tail }, { node: second.head }));
  };
  for (const unit of units) {
    const { reads, writes, raises } = effectsOf(unit);
    for (const port of unit.inputs) {
      const line = obtained(version, port.data, (): Version => ({ readers: [] }));
      line.access ??= accessNode(port, unit);
      if (line.writer !== undefined) flows(line.writer, unit);
      edges.push(
        edge(
          { node: line.access },
          { node: port.node, ...(port.connector !== undefined && { connector: port.connector }) },
          port.memlet,
        ),
      );
    }
    for (const node of unit.nodes) nodes[node.id] = node;
    edges.push(...unit.edges);
    for (const name of reads) {
      const line = obtained(version, name, (): Version => ({ readers: [] }));
      if (line.writer !== undefined) before(line.writer, unit);
      line.readers.push(unit);
    }
    for (const name of writes) {
      const line = version.get(name);
      if (line?.writer !== undefined) before(line.writer, unit);
      for (const reader of line?.readers ?? []) before(reader, unit);
    }
    if (barrier !== undefined) before(barrier, unit);
    if (raises) {
      for (const writer of visibleSince) before(writer, unit);
      barrier = unit;
      visibleSince = [];
    }
    if ([...writes].some(isVisible)) visibleSince.push(unit);
    const own = new Map<string, ElementId>();
    for (const port of unit.outputs) {
      const access = own.get(port.data) ?? accessNode(port, unit);
      own.set(port.data, access);
      edges.push(
        edge(
          { node: port.node, ...(port.connector !== undefined && { connector: port.connector }) },
          { node: access },
          port.memlet,
        ),
      );
    }
    for (const [name, access] of own) version.set(name, { access, writer: unit, readers: [] });
  }
  return { ...state, nodes, edges: withDistinctIds(edges) };
}

function withDistinctIds(edges: readonly Edge[]): Edge[] {
  const once = namesOnce();
  return edges.map((e) => {
    const id = once(e.id);
    return id === e.id ? e : { ...e, id };
  });
}

/** Everything that must have run before each unit, directly: by dataflow, by an ordering edge or by a hazard. */
export function predecessors(
  units: readonly Unit[],
  isVisible: (container: string) => boolean,
): ReadonlyMap<Unit, ReadonlySet<Unit>> {
  const before = new Map<Unit, Set<Unit>>(units.map((u) => [u, new Set()]));
  const writer = new Map<string, Unit>();
  const readers = new Map<string, Unit[]>();
  let barrier: Unit | undefined;
  let visibleSince: Unit[] = [];
  for (const unit of units) {
    const { reads, writes, raises } = effectsOf(unit);
    const into = need(before.get(unit), "unit");
    const add = (other: Unit | undefined) => {
      if (other !== undefined && other !== unit) into.add(other);
    };
    for (const name of reads) add(writer.get(name));
    for (const name of writes) {
      add(writer.get(name));
      for (const reader of readers.get(name) ?? []) add(reader);
    }
    add(barrier);
    if (raises) {
      for (const other of visibleSince) add(other);
      barrier = unit;
      visibleSince = [];
    }
    if ([...writes].some(isVisible)) visibleSince.push(unit);
    for (const name of reads) {
      const list = readers.get(name);
      if (list === undefined) readers.set(name, [unit]);
      else list.push(unit);
    }
    for (const name of writes) {
      writer.set(name, unit);
      readers.set(name, []);
    }
  }
  return before;
}

/** The unit that holds a node. */
export function unitWith(units: readonly Unit[], node: ElementId): Unit | undefined {
  return units.find((u) => u.head === node || u.tail === node);
}
