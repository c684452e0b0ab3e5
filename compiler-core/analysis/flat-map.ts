// A map whose body is a straight line of tasklets, connected by registers: the shape in which maps are fused, tiled and
// turned. Taken out of a state as a list and written back as a unit.
import {
  type AccessNode,
  type Container,
  type Edge,
  type ElementId,
  edge,
  edgesInto,
  edgesOutOf,
  exitOf,
  type MapEntry,
  type MapExit,
  type Memlet,
  type Node,
  nodeOf,
  nodesInScope,
  type Sdfg,
  type State,
  type Tasklet,
  walkScalar,
} from "../sdfg/index.ts";
import { isPoint, nothingAssumed, obtained, type Subset } from "../symbolic/index.ts";
import { disjoint } from "./overlap.ts";
import { namesOnce, type Port, type Unit } from "./units.ts";

export interface Operand {
  readonly connector: string;
  readonly memlet: Memlet & { readonly subset: Subset };
}

export interface BodyStep {
  readonly tasklet: Tasklet;
  readonly reads: readonly Operand[];
  readonly writes: readonly Operand[];
}

export interface FlatMap {
  readonly entry: MapEntry;
  readonly exit: MapExit;
  /** In the order in which they run within one iteration. */
  readonly steps: readonly BodyStep[];
  /** Registers that only the body has. */
  readonly locals: ReadonlySet<string>;
  /** Access nodes outside, by container, to keep where they can be kept. */
  readonly outside: {
    readonly reads: ReadonlyMap<string, AccessNode>;
    readonly writes: ReadonlyMap<string, AccessNode>;
  };
}

export function isRegister(container: Container | undefined): boolean {
  return container?.transient === true && container.shape.length === 0;
}

const known = new WeakMap<State, Map<ElementId, FlatMap | "other">>();

/** Undefined where the body holds anything but tasklets and registers. */
export function flatMapOf(sdfg: Sdfg, state: State, entry: ElementId): FlatMap | undefined {
  const ofState = obtained(known, state, () => new Map<ElementId, FlatMap | "other">());
  const flat = obtained(ofState, entry, () => read(sdfg, state, entry) ?? "other");
  return flat === "other" ? undefined : flat;
}

function read(sdfg: Sdfg, state: State, id: ElementId): FlatMap | undefined {
  const entry = nodeOf(state, id);
  if (entry.kind !== "map-entry" || edgesInto(state, id).some((e) => e.dstConnector?.startsWith("IN_") === false))
    return undefined;
  const exit = exitOf(state, id);
  const steps: BodyStep[] = [];
  const locals = new Set<string>();
  for (const node of nodesInScope(state, id)) {
    if (node.kind === "map-exit") return undefined;
    if (node.kind === "access") {
      if (!isRegister(sdfg.containers[node.data]) || edgesInto(state, node.id).length === 0) return undefined;
      locals.add(node.data);
      continue;
    }
    if (node.kind !== "tasklet") return undefined;
    if (hasHiddenReads(node)) return undefined;
    const reads = operands(edgesInto(state, node.id), "dstConnector");
    const writes = operands(edgesOutOf(state, node.id), "srcConnector");
    if (reads === undefined || writes === undefined) return undefined;
    steps.push({ tasklet: node, reads, writes });
  }
  const reads = new Map<string, AccessNode>();
  const writes = new Map<string, AccessNode>();
  for (const e of edgesInto(state, id)) {
    const node = nodeOf(state, e.src);
    if (node.kind === "access" && e.memlet !== undefined) reads.set(node.data, node);
  }
  for (const e of edgesOutOf(state, exit.id)) {
    const node = nodeOf(state, e.dst);
    if (node.kind === "access" && e.memlet !== undefined) writes.set(node.data, node);
  }
  return { entry, exit, steps, locals, outside: { reads, writes } };
}

/** It names a container in its code, which no edge shows. */
function hasHiddenReads({ outputs, checks }: Tasklet): boolean {
  return [...Object.values(outputs), ...checks.map((c) => c.condition)].some((code) =>
    walkScalar(code).some((part) => part.kind === "read"),
  );
}

function operands(edges: readonly Edge[], side: "srcConnector" | "dstConnector"): Operand[] | undefined {
  const list: Operand[] = [];
  for (const e of edges) {
    if (e.memlet === undefined) continue;
    const connector = e[side];
    if (connector === undefined || e.memlet.otherSubset !== undefined) return undefined;
    list.push({ connector, memlet: { ...e.memlet, subset: e.memlet.subset ?? [] } });
  }
  return list;
}

