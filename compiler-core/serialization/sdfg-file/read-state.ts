// One state: nodes, edges, and what each connector carries.
import type { Edge, ElementId, MapEntry, Memlet, Node, Sdfg, State } from "../../sdfg/index.ts";
import { asObject, field, type Json, type JsonObject, listAt, objectAt, textAt } from "./json.ts";
import { stop } from "./problem.ts";
import { readMemlet } from "./read-memlet.ts";
import { readNode } from "./read-node.ts";
import { type GraphReading, place } from "./reading.ts";

export const nodeId = (state: ElementId, index: number): ElementId => `${state}.n${index}`;
export const edgeId = (state: ElementId, index: number): ElementId => `${state}.e${index}`;

export function readState(
  graph: GraphReading,
  json: JsonObject,
  id: ElementId,
  where: string,
  readNested: (json: JsonObject, root: ElementId, where: string) => Sdfg,
): State {
  const label = textAt(json, "label", where);
  const sources = listAt(json, "nodes", where).map((node, i) => asObject(node, `${where}, node ${i}`));
  const index = (value: Json | undefined, what: string) => indexOf(value, sources.length, what);
  const inState: GraphReading = { ...graph, local: new Set([...graph.local, ...parametersOf(sources)]) };
  const edges = listAt(json, "edges", where).map((edge, i) =>
    readEdge(inState, asObject(edge, `${where}, edge ${i}`), sources, edgeId(id, i), id, `${where}, edge ${i}`),
  );
  const into = carriedBy(
    edges,
    (e) => e.dst,
    (e) => e.dstConnector,
  );
  const outOf = carriedBy(
    edges,
    (e) => e.src,
    (e) => e.srcConnector,
  );
  const nodes = sources.map((source, i): [ElementId, Node] => {
    const at = nodeId(id, i);
    const spot = `${where}, node ${i}`;
    place(graph, at, source);
    const sibling = (value: Json | undefined, what: string) => nodeId(id, index(value, `${spot}: \`${what}\``));
    return [
      at,
      readNode(inState, source, {
        id: at,
        where: spot,
        sibling,
        into: into.get(at) ?? new Map(),
        outOf: outOf.get(at) ?? new Map(),
        readNested,
      }),
    ];
  });
  return { kind: "state", id, label, nodes: closed(Object.fromEntries(nodes), where), edges };
}

/** Indices are written as text; a number is understood too. */
export function indexOf(value: Json | undefined, length: number, what: string): number {
  if (value === undefined || value === null) return stop("missing-key", `${what} is missing.`);
  const index =
    typeof value === "number" ? value : typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : -1;
  return Number.isInteger(index) && index >= 0 && index < length
    ? index
    : stop("index-out-of-range", `${what} is ${JSON.stringify(value).slice(0, 40)}, and there are ${length}.`);
}

function parametersOf(nodes: readonly JsonObject[]): string[] {
  return nodes.flatMap((node) => {
    const attributes = field(node, "attributes");
    const params =
      typeof attributes === "object" && attributes !== null ? field(attributes as JsonObject, "params") : undefined;
    return Array.isArray(params) ? params.filter((name): name is string => typeof name === "string") : [];
  });
}

function readEdge(
  graph: GraphReading,
  json: JsonObject,
  nodes: readonly JsonObject[],
  id: ElementId,
  state: ElementId,
  where: string,
): Edge {
  place(graph, id, json);
  const end = (key: "src" | "dst") => indexOf(field(json, key), nodes.length, `${where}: \`${key}\``);
  const connector = (key: string) => {
    const name = field(json, key);
    return name === undefined || name === null
      ? undefined
      : typeof name === "string"
        ? name
        : stop("wrong-value", `${where}: \`${key}\` should be a name.`);
  };
  const [src, dst] = [end("src"), end("dst")];
  const [srcConnector, dstConnector] = [connector("src_connector"), connector("dst_connector")];
  const [from, to] = [dataOf(nodes[src]), dataOf(nodes[dst])];
  const memlet = readMemlet(
    graph,
    field(objectAt(json, "attributes", where), "data"),
    { ...(from !== undefined && { src: from }), ...(to !== undefined && { dst: to }) },
    where,
  );
  return {
    id,
    src: nodeId(state, src),
    dst: nodeId(state, dst),
    ...(srcConnector !== undefined && { srcConnector }),
    ...(dstConnector !== undefined && { dstConnector }),
    ...(memlet && { memlet }),
  };
}

function dataOf(node: JsonObject | undefined): string | undefined {
  const attributes = node === undefined ? undefined : field(node, "attributes");
  const data =
    typeof attributes === "object" && attributes !== null ? field(attributes as JsonObject, "data") : undefined;
  return typeof data === "string" && node !== undefined && field(node, "type") === "AccessNode" ? data : undefined;
}

function carriedBy(
  edges: readonly Edge[],
  end: (e: Edge) => ElementId,
  connector: (e: Edge) => string | undefined,
): Map<ElementId, Map<string, Memlet | undefined>> {
  const carried = new Map<ElementId, Map<string, Memlet | undefined>>();
  for (const e of edges) {
    const name = connector(e);
    if (name === undefined) continue;
    const at = carried.get(end(e)) ?? new Map<string, Memlet | undefined>();
    carried.set(end(e), at.set(name, e.memlet));
  }
  return carried;
}

/** An entry and its exit are both known, or both foreign; and they name each other. */
function closed(nodes: Readonly<Record<ElementId, Node>>, where: string): Record<ElementId, Node> {
  const exits = new Map<ElementId, ElementId>();
  const result: Record<ElementId, Node> = { ...nodes };
  for (const node of Object.values(nodes)) {
    const entry = node.kind === "map-exit" ? node.entry : undefined;
    if (entry === undefined) continue;
    const opens = nodes[entry];
    if (exits.has(entry) || !(opens?.kind === "map-entry" || (opens?.kind === "foreign" && opens.partner === node.id)))
      stop("wrong-value", `${where}: ${node.id} closes ${entry}, which is not a scope that it could close.`);
    exits.set(entry, node.id);
    if (opens.kind === "foreign")
      result[node.id] = {
        kind: "foreign",
        id: node.id,
        type: "MapExit",
        label: opens.label,
        reason: opens.reason,
        inputs: [],
        outputs: [],
        partner: entry,
      };
  }
  const open = Object.values(nodes).find((node): node is MapEntry => node.kind === "map-entry" && !exits.has(node.id));
  if (open !== undefined) stop("wrong-value", `${where}: the map ${open.label} has no exit.`);
  return result;
}
