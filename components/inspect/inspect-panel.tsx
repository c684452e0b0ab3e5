"use client";
// All there is to know about the selected element.
import {
  type Container,
  edgesInto,
  edgesOutOf,
  exitOf,
  type Node,
  printScalar,
  type Sdfg,
  type State,
  statesOf,
} from "@datawright/compiler-core/sdfg";
import { printSubset } from "@datawright/compiler-core/symbolic";
import { printBytes } from "@/components/documents/memory";
import { mapTitle } from "@/components/graph-view/scene";
import { printContainer } from "@/components/graph-view/scene-text";
import { linesOf } from "@/components/selection/source-links";
import { bytesOfContainer } from "./container-bytes";
import "./inspect.css";

export interface InspectPanelProps {
  readonly sdfg: Sdfg;
  readonly sizes: Readonly<Record<string, number>>;
  readonly selected: string | undefined;
}

type Fact = readonly [name: string, value: string];

export function InspectPanel({ sdfg, sizes, selected }: InspectPanelProps) {
  if (selected === undefined)
    return (
      <p className="pad soft">
        Select a node, a line or a row of the outline: what it is, reads and writes appears here.
      </p>
    );
  const facts = factsOf(sdfg, sizes, selected);
  if (facts.length === 0) return <p className="pad soft">This element is not in the graph any more.</p>;
  return (
    <dl className="facts">
      {facts.map(([name, value], i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name may come twice.
        <div key={i}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function factsOf(sdfg: Sdfg, sizes: Readonly<Record<string, number>>, id: string): readonly Fact[] {
  const lines = linesOf(sdfg, id);
  const place: readonly Fact[] =
    lines === undefined ? [] : [["from", lines[0] === lines[1] ? `line ${lines[0]}` : `lines ${lines[0]}–${lines[1]}`]];
  const block = sdfg.blocks[id];
  if (block !== undefined) return [["kind", block.kind], ["name", block.label], ...place];
  for (const [graph, state] of everyState(sdfg)) {
    const node = state.nodes[id];
    if (node !== undefined) return [...factsOfNode(graph, node, sizes), ...place, ...moved(state, node)];
  }
  return [];
}

function* everyState(sdfg: Sdfg): Generator<readonly [Sdfg, State]> {
  for (const state of statesOf(sdfg)) {
    yield [sdfg, state];
    for (const node of Object.values(state.nodes)) if (node.kind === "nested-sdfg") yield* everyState(node.sdfg);
  }
}

function factsOfNode(sdfg: Sdfg, node: Node, sizes: Readonly<Record<string, number>>): readonly Fact[] {
  switch (node.kind) {
    case "access":
      return [["data", node.data], ...factsOfContainer(sdfg.containers[node.data], sizes)];
    case "tasklet":
      return [
        ["tasklet", node.label],
        ...Object.entries(node.outputs).map(([name, code]): Fact => [name, printScalar(code)]),
        ...node.checks.map((check): Fact => ["check", `${printScalar(check.condition)}, else ${check.exception}`]),
      ];
    case "map-entry":
      return [
        ["map over", mapTitle(node)],
        ["schedule", node.schedule],
        ...(node.vectorWidth === undefined ? [] : [["lanes", String(node.vectorWidth)] as Fact]),
      ];
    case "library":
      return [
        ["operation", node.operation],
        ...Object.entries(node.attributes).map(([name, value]): Fact => [name, String(value)]),
      ];
    case "nested-sdfg":
      return [
        ["nested graph", node.label],
        ["reads", node.inputs.join(", ")],
        ["writes", node.outputs.join(", ")],
      ];
    case "foreign":
      return [
        ["kind", node.type],
        ["name", node.label],
        ["why not read", node.reason],
      ];
    case "map-exit":
      return [];
  }
}

function factsOfContainer(container: Container | undefined, sizes: Readonly<Record<string, number>>): readonly Fact[] {
  if (container === undefined) return [];
  const bytes = bytesOfContainer(container, sizes);
  return [
    ["shape and type", printContainer(container)],
    ...(bytes === undefined ? [] : [["size", `${printBytes(bytes)} at the chosen sizes`] as Fact]),
    ["kept", container.transient ? "inside the program only (transient)" : "given or taken by the caller"],
    ["storage", container.storage],
  ];
}

function moved(state: State, node: Node): readonly Fact[] {
  const spell = (memlet: { readonly data: string; readonly subset?: Parameters<typeof printSubset>[0] } | undefined) =>
    memlet === undefined
      ? "order only"
      : memlet.subset === undefined || memlet.subset.length === 0
        ? memlet.data
        : `${memlet.data}[${printSubset(memlet.subset)}]`;
  const unique = (facts: readonly Fact[]) =>
    [...new Map(facts.map((fact) => [fact.join(), fact])).values()].slice(0, 24);
  // What comes to data is written there; a map writes where its scope ends.
  const [into, outOf] = node.kind === "access" ? ["written", "read"] : ["reads", "writes"];
  const end = node.kind === "map-entry" ? exitOf(state, node.id).id : node.id;
  return unique([
    ...edgesInto(state, node.id).map((edge): Fact => [into, spell(edge.memlet)]),
    ...edgesOutOf(state, end).map((edge): Fact => [outOf, spell(edge.memlet)]),
  ]);
}
