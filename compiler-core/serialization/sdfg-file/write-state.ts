// A state as a file has it. Nodes are numbered by their order; connectors follow from the edges.
import {
  type Edge,
  type ElementId,
  edgesInto,
  edgesOutOf,
  type Node,
  type Sdfg,
  type State,
  scopesOf,
} from "../../sdfg/index.ts";
import { ofChecks } from "./checks.ts";
import { codeText } from "./code-text.ts";
import { assignedInside } from "./flatten.ts";
import { field, isObject, type Json, type JsonObject, sameData } from "./json.ts";
import { ofMap } from "./kept.ts";
import { memletJson, subsetJson, withoutDerived } from "./write-parts.ts";
import { compact, overlaid, sourceOf, type Writing } from "./writing.ts";

export type WriteNested = (sdfg: Sdfg, source: JsonObject | undefined, base: Sdfg | undefined) => JsonObject;

export function stateJson(
  writing: Writing,
  sdfg: Sdfg,
  state: State,
  base: { readonly sdfg: Sdfg; readonly state: State } | undefined,
  writeNested: WriteNested,
): JsonObject {
  const all = Object.values(state.nodes);
  const number = new Map(all.map((node, i) => [node.id, i]));
  const scopes = scopesOf(state);
  const at = (id: ElementId | undefined) => (id === undefined ? null : `${number.get(id) ?? 0}`);
  const nodes = all.map((node, i): JsonObject => {
    const scope = { id: i, scope_entry: at(scopes.entry.get(node.id)), scope_exit: at(scopes.exit.get(node.id)) };
    const source = sourceOf(writing, node.id);
    const was = base?.state.nodes[node.id];
    const own =
      source !== undefined && base !== undefined && was !== undefined
        ? changedNode(writing, state, node, source, { ...base, node: was }, writeNested)
        : freshNode(writing, state, node, writeNested);
    return { ...own, ...scope };
  });
  const before = new Map(base?.state.edges.map((e) => [e.id, e]));
  const edges = state.edges.map((e): JsonObject => {
    const source = sourceOf(writing, e.id);
    const was = before.get(e.id);
    const connector = (id: ElementId, name: string | undefined) => theirName(state.nodes[id], name) ?? null;
    const ends = {
      src: at(e.src),
      dst: at(e.dst),
      src_connector: connector(e.src, e.srcConnector),
      dst_connector: connector(e.dst, e.dstConnector),
    };
    const memlet = memletJson(writing, sdfg, withBothSides(state, e));
    if (source === undefined || was === undefined || base === undefined)
      return { type: "MultiConnectorEdge", attributes: { data: memlet }, ...ends };
    if (sameData(was.memlet, e.memlet)) return { ...source, ...ends };
    const given = field(objectOf(source, "attributes"), "data");
    const data = isObject(given)
      ? withoutDerived(overlaid(given, memletJson(writing, base.sdfg, was.memlet), memlet))
      : memlet;
    return { ...source, attributes: { ...objectOf(source, "attributes"), data }, ...ends };
  });
  return {
    type: "SDFGState",
    label: state.label,
    collapsed: false,
    scope_dict: scopeDictionary(all, scopes.entry, number),
    nodes,
    edges,
    attributes: {},
  };
}

/** A copy that tells one side means the same place on the other; a file takes the other's beginning. */
function withBothSides(state: State, e: Edge): Edge["memlet"] {
  const { memlet } = e;
  const isCopy = state.nodes[e.src]?.kind === "access" && state.nodes[e.dst]?.kind === "access";
  if (
    memlet?.subset === undefined ||
    !isCopy ||
    memlet.otherSubset !== undefined ||
    e.dstConnector !== undefined ||
    e.srcConnector !== undefined
  )
    return memlet;
  return { ...memlet, otherSubset: memlet.subset };
}

interface Base {
  readonly sdfg: Sdfg;
  readonly state: State;
  readonly node: Node;
}

function changedNode(
  writing: Writing,
  state: State,
  node: Node,
  source: JsonObject,
  base: Base,
  writeNested: WriteNested,
): JsonObject {
  if (node.kind === "foreign") return source;
  if (node.kind === "nested-sdfg" && base.node.kind === "nested-sdfg") {
    const inner = field(objectOf(source, "attributes"), "sdfg");
    const sdfgJson = writeNested(node.sdfg, isObject(inner) ? inner : undefined, base.node.sdfg);
    const around = overlaid(
      source,
      nodeJson(writing, base.state, base.node, () => ({})),
      nodeJson(writing, state, node, () => ({})),
    );
    return { ...around, attributes: { ...objectOf(around, "attributes"), sdfg: sdfgJson } };
  }
  return overlaid(
    source,
    nodeJson(writing, base.state, base.node, writeNested),
    nodeJson(writing, state, node, writeNested),
  );
}

function freshNode(writing: Writing, state: State, node: Node, writeNested: WriteNested): JsonObject {
  if (node.kind === "foreign") writing.problems.set(`the ${node.type} ${node.label}`, "lost-source");
  if (node.kind === "tasklet" && node.checks.length > 0)
    writing.problems.set("Checks that raise exceptions", "not-in-dace");
  return nodeJson(writing, state, node, writeNested);
}

