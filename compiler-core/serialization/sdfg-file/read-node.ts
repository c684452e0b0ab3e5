// Nodes of a state. What can't be told in the graph's own terms becomes a foreign node with the reason.
import type { ElementId, LibraryNode, Node, Schedule, Sdfg } from "../../sdfg/index.ts";
import type { Expr } from "../../symbolic/index.ts";
import {
  asObject,
  field,
  isList,
  type Json,
  type JsonObject,
  listAt,
  objectAt,
  optionalObject,
  textAt,
  usableName,
} from "./json.ts";
import { vectorWidthIn } from "./kept.ts";
import { cannotRead, isUnread, readable, stop } from "./problem.ts";
import { oneExpression } from "./read-container.ts";
import { readSubset } from "./read-memlet.ts";
import { type Carried, connectorsOf, readCode } from "./read-tasklet.ts";
import type { GraphReading } from "./reading.ts";

const schedules: readonly string[] = [
  "Default",
  "Sequential",
  "CPU_Multicore",
  "CPU_Persistent",
  "GPU_Device",
  "GPU_ThreadBlock",
  "MPI",
] satisfies Schedule[];

export interface NodePlace {
  readonly id: ElementId;
  readonly where: string;
  /** The node with that index in the same state. */
  readonly sibling: (index: Json | undefined, what: string) => ElementId;
  readonly into: Carried;
  readonly outOf: Carried;
  readonly readNested: (json: JsonObject, root: ElementId, where: string) => Sdfg;
}

export function readNode(graph: GraphReading, json: JsonObject, at: NodePlace): Node {
  const type = textAt(json, "type", at.where);
  const attributes = optionalObject(json, "attributes", at.where);
  const node = readable(() => known(graph, type, json, attributes, at));
  if (!isUnread(node)) return node;
  const label = field(attributes, "label") ?? field(json, "label");
  const partner = type.endsWith("Entry")
    ? at.sibling(field(json, "scope_exit"), "scope_exit")
    : type.endsWith("Exit")
      ? at.sibling(field(json, "scope_entry"), "scope_entry")
      : undefined;
  return {
    kind: "foreign",
    id: at.id,
    type,
    label: typeof label === "string" ? label.slice(0, 200) : type,
    reason: node.unread,
    inputs: connectorsOf(attributes, "in_connectors", at.where),
    outputs: connectorsOf(attributes, "out_connectors", at.where),
    ...(partner !== undefined && { partner }),
  };
}

function known(graph: GraphReading, type: string, json: JsonObject, attributes: JsonObject, at: NodePlace): Node {
  const { id, where } = at;
  const connectors = () => ({
    inputs: connectorsOf(attributes, "in_connectors", where),
    outputs: connectorsOf(attributes, "out_connectors", where),
  });
  const label = () => {
    const text = field(attributes, "label") ?? field(json, "label");
    return typeof text === "string" ? text : type;
  };
  switch (type) {
    case "AccessNode":
      return { kind: "access", id, data: usableName(textAt(attributes, "data", where), where) };
    case "Tasklet": {
      const code = readCode(graph, attributes, at.into, at.outOf, where);
      return { kind: "tasklet", id, label: label(), inputs: connectors().inputs, ...code };
    }
    case "MapEntry": {
      at.sibling(field(json, "scope_exit"), "scope_exit");
      const params = listAt(attributes, "params", where).map((name) =>
        usableName(typeof name === "string" ? name : "", where),
      );
      const ranges = readSubset(graph, objectAt(attributes, "range", where), where);
      if (params.length !== ranges.length)
        stop("wrong-value", `${where} has ${params.length} parameters and ${ranges.length} ranges.`);
      const schedule = field(attributes, "schedule") ?? "Default";
      if (typeof schedule !== "string" || !schedules.includes(schedule))
        cannotRead(`the schedule ${JSON.stringify(schedule).slice(0, 40)}`);
      const width = vectorWidthIn(attributes);
      return { kind: "map-entry", id, label: label(), params, ranges, schedule: schedule as Schedule, ...width };
    }
    case "MapExit":
      return { kind: "map-exit", id, entry: at.sibling(field(json, "scope_entry"), "scope_entry") };
    case "NestedSDFG":
      return nested(graph, attributes, label(), connectors(), at);
    case "LibraryNode":
      return {
        kind: "library",
        id,
        operation: operationOf(json, where),
        label: label(),
        attributes: plainAttributes(attributes),
        ...connectors(),
      };
    default:
      return cannotRead(`a node of the kind ${type}`);
  }
}

function nested(
  graph: GraphReading,
  attributes: JsonObject,
  label: string,
  connectors: { inputs: string[]; outputs: string[] },
  at: NodePlace,
): Node {
  const inner = field(attributes, "sdfg");
  if (inner === null || inner === undefined) return cannotRead("a nested graph in another file");
  const mapping = Object.entries(optionalObject(attributes, "symbol_mapping", at.where)).map(
    ([name, value]): [string, Expr] => [usableName(name, at.where), oneExpression(graph, value)],
  );
  const sdfg = at.readNested(asObject(inner, at.where), `${at.id}.g`, at.where);
  return { kind: "nested-sdfg", id: at.id, label, sdfg, symbolMapping: Object.fromEntries(mapping), ...connectors };
}

/** `dace.libraries.blas.nodes.matmul.MatMul` is MatMul. */
function operationOf(json: JsonObject, where: string): string {
  return textAt(json, "classpath", where).split(".").at(-1) ?? "";
}

const ofEveryNode = new Set([
  "name",
  "label",
  "debuginfo",
  "guid",
  "in_connectors",
  "out_connectors",
  "environments",
  "location",
]);

function plainAttributes(attributes: JsonObject): LibraryNode["attributes"] {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([key, value]): [string, string | number | boolean | readonly number[]][] => {
      if (ofEveryNode.has(key)) return [];
      if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return [[key, value]];
      return isList(value) && value.every((item) => typeof item === "number")
        ? [[key, value as readonly number[]]]
        : [];
    }),
  );
}
