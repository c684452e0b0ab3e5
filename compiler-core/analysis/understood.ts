// Whether a graph is one that can be reasoned about: opened files may hold more than that.
import { type Block, nodesOf, type Sdfg } from "../sdfg/index.ts";
import { remembered } from "../symbolic/index.ts";

/** What stands in the way, in words; undefined for a graph that is understood whole. */
export const obstacleIn: (sdfg: Sdfg) => string | undefined = remembered((sdfg: Sdfg) => {
  for (const [name, { kind }] of Object.entries(sdfg.containers))
    if (kind !== "scalar" && kind !== "array") return `\`${name}\` is a ${kind}, which may share memory with others`;
  for (const block of Object.values(sdfg.blocks)) {
    const found = obstacleInBlock(block);
    if (found !== undefined) return found;
  }
  return undefined;
});

function obstacleInBlock(block: Block): string | undefined {
  if (block.kind === "foreign") return `\`${block.label}\`: ${block.reason}`;
  if (block.kind === "state") {
    const foreign = nodesOf(block).find((n) => n.kind === "foreign");
    return foreign?.kind === "foreign" ? `\`${foreign.label}\`: ${foreign.reason}` : undefined;
  }
  if (block.kind !== "region" && block.kind !== "loop") return undefined;
  const place = new Map(block.children.map((id, i) => [id, i]));
  const jumps = block.edges.some(
    (e) => e.condition !== undefined || place.get(e.dst) !== (place.get(e.src) ?? Number.NaN) + 1,
  );
  return jumps ? `\`${block.label}\` is a state machine with conditions on its edges` : undefined;
}
