// A view that takes whole dimensions of an array, or single places in them, is that array at other indices: its memlets are
// moved there, and it goes. A view with another grouping of the elements stays, and is refused.
import {
  type AccessNode,
  type Container,
  type Edge,
  type ElementId,
  edgesInto,
  edgesOutOf,
  type Memlet,
  mapOperands,
  type Node,
  type Scalar,
  type Sdfg,
  type State,
  type Tasklet,
  wholeOf,
} from "../../sdfg/index.ts";
import { add, constantOf, type Expr, equal, lengthOf, point, range, type Subset, zero } from "../../symbolic/index.ts";
import { backwards, forwards } from "./paths.ts";
import { mapStates } from "./states.ts";

export function withoutViews(sdfg: Sdfg): Sdfg {
  const changed = mapStates(sdfg, (state) => {
    let current = state;
    for (let next = resolveOne(sdfg, current); next !== undefined; next = resolveOne(sdfg, current)) current = next;
    return current;
  });
  if (changed === sdfg) return sdfg;
  const used = new Set(
    Object.values(changed.blocks).flatMap((b) =>
      b.kind === "state" ? Object.values(b.nodes).flatMap((n) => (n.kind === "access" ? [n.data] : [])) : [],
    ),
  );
  return {
    ...changed,
    containers: Object.fromEntries(
      Object.entries(changed.containers).filter(([name, c]) => c.kind !== "view" || used.has(name)),
    ),
  };
}

/** Where each dimension of the viewed array comes from: a dimension of the view, or a fixed index. */
type Mapping = readonly { readonly begin: Expr; readonly from?: number }[];

interface Viewing {
  readonly node: AccessNode;
  readonly edge: Edge;
  readonly root: AccessNode;
  readonly mapping: Mapping;
  readonly reads: boolean;
}

function resolveOne(sdfg: Sdfg, state: State): State | undefined {
  for (const node of Object.values(state.nodes)) {
    if (node.kind !== "access" || sdfg.containers[node.data]?.kind !== "view") continue;
    const viewing = viewingOf(sdfg, state, node);
    const next = viewing && resolved(sdfg, state, viewing);
    if (next !== undefined) return next;
  }
  return undefined;
}

function viewingOf(sdfg: Sdfg, state: State, node: AccessNode): Viewing | undefined {
  const [into, outOf] = [edgesInto(state, node.id), edgesOutOf(state, node.id)];
  const [before, after] = [into.find((e) => e.dstConnector === "views"), outOf.find((e) => e.srcConnector === "views")];
  const edge = before ?? after;
  // Only read, or only written: a view of which both happens has an order of its own.
  if (edge === undefined || (before !== undefined ? into.length : outOf.length) !== 1) return undefined;
  const root = state.nodes[before !== undefined ? edge.src : edge.dst];
  const [view, container] = [
    sdfg.containers[node.data],
    root?.kind === "access" ? sdfg.containers[root.data] : undefined,
  ];
  if (
    root?.kind !== "access" ||
    view === undefined ||
    container === undefined ||
    container.kind === "foreign" ||
    container.kind === "view" ||
    edge.memlet?.data !== root.data ||
    edge.memlet.subset === undefined
  )
    return undefined;
  const mapping = mappingOf(view, container, edge.memlet.subset);
  return mapping && { node, edge, root, mapping, reads: before !== undefined };
}

/** Dimensions match in order, by stride and extent. One of a single element has no say. */
function mappingOf(view: Container, root: Container, subset: Subset): Mapping | undefined {
  const mapping: { begin: Expr; from?: number }[] = subset.map((r) => ({ begin: r.begin }));
  let next = 0;
  for (const [d, extent] of view.shape.entries()) {
    if (constantOf(extent) === 1) continue;
    const stride = view.strides[d];
    while (next < subset.length && !fits(subset[next], root.strides[next], stride, extent)) next++;
    const slot = mapping[next++];
    if (slot === undefined) return undefined;
    slot.from = d;
  }
  return view.dtype === root.dtype ? mapping : undefined;
}

