// A graph as text: deterministic, for goldens, the command line and people who debug.
import { printExpr, printRange, printSubset } from "../symbolic/index.ts";
import type { Block, InterstateEdge, Memlet, Node, Sdfg, State } from "./graph.ts";
import { printScalar } from "./print-scalar.ts";
import { blockOf, edgesInto, edgesOutOf, nodesInScope } from "./walk.ts";

export function printSdfg(sdfg: Sdfg): string {
  const lines: string[] = [
    `sdfg ${sdfg.name}(${sdfg.argNames.join(", ")})${sdfg.returns.length > 0 ? ` -> ${sdfg.returns.join(", ")}` : ""}`,
  ];
  for (const [name, c] of Object.entries(sdfg.containers))
    lines.push(
      `  ${c.transient ? "transient" : "container"} ${name}: ${c.dtype}${c.shape.length > 0 ? `[${c.shape.map(printExpr).join(", ")}]` : ""}${c.storage === "Default" ? "" : ` @ ${c.storage}`}`,
    );
  printBlock(sdfg, blockOf(sdfg, sdfg.root), "  ", lines);
  return `${lines.join("\n")}\n`;
}

function printBlock(sdfg: Sdfg, block: Block, indent: string, lines: string[]): void {
  const inside = `${indent}  `;
  switch (block.kind) {
    case "state":
      lines.push(`${indent}state ${block.id}`);
      printScope(block, undefined, inside, lines);
      return;
    case "loop": {
      const { header } = block;
      lines.push(
        `${indent}${header.kind === "for" ? `for ${header.variable} in ${printRange(header.range)}` : `while ${printScalar(header.condition)}`}`,
      );
      printChain(sdfg, block.children, block.edges, inside, lines);
      return;
    }
    case "region":
      printChain(sdfg, block.children, block.edges, indent, lines);
      return;
    case "foreign":
      lines.push(`${indent}${block.type} (not read: ${block.reason})`);
      printChain(sdfg, block.children, block.edges, inside, lines);
      return;
    case "conditional":
      for (const branch of block.branches) {
        lines.push(`${indent}${branch.condition ? `if ${printScalar(branch.condition)}` : "else"}`);
        printBlock(sdfg, blockOf(sdfg, branch.body), inside, lines);
      }
      return;
    default:
      lines.push(`${indent}${block.kind}`);
  }
}

function printChain(
  sdfg: Sdfg,
  children: readonly string[],
  edges: readonly InterstateEdge[],
  indent: string,
  lines: string[],
): void {
  for (const child of children) {
    for (const edge of edges)
      if (edge.dst === child)
        for (const [name, code] of Object.entries(edge.assignments))
          lines.push(`${indent}${name} := ${printScalar(code)}`);
    printBlock(sdfg, blockOf(sdfg, child), indent, lines);
  }
}

function printScope(state: State, scope: string | undefined, indent: string, lines: string[]): void {
  for (const node of nodesInScope(state, scope)) printNode(state, node, indent, lines);
}

function printNode(state: State, node: Node, indent: string, lines: string[]): void {
  const reads = () =>
    edgesInto(state, node.id).flatMap((e) =>
      e.memlet && e.dstConnector ? [`${e.dstConnector} = ${printMemlet(e.memlet)}`] : [],
    );
  switch (node.kind) {
    case "map-entry":
      lines.push(
        `${indent}map ${node.params.map((p, i) => `${p} in ${printRange(node.ranges[i] as (typeof node.ranges)[number])}`).join(", ")}${node.schedule === "Default" ? "" : ` @ ${node.schedule}`}${node.vectorWidth ? ` vector ${node.vectorWidth}` : ""}`,
      );
      printScope(state, node.id, `${indent}  `, lines);
      return;
    case "tasklet":
      for (const check of node.checks)
        lines.push(`${indent}check ${printScalar(check.condition)} else ${check.exception}("${check.message}")`);
      for (const [name, code] of Object.entries(node.outputs)) {
        const out = edgesOutOf(state, node.id).filter((e) => e.srcConnector === name);
        lines.push(
          `${indent}${out.map((e) => (e.memlet ? printMemlet(e.memlet) : "()")).join(", ")} ${out[0]?.memlet?.wcr ? `${out[0].memlet.wcr}=` : "="} ${printScalar(code)} where ${reads().join(", ")}`,
        );
      }
      return;
    case "library":
      lines.push(
        `${indent}${edgesOutOf(state, node.id)
          .map((e) => (e.memlet ? printMemlet(e.memlet) : ""))
          .join(", ")} = ${node.operation}(${reads().join(", ")})`,
      );
      return;
    case "nested-sdfg":
      lines.push(`${indent}nested ${node.label}`);
      for (const line of printSdfg(node.sdfg).trimEnd().split("\n").slice(1)) lines.push(`${indent}${line}`);
      return;
    case "access": {
      for (const e of edgesInto(state, node.id)) {
        const source = state.nodes[e.src];
        if (source?.kind === "access" && e.memlet) lines.push(`${indent}${node.data} <- ${printMemlet(e.memlet)}`);
      }
      return;
    }
    case "foreign":
      lines.push(`${indent}${node.type} ${node.label} (not read: ${node.reason})`);
      return;
    case "map-exit":
      return;
  }
}

function printMemlet(memlet: Memlet): string {
  return memlet.subset === undefined || memlet.subset.length === 0
    ? memlet.data
    : `${memlet.data}[${printSubset(memlet.subset)}]`;
}