/** Writes a straight-line map as a unit, with ordering edges for what its steps do to the same elements. */
export function unitOfFlatMap(map: FlatMap): Unit {
  const { entry, exit, steps } = map;
  const nodes: Node[] = [entry];
  const edges: Edge[] = [];
  const registers = new Map<string, ElementId>();
  const reads = new Set<string>();
  const outputs: Port[] = [];
  const ways = namesOnce();
  for (const [i, step] of steps.entries()) {
    nodes.push(step.tasklet);
    const task = step.tasklet.id;
    let rooted = false;
    for (const { connector, memlet } of step.reads) {
      const register = registers.get(memlet.data);
      rooted = true;
      if (register !== undefined) edges.push(edge({ node: register }, { node: task, connector }, memlet));
      else {
        reads.add(memlet.data);
        edges.push(edge({ node: entry.id, connector: `OUT_${memlet.data}` }, { node: task, connector }, memlet));
      }
    }
    if (!rooted) edges.push(edge({ node: entry.id }, { node: task }));
    for (const { connector, memlet } of step.writes) {
      if (map.locals.has(memlet.data)) {
        const id = `${entry.id}/${memlet.data}`;
        registers.set(memlet.data, id);
        nodes.push({ kind: "access", id, data: memlet.data });
        edges.push(edge({ node: task, connector }, { node: id }, memlet));
      } else {
        const way = ways(memlet.data);
        edges.push(edge({ node: task, connector }, { node: exit.id, connector: `IN_${way}` }, memlet));
        outputs.push({
          data: memlet.data,
          node: exit.id,
          connector: `OUT_${way}`,
          memlet: { data: memlet.data, ...(memlet.wcr && { wcr: memlet.wcr }) },
          ...accessOf(map.outside.writes, memlet.data),
        });
      }
    }
    if (step.writes.length === 0) edges.push(edge({ node: task }, { node: exit.id }));
    for (const earlier of steps.slice(0, i))
      if (clash(earlier, step)) edges.push(edge({ node: earlier.tasklet.id }, { node: task }));
  }
  nodes.push(exit);
  const inputs = [...reads].map(
    (data): Port => ({
      data,
      node: entry.id,
      connector: `IN_${data}`,
      memlet: { data },
      ...accessOf(map.outside.reads, data),
    }),
  );
  return { head: entry.id, tail: exit.id, nodes, edges: dedupe(edges), inputs, outputs };
}

function dedupe(edges: readonly Edge[]): Edge[] {
  const taken = new Map<string, number>();
  return edges.map((e) => {
    const times = taken.get(e.id) ?? 0;
    taken.set(e.id, times + 1);
    return times === 0 ? e : { ...e, id: `${e.id}_${times}` };
  });
}

function accessOf(
  nodes: ReadonlyMap<string, AccessNode>,
  data: string,
): { access: AccessNode } | Record<string, never> {
  const access = nodes.get(data);
  return access === undefined ? {} : { access };
}

/** Two steps of one iteration that must keep their order though no register says so. */
function clash(earlier: BodyStep, later: BodyStep): boolean {
  const meets = (a: readonly Operand[], b: readonly Operand[]) =>
    a.some((x) =>
      b.some(
        (y) =>
          x.memlet.data === y.memlet.data &&
          x.memlet.subset.length > 0 &&
          !disjoint(x.memlet.subset, y.memlet.subset, nothingAssumed),
      ),
    );
  return (
    meets(earlier.writes, later.reads) ||
    meets(earlier.reads, later.writes) ||
    meets(earlier.writes, later.writes) ||
    (earlier.tasklet.checks.length > 0 && later.writes.length + later.tasklet.checks.length > 0)
  );
}

export function readsOf(map: FlatMap): readonly Operand[] {
  return map.steps.flatMap((s) => s.reads);
}

export function writesOf(map: FlatMap): readonly Operand[] {
  return map.steps.flatMap((s) => s.writes);
}

export function mayRaiseIn(map: FlatMap): boolean {
  return map.steps.some((s) => s.tasklet.checks.length > 0);
}

export function isElement(subset: Subset): boolean {
  return subset.every(isPoint);
}