function nodeJson(writing: Writing, state: State, node: Node, writeNested: WriteNested): JsonObject {
  const connectors = {
    in_connectors: connectorsJson(edgesInto(state, node.id), (e) => e.dstConnector),
    out_connectors: connectorsJson(edgesOutOf(state, node.id), (e) => e.srcConnector),
  };
  switch (node.kind) {
    case "access":
      return {
        type: "AccessNode",
        label: node.data,
        attributes: compact({ data: node.data, ...withoutEmpty(connectors) }),
      };
    case "tasklet": {
      const code = Object.entries(node.outputs)
        .map(([name, value]) => `${name} = ${codeText(value)}`)
        .join("\n");
      const named = { in_connectors: namesJson(node.inputs), out_connectors: namesJson(Object.keys(node.outputs)) };
      return {
        type: "Tasklet",
        label: identifier(node.label),
        attributes: {
          label: identifier(node.label),
          code: { string_data: code, language: "Python" },
          ...named,
          ...ofChecks(node.checks),
        },
      };
    }
    case "map-entry": {
      const range = subsetJson(writing, node.ranges);
      const schedule = node.schedule === "Default" ? {} : { schedule: node.schedule };
      return {
        type: "MapEntry",
        label: identifier(node.label),
        attributes: {
          label: identifier(node.label),
          params: [...node.params],
          range,
          ...schedule,
          ...connectors,
          ...ofMap(node),
        },
      };
    }
    case "map-exit": {
      const entry = state.nodes[node.entry];
      return {
        type: "MapExit",
        label: entry?.kind === "map-entry" ? identifier(entry.label) : "map",
        attributes: connectors,
      };
    }
    case "nested-sdfg": {
      // What the graph inside assigns itself comes from nowhere.
      const own = assignedInside(node.sdfg, node.sdfg.root);
      const mapping = Object.fromEntries([
        ...Object.keys(node.sdfg.symbols)
          .filter((name) => !own.has(name))
          .map((name): [string, string] => [name, name]),
        ...Object.entries(node.symbolMapping).map(([name, value]): [string, string] => [name, writing.text(value)]),
      ]);
      const named = { in_connectors: namesJson(node.inputs), out_connectors: namesJson(node.outputs) };
      return {
        type: "NestedSDFG",
        label: identifier(node.label),
        attributes: {
          label: identifier(node.label),
          sdfg: writeNested(node.sdfg, undefined, undefined),
          symbol_mapping: mapping,
          ...named,
        },
      };
    }
    case "library": {
      const classpath = classpaths.get(node.operation) ?? `datawright.${node.operation}`;
      const theirs = (names: readonly string[]) => namesJson(names.map((name) => theirName(node, name) ?? name));
      const named = { in_connectors: theirs(node.inputs), out_connectors: theirs(node.outputs) };
      const label = identifier(node.label);
      return {
        type: "LibraryNode",
        label,
        classpath,
        attributes: { name: label, label, ...node.attributes, ...named },
      };
    }
    case "foreign":
      return { type: node.type, label: node.label, attributes: { ...connectors } };
  }
}

const connectors: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    "MatMul",
    new Map([
      ["a", "_a"],
      ["b", "_b"],
      ["c", "_c"],
    ]),
  ],
]);

/** What DaCe calls a connector of a library node. */
function theirName(node: Node | undefined, name: string | undefined): string | undefined {
  return name === undefined || node?.kind !== "library" ? name : (connectors.get(node.operation)?.get(name) ?? name);
}

const classpaths: ReadonlyMap<string, string> = new Map([
  ["MatMul", "dace.libraries.blas.nodes.matmul.MatMul"],
  ["Reduce", "dace.libraries.standard.nodes.reduce.Reduce"],
  ["Transpose", "dace.libraries.linalg.nodes.transpose.Transpose"],
]);

function connectorsJson(edges: readonly Edge[], connector: (e: Edge) => string | undefined): JsonObject {
  return namesJson(edges.flatMap((e) => connector(e) ?? []));
}

function namesJson(names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name): [string, Json] => [name, null]));
}

function withoutEmpty(connectors: Readonly<Record<string, JsonObject>>): JsonObject {
  return Object.fromEntries(Object.entries(connectors).filter(([, names]) => Object.keys(names).length > 0));
}

export function identifier(label: string): string {
  const word = label.replace(/\W+/g, "_");
  return /^[A-Za-z_]/.test(word) ? word : `_${word}`;
}

function scopeDictionary(
  nodes: readonly Node[],
  entries: ReadonlyMap<ElementId, ElementId | undefined>,
  number: ReadonlyMap<ElementId, number>,
): JsonObject {
  const dictionary: Record<string, number[]> = { "-1": [] };
  nodes.forEach((node, i) => {
    const entry = entries.get(node.id);
    const key = entry === undefined ? "-1" : `${number.get(entry) ?? -1}`;
    dictionary[key] = [...(dictionary[key] ?? []), i];
  });
  return dictionary;
}

function objectOf(json: JsonObject, key: string): JsonObject {
  const value = field(json, key);
  return isObject(value) ? value : {};
}
