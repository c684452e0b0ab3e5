// Does a block, with all that it holds, ask for the value of a symbol?
import {
  type Block,
  childrenOf,
  type ElementId,
  type Sdfg,
  type State,
  scopes,
  symbolsOfScalar,
} from "../../sdfg/index.ts";
import { symbolsOf, symbolsOfRange } from "../../symbolic/index.ts";

export function usesSymbol(sdfg: Sdfg, block: Block, name: string): boolean {
  if (block.kind === "state") return stateUses(sdfg, block, name);
  const used = new Set<string>();
  if (block.kind === "loop") {
    if (block.header.kind === "for") symbolsOfRange(block.header.range, used);
    else symbolsOfScalar(block.header.condition, used);
  }
  if (block.kind === "conditional")
    for (const b of block.branches) if (b.condition !== undefined) symbolsOfScalar(b.condition, used);
  if (block.kind === "region" || block.kind === "loop" || block.kind === "foreign") {
    for (const e of block.edges)
      for (const code of [...(e.condition ? [e.condition] : []), ...Object.values(e.assignments)])
        symbolsOfScalar(code, used);
  }
  if (block.kind === "foreign") return true;
  return (
    used.has(name) ||
    childrenOf(block).some((id) => {
      const child = sdfg.blocks[id];
      return child !== undefined && usesSymbol(sdfg, child, name);
    })
  );
}

function stateUses(sdfg: Sdfg, state: State, name: string): boolean {
  const used = new Set<string>();
  const nodes = Object.values(state.nodes);
  if (nodes.some((node) => node.kind === "foreign")) return true;
  for (const e of state.edges) {
    if (isParameter(state, opens(state, e.src) ? e.src : scopes(state).get(e.src), name)) continue;
    for (const r of [...(e.memlet?.subset ?? []), ...(e.memlet?.otherSubset ?? [])]) symbolsOfRange(r, used);
  }
  for (const node of nodes) {
    if (isParameter(state, scopes(state).get(node.id), name)) continue;
    if (node.kind === "access")
      for (const e of [...(sdfg.containers[node.data]?.shape ?? []), ...(sdfg.containers[node.data]?.strides ?? [])])
        symbolsOf(e, used);
    if (node.kind === "map-entry") for (const r of node.ranges) symbolsOfRange(r, used);
    if (node.kind === "tasklet")
      for (const code of [...Object.values(node.outputs), ...node.checks.map((c) => c.condition)])
        symbolsOfScalar(code, used);
    if (node.kind === "nested-sdfg") for (const e of Object.values(node.symbolMapping)) symbolsOf(e, used);
  }
  return used.has(name);
}

const opens = (state: State, id: ElementId) => state.nodes[id]?.kind === "map-entry";

/** Does the name stand for a parameter of a map around, rather than for the symbol? */
function isParameter(state: State, scope: ElementId | undefined, name: string): boolean {
  for (let at = scope; at !== undefined; at = scopes(state).get(at)) {
    const entry = state.nodes[at];
    if (entry?.kind === "map-entry" && entry.params.includes(name)) return true;
  }
  return false;
}
