// Rewrites of each state of a graph, nested graphs first.
import type { Block, ElementId, Node, Sdfg, State } from "../../sdfg/index.ts";

export function mapStates(sdfg: Sdfg, change: (state: State) => State): Sdfg {
  const blocks = Object.entries(sdfg.blocks).map(([id, block]): [ElementId, Block] => [
    id,
    block.kind === "state" ? change(block) : block,
  ]);
  return blocks.every(([id, block]) => sdfg.blocks[id] === block)
    ? sdfg
    : { ...sdfg, blocks: Object.fromEntries(blocks) };
}

export function mapNodes(state: State, change: (node: Node) => Node): State {
  const nodes = Object.entries(state.nodes).map(([id, node]): [ElementId, Node] => [id, change(node)]);
  return nodes.every(([id, node]) => state.nodes[id] === node) ? state : { ...state, nodes: Object.fromEntries(nodes) };
}

/** The graph with each graph inside it changed first, then itself. */
export function everyGraph(sdfg: Sdfg, change: (sdfg: Sdfg) => Sdfg): Sdfg {
  return change(
    mapStates(sdfg, (state) =>
      mapNodes(state, (node) => {
        if (node.kind !== "nested-sdfg") return node;
        const inner = everyGraph(node.sdfg, change);
        return inner === node.sdfg ? node : { ...node, sdfg: inner };
      }),
    ),
  );
}
