// Does a block, with all that it holds, ask for the value of a symbol?
import { type Block, childrenOf, type Sdfg, type State, symbolsOfScalar } from "../../sdfg/index.ts";
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
  for (const e of state.edges)
    for (const r of [...(e.memlet?.subset ?? []), ...(e.memlet?.otherSubset ?? [])]) symbolsOfRange(r, used);
  for (const node of Object.values(state.nodes)) {
    if (node.kind === "foreign") return true;
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
