// All units of a state inside one new map. What they only read comes in through its entry, what they leave goes out through
// its exit, and what goes from one to the other stays inside.
import { isRegister, namesOnce, type Port, type Unit } from "../../analysis/index.ts";
import {
  type AccessNode,
  type Edge,
  type ElementId,
  edge,
  type MapEntry,
  type MapExit,
  type Memlet,
  type Node,
  nodeOf,
  nodesOf,
  type Sdfg,
  type State,
  scopes,
} from "../../sdfg/index.ts";

export function bodyAsUnit(sdfg: Sdfg, state: State, units: readonly Unit[], entry: MapEntry, exit: MapExit): Unit {
  const top = new Set(Object.keys(state.nodes).filter((id) => scopes(state).get(id) === undefined));
  const isAccess = (id: ElementId) => top.has(id) && nodeOf(state, id).kind === "access";
  const accessNodes = [...top].map((id) => nodeOf(state, id)).filter((n): n is AccessNode => n.kind === "access");
  const written = new Set(state.edges.filter((e) => e.memlet !== undefined && isAccess(e.dst)).map((e) => e.dst));
  const read = new Set(state.edges.filter((e) => e.memlet !== undefined && isAccess(e.src)).map((e) => e.src));
  const last = new Map(accessNodes.filter((n) => written.has(n.id)).map((n) => [n.data, n.id]));
  const moved = (n: AccessNode) =>
    written.has(n.id)
      ? !read.has(n.id) && last.get(n.data) === n.id && !isRegister(sdfg.containers[n.data])
      : read.has(n.id);
  const outside = new Map(accessNodes.filter(moved).map((n) => [n.id, n]));
  const inputs = new Map<string, Port>();
  const outputs: Port[] = [];
  const ways = namesOnce();
  const edges: Edge[] = [];
  const fed = new Set<ElementId>();
  const enter = (node: AccessNode) =>
    inputs.set(node.data, {
      data: node.data,
      node: entry.id,
      connector: `IN_${node.data}`,
      memlet: { data: node.data },
      access: node,
    });
  const leave = (from: { readonly node: ElementId; readonly connector?: string }, node: AccessNode, memlet: Memlet) => {
    const way = ways(node.data);
    edges.push(edge(from, { node: exit.id, connector: `IN_${way}` }, memlet));
    outputs.push({
      data: node.data,
      node: exit.id,
      connector: `OUT_${way}`,
      memlet: { data: node.data, ...(memlet.wcr && { wcr: memlet.wcr }) },
      access: node,
    });
  };
  for (const e of state.edges) {
    const [source, sink] = [outside.get(e.src), outside.get(e.dst)];
    if (e.memlet === undefined) {
      if (source === undefined && sink === undefined) edges.push(e);
    } else if (source !== undefined) {
      enter(source);
      fed.add(e.dst);
      edges.push(
        edge(
          { node: entry.id, connector: `OUT_${source.data}` },
          { node: e.dst, ...(e.dstConnector !== undefined && { connector: e.dstConnector }) },
          e.memlet,
        ),
      );
    } else if (sink !== undefined) {
      leave({ node: e.src, ...(e.srcConnector !== undefined && { connector: e.srcConnector }) }, sink, e.memlet);
    } else {
      edges.push(e);
      fed.add(e.dst);
    }
  }
  for (const node of accessNodes) {
    if (outside.has(node.id)) continue;
    // The last version of an array that is read inside as well leaves by an edge of its own; what nobody reads ends here.
    if (last.get(node.data) === node.id && !isRegister(sdfg.containers[node.data])) {
      leave({ node: node.id }, { ...node, id: `${node.id}.out` }, { data: node.data });
    } else if (!read.has(node.id)) edges.push(edge({ node: node.id }, { node: exit.id }));
  }
  for (const unit of units) {
    if (!fed.has(unit.head)) edges.push(edge({ node: entry.id }, { node: unit.head }));
    if (unit.outputs.length === 0) edges.push(edge({ node: unit.tail }, { node: exit.id }));
  }
  const inner: Node[] = nodesOf(state).filter((n) => !outside.has(n.id));
  return {
    head: entry.id,
    tail: exit.id,
    nodes: [entry, ...inner, exit],
    edges,
    inputs: [...inputs.values()],
    outputs,
  };
}
