// One graph of the file, and the graphs nested in it.
import { type Block, type Container, type ElementId, rowsOf, type Sdfg } from "../../sdfg/index.ts";
import { symbolsOf } from "../../symbolic/index.ts";
import {
  asObject,
  field,
  isList,
  isObject,
  type JsonObject,
  listAt,
  objectAt,
  optionalObject,
  textAt,
  usableName,
} from "./json.ts";
import { stop } from "./problem.ts";
import { readBlock } from "./read-block.ts";
import { readContainer, readSymbols } from "./read-container.ts";
import { containerKey, type GraphReading, newReading, place, type Reading } from "./reading.ts";

export const rootId: ElementId = "g";

export interface ReadFile {
  readonly sdfg: Sdfg;
  readonly reading: Reading;
}

/** The whole file. Throws OpenProblem. */
export function readFile(json: JsonObject): ReadFile {
  if (field(json, "type") !== "SDFG") stop("not-an-sdfg", "This is JSON, but not a graph: its `type` is not SDFG.");
  const version = field(json, "dace_version");
  if (typeof version !== "string")
    return stop("no-version", "This graph does not say which version of DaCe wrote it (`dace_version`).");
  const reading = newReading();
  return { sdfg: { ...readSdfg(reading, json, rootId, "the graph", true), file: { version, json } }, reading };
}

function readSdfg(reading: Reading, json: JsonObject, root: ElementId, where: string, outermost: boolean): Sdfg {
  if (field(json, "type") !== "SDFG") stop("wrong-value", `${where} should be a graph.`);
  const attributes = objectAt(json, "attributes", where);
  const name = textAt(attributes, "name", where);
  const containers = readContainers(reading, attributes, root, where);
  const symbols = readSymbols(reading, attributes, sizesOf(containers), where);
  for (const symbol of Object.keys(symbols)) usableName(symbol, where);
  const graph: GraphReading = { ...reading, containers, symbols, local: assignedNames(json, new Set()) };
  const readNested = (inner: JsonObject, innerRoot: ElementId, innerWhere: string) =>
    readSdfg(reading, inner, innerRoot, `the graph in ${innerWhere}`, false);
  const blocks = readBlock(graph, { ...json, label: field(json, "label") ?? name }, root, where, readNested);
  place(reading, root, json);
  // A nested graph's are the connectors of its node.
  const arguments_ = outermost ? argumentsOf(attributes, containers, where) : [];
  const returns = outermost ? returnsOf(containers) : [];
  return {
    name,
    argNames: arguments_.filter((each) => !returns.includes(each)),
    returns,
    containers,
    symbols,
    blocks: Object.fromEntries(blocks.map((b): [ElementId, Block] => [b.id, b])),
    root,
  };
}

function readContainers(
  reading: Reading,
  attributes: JsonObject,
  root: ElementId,
  where: string,
): Record<string, Container> {
  return Object.fromEntries(
    Object.entries(optionalObject(attributes, "_arrays", where)).map(([name, value]): [string, Container] => {
      const spot = `${where}, container ${usableName(name, where)}`;
      const json = asObject(value, spot);
      place(reading, containerKey(root, name), json);
      return [name, readContainer(reading, json, spot)];
    }),
  );
}

/** What the shapes of arguments name are sizes. */
function sizesOf(containers: Readonly<Record<string, Container>>): Set<string> {
  const sizes = new Set<string>();
  for (const c of Object.values(containers)) if (!c.transient) for (const extent of c.shape) symbolsOf(extent, sizes);
  return sizes;
}

/** Listed ones in their order, then what else the caller has to give. */
function argumentsOf(attributes: JsonObject, containers: Readonly<Record<string, Container>>, where: string): string[] {
  const given = field(attributes, "arg_names");
  const listed =
    given === undefined || given === null
      ? []
      : listAt(attributes, "arg_names", where).map((each) => usableName(typeof each === "string" ? each : "", where));
  const rest = Object.keys(containers).filter(
    (name) => containers[name]?.transient === false && !listed.includes(name),
  );
  return [...listed, ...rest.sort()];
}

function returnsOf(containers: Readonly<Record<string, Container>>): string[] {
  const order = (name: string) => Number(/\d+/.exec(name)?.[0] ?? 0);
  const results = Object.keys(containers).filter(
    (name) => /^__return(_\d+)?$/.test(name) && containers[name]?.transient === false,
  );
  // How many rows of a result count is a result too.
  return results
    .sort((a, b) => order(a) - order(b))
    .flatMap((name) => [name, ...(containers[rowsOf(name)]?.transient === false ? [rowsOf(name)] : [])]);
}

/** Variables of loops and names that edges assign, in this graph and not in those nested in it. */
function assignedNames(json: JsonObject, into: Set<string>): Set<string> {
  const variable = field(objectOf(json, "attributes"), "loop_variable");
  if (typeof variable === "string") into.add(variable);
  for (const edge of listOf(json, "edges")) {
    if (!isObject(edge)) continue;
    const data = objectOf(objectOf(edge, "attributes"), "data");
    for (const name of Object.keys(objectOf(objectOf(data, "attributes"), "assignments"))) into.add(name);
  }
  const inside = [...listOf(json, "nodes"), ...listOf(json, "branches").flatMap((b) => (isList(b) ? b : []))];
  for (const block of inside) if (isObject(block) && field(block, "type") !== "SDFGState") assignedNames(block, into);
  return into;
}

function listOf(json: JsonObject, key: string) {
  const value = field(json, key);
  return isList(value) ? value : [];
}

function objectOf(json: JsonObject, key: string): JsonObject {
  const value = field(json, key);
  return isObject(value) ? value : {};
}