function fits(
  r: Subset[number] | undefined,
  rootStride: Expr | undefined,
  stride: Expr | undefined,
  extent: Expr,
): boolean {
  if (r === undefined || rootStride === undefined || stride === undefined || constantOf(r.step) !== 1) return false;
  return equal(rootStride, stride) && (equal(lengthOf(r), extent) || equal(add(r.begin, extent), r.end));
}

function throughView(mapping: Mapping, subset: Subset): Subset {
  return mapping.map(({ begin, from }) => {
    const r = from === undefined ? undefined : subset[from];
    return r === undefined ? point(begin) : range(add(begin, r.begin), add(begin, r.end), r.step);
  });
}

function resolved(sdfg: Sdfg, state: State, viewing: Viewing): State | undefined {
  const { node, edge, root, mapping, reads } = viewing;
  const own = (reads ? edgesOutOf(state, node.id) : edgesInto(state, node.id)).filter((e) => e.id !== edge.id);
  const ways = own.flatMap((e) => (reads ? forwards(state, e) : backwards(state, e)));
  const onWay = new Set(ways.map((e) => e.id));
  const nodes: Record<ElementId, Node> = { ...state.nodes };
  const edges: Edge[] = [];
  for (const e of state.edges) {
    if (e.id === edge.id) continue;
    if (!onWay.has(e.id)) {
      edges.push(e);
      continue;
    }
    const memlet = e.memlet && movedMemlet(sdfg, state, e, e.memlet, viewing);
    if (e.memlet !== undefined && memlet === undefined) return undefined;
    const ends = reads ? { src: e.src === node.id ? root.id : e.src } : { dst: e.dst === node.id ? root.id : e.dst };
    edges.push({ ...e, ...ends, ...(memlet && { memlet }) });
    const tasklet = reads ? nodes[e.dst] : undefined;
    if (tasklet?.kind === "tasklet" && e.dstConnector !== undefined)
      nodes[tasklet.id] = withMovedElements(tasklet, e.dstConnector, mapping);
  }
  delete nodes[node.id];
  return { ...state, nodes, edges };
}

function movedMemlet(
  sdfg: Sdfg,
  state: State,
  e: Edge,
  memlet: Memlet,
  { node, root, mapping }: Viewing,
): Memlet | undefined {
  if (memlet.unread !== undefined) return undefined;
  const [src, dst] = [state.nodes[e.src], state.nodes[e.dst]];
  if (memlet.data === node.data)
    return memlet.subset === undefined
      ? { ...memlet, data: root.data }
      : { ...memlet, data: root.data, subset: throughView(mapping, memlet.subset) };
  // A copy that names its other side.
  const view = sdfg.containers[node.data];
  if (src?.kind !== "access" || dst?.kind !== "access" || view === undefined || memlet.data === root.data)
    return undefined;
  return { ...memlet, otherSubset: throughView(mapping, memlet.otherSubset ?? wholeOf(view)) };
}

/** Elements at computed indices count in the view's dimensions. */
function withMovedElements(tasklet: Tasklet, connector: string, mapping: Mapping): Tasklet {
  const moved = (code: Scalar): Scalar => {
    const inner = mapOperands(code, moved);
    if (inner.kind !== "element" || inner.name !== connector) return inner;
    const indices = mapping.map(({ begin, from }): Scalar => {
      const at: Scalar = { kind: "index", dtype: "int64", expr: begin };
      const index = from === undefined ? undefined : inner.indices[from];
      if (index === undefined) return at;
      if (equal(begin, zero)) return index;
      return index.kind === "index"
        ? { ...index, expr: add(index.expr, begin) }
        : { kind: "binary", dtype: "int64", operator: "+", left: index, right: at };
    });
    return { ...inner, indices };
  };
  return {
    ...tasklet,
    outputs: Object.fromEntries(Object.entries(tasklet.outputs).map(([name, code]) => [name, moved(code)])),
  };
}
