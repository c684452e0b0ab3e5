// Drops transients that nothing touches and assigned symbols that nothing reads.
import { symbolsIn, usesOf } from "../analysis/index.ts";
import { edited, nodesOf, type Sdfg, statesOf } from "../sdfg/index.ts";
import { symbolsOf } from "../symbolic/index.ts";
import type { Pass } from "./pass.ts";

export const unusedNames: Pass = { id: "UnusedNames", title: "Drop unused containers and symbols", run };

function run(sdfg: Sdfg): Sdfg {
  const uses = usesOf(sdfg);
  const mentioned = mentionedIn(sdfg);
  const unused = Object.keys(sdfg.containers).filter(
    (name) =>
      sdfg.containers[name]?.transient === true &&
      !sdfg.returns.includes(name) &&
      !uses.has(name) &&
      !mentioned.has(name),
  );
  const kept = Object.entries(sdfg.containers).filter(([name]) => !unused.includes(name));
  const needed = new Set(sdfg.argNames);
  for (const block of Object.values(sdfg.blocks)) for (const name of symbolsIn(block)) needed.add(name);
  for (const [, c] of kept) for (const e of [...c.shape, ...c.strides]) symbolsOf(e, needed);
  for (const info of Object.values(sdfg.symbols))
    for (const e of [info.least, info.most]) if (e !== undefined) symbolsOf(e, needed);
  const chains = Object.values(sdfg.blocks).flatMap((b) => (b.kind === "region" || b.kind === "loop" ? [b] : []));
  const idle = new Set(
    chains.flatMap((b) => b.edges.flatMap((e) => Object.keys(e.assignments).filter((name) => !needed.has(name)))),
  );
  if (unused.length === 0 && idle.size === 0) return sdfg;
  return edited(sdfg, (draft) => {
    for (const name of unused) draft.containers.delete(name);
    for (const name of idle) draft.symbols.delete(name);
    for (const block of chains) {
      if (!block.edges.some((e) => Object.keys(e.assignments).some((name) => idle.has(name)))) continue;
      const edges = block.edges.map((e) => ({
        ...e,
        assignments: Object.fromEntries(Object.entries(e.assignments).filter(([name]) => !idle.has(name))),
      }));
      draft.blocks.set(block.id, { ...block, edges });
    }
  });
}

/** Containers that have a node or pass through a nested graph, touched or not. */
function mentionedIn(sdfg: Sdfg): ReadonlySet<string> {
  const names = new Set<string>();
  for (const state of statesOf(sdfg))
    for (const node of nodesOf(state)) {
      if (node.kind === "access") names.add(node.data);
      if (node.kind === "nested-sdfg") for (const name of [...node.inputs, ...node.outputs]) names.add(name);
    }
  return names;
}
