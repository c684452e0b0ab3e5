// Puts a unit into a map around it, and a new unit into the place of an old one.
import { assemble, isVisible, namesOnce, type Port, type Unit, unitsOf } from "../../analysis/index.ts";
import { need } from "../../diagnostics/index.ts";
import { type Edge, edge, edited, type MapEntry, type MapExit, type Sdfg, type State } from "../../sdfg/index.ts";

/** The unit inside a map: what went in and out of it goes through the map. */
export function wrapped(unit: Unit, entry: MapEntry, exit: MapExit): Unit {
  const edges: Edge[] = [...unit.edges];
  const outer = ({ data, memlet: { wcr }, access }: Port, node: string, connector: string): Port => ({
    data,
    node,
    connector,
    memlet: { data, ...(wcr && { wcr }) },
    ...(access && { access }),
  });
  const end = ({ node, connector }: Port) => ({ node, ...(connector !== undefined && { connector }) });
  for (const port of unit.inputs)
    edges.push(edge({ node: entry.id, connector: `OUT_${port.data}` }, end(port), port.memlet));
  if (unit.inputs.length === 0) edges.push(edge({ node: entry.id }, { node: unit.head }));
  const ways = namesOnce();
  const outputs = unit.outputs.map((port): Port => {
    const way = ways(port.data);
    edges.push(edge(end(port), { node: exit.id, connector: `IN_${way}` }, port.memlet));
    return outer(port, exit.id, `OUT_${way}`);
  });
  if (unit.outputs.length === 0) edges.push(edge({ node: unit.tail }, { node: exit.id }));
  return {
    head: entry.id,
    tail: exit.id,
    nodes: [entry, ...unit.nodes, exit],
    edges,
    inputs: [...new Map(unit.inputs.map((p) => [p.data, outer(p, entry.id, `IN_${p.data}`)])).values()],
    outputs,
  };
}

export function withUnit(sdfg: Sdfg, state: State, head: string, unit: Unit): Sdfg {
  const units = need(unitsOf(state), "units of the state");
  return edited(sdfg, (draft) => {
    draft.blocks.set(
      state.id,
      assemble(
        state,
        units.map((u) => (u.head === head ? unit : u)),
        (name) => isVisible(sdfg, name),
      ),
    );
  });
}
