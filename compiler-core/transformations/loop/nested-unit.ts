// A map that holds nothing but a nested graph, as a unit; and the state that it makes of what stood in its place.
import { assemble, isVisible, type Unit } from "../../analysis/index.ts";
import {
  type Container,
  type ElementId,
  edge,
  type LoopRegion,
  type MapEntry,
  type MapExit,
  type NestedSdfg,
  type Sdfg,
  type State,
  wholeOf,
} from "../../sdfg/index.ts";

/** The nested graph addresses the containers outside by their own names, so whole containers go through. */
export function nestedUnit(graph: Sdfg, entry: MapEntry, exit: MapExit, nested: NestedSdfg): Unit {
  const through = (name: string) => ({ data: name, subset: wholeOf(graph.containers[name] as Container) });
  return {
    head: entry.id,
    tail: exit.id,
    nodes: [entry, nested, exit],
    edges: [
      ...nested.inputs.map((name) =>
        edge({ node: entry.id, connector: `OUT_${name}` }, { node: nested.id, connector: name }, through(name)),
      ),
      ...(nested.inputs.length === 0 ? [edge({ node: entry.id }, { node: nested.id })] : []),
      ...nested.outputs.map((name) =>
        edge({ node: nested.id, connector: name }, { node: exit.id, connector: `IN_${name}` }, through(name)),
      ),
      ...(nested.outputs.length === 0 ? [edge({ node: nested.id }, { node: exit.id })] : []),
    ],
    inputs: nested.inputs.map((data) => ({ data, node: entry.id, connector: `IN_${data}`, memlet: { data } })),
    outputs: nested.outputs.map((data) => ({ data, node: exit.id, connector: `OUT_${data}`, memlet: { data } })),
  };
}

/** In the place of the loop. */
export function stateOf(graph: Sdfg, id: ElementId, loop: LoopRegion, unit: Unit): State {
  const empty: State = { kind: "state", id, label: loop.label, nodes: {}, edges: [] };
  return assemble({ ...empty, ...(loop.origin && { origin: loop.origin }) }, [unit], (name) => isVisible(graph, name));
}
