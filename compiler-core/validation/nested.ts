// Graphs in graphs: connectors and inner containers name each other, and inner sizes have values.
import { type NestedSdfg, nodesOf, type Sdfg, symbolsOfScalar } from "../sdfg/index.ts";
import { symbolsOf, symbolsOfRange } from "../symbolic/index.ts";
import { type NestedCode, own, type Problem, problem } from "./problem.ts";
import { namesInSight } from "./sight.ts";

export function* checkNested(outer: Sdfg, node: NestedSdfg): Generator<Problem<NestedCode>> {
  const { sdfg } = node;
  const connectors = new Set([...node.inputs, ...node.outputs]);
  for (const name of connectors) {
    const c = own(sdfg.containers, name);
    // An input may also be a symbol inside.
    if (c === undefined && own(sdfg.symbols, name) === undefined)
      yield problem(
        "unbound-container",
        `${node.label} has the connector \`${name}\`, and no container of that name inside.`,
        node.id,
      );
    if (c?.transient === true)
      yield problem(
        "unbound-container",
        `${node.label} has the connector \`${name}\`, and inside that is a transient.`,
        node.id,
      );
  }
  for (const [name, c] of Object.entries(sdfg.containers))
    if (!c.transient && !connectors.has(name))
      yield problem(
        "unbound-container",
        `In ${node.label} \`${name}\` comes from outside, and there is no connector for it.`,
        node.id,
      );
  const outerNames = namesInSight(outer);
  for (const name of freeSymbolsOf(sdfg)) {
    if (own(node.symbolMapping, name) === undefined && !outerNames.has(name) && !connectors.has(name))
      yield problem("unmapped-symbol", `In ${node.label} \`${name}\` has no value.`, node.id);
  }
  for (const block of Object.values(sdfg.blocks)) {
    if (block.kind !== "state") continue;
    for (const e of block.edges) {
      const dst = own(block.nodes, e.dst);
      const name = dst?.kind === "access" ? dst.data : undefined;
      if (
        name !== undefined &&
        e.memlet !== undefined &&
        own(sdfg.containers, name)?.transient === false &&
        connectors.has(name) &&
        !node.outputs.includes(name)
      )
        yield problem("written-input", `${node.label} writes \`${name}\`, which is no output.`, node.id, e.id);
    }
  }
}

/** Symbols that shapes and control flow use and nothing inside gives a value; what is declared and unused needs none. */
function freeSymbolsOf(sdfg: Sdfg): Set<string> {
  const used = new Set<string>();
  for (const c of Object.values(sdfg.containers)) for (const e of [...c.shape, ...c.strides]) symbolsOf(e, used);
  const assigned = new Set<string>();
  for (const block of Object.values(sdfg.blocks)) {
    if (block.kind === "state") {
      for (const e of block.edges) for (const r of e.memlet?.subset ?? []) symbolsOfRange(r, used);
      for (const node of nodesOf(block)) {
        if (node.kind !== "map-entry") continue;
        for (const r of node.ranges) symbolsOfRange(r, used);
        for (const name of node.params) assigned.add(name);
      }
      for (const e of block.edges)
        if (e.dstConnector !== undefined && own(block.nodes, e.dst)?.kind === "map-entry") assigned.add(e.dstConnector);
    }
    if (block.kind === "loop" && block.header.kind === "for") {
      assigned.add(block.header.variable);
      symbolsOfRange(block.header.range, used);
    }
    if (block.kind === "foreign" && block.loop !== undefined) assigned.add(block.loop.variable);
    if (block.kind === "region" || block.kind === "loop" || block.kind === "foreign") {
      for (const e of block.edges) {
        for (const [name, code] of Object.entries(e.assignments)) {
          assigned.add(name);
          symbolsOfScalar(code, used);
        }
        if (e.condition !== undefined) symbolsOfScalar(e.condition, used);
      }
    }
  }
  for (const [name, c] of Object.entries(sdfg.containers)) if (c.kind === "scalar") assigned.add(name);
  for (const name of assigned) used.delete(name);
  return used;
}
