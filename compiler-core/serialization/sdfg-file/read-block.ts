// Control flow: states, regions, loops, branches, jumps, and the edges between them.
import {
  type Block,
  cast,
  type ElementId,
  type ForeignBlock,
  type InterstateEdge,
  isInteger,
  type LoopRegion,
  type Scalar,
  type Sdfg,
} from "../../sdfg/index.ts";
import { add, constantDifference, int, one, range, sub, symbol, symbolOf, symbolsOf } from "../../symbolic/index.ts";
import {
  asObject,
  field,
  isList,
  isObject,
  type Json,
  type JsonObject,
  listAt,
  objectAt,
  optionalObject,
  textAt,
  usableName,
} from "./json.ts";
import { cannotRead, isUnread, readable, stop } from "./problem.ts";
import type { Names } from "./python-code.ts";
import { exprOf, strong, type Typed, truth } from "./python-values.ts";
import { readAssignments } from "./read-assignments.ts";
import { pythonText } from "./read-container.ts";
import { indexOf, readState } from "./read-state.ts";
import { isSymbol, symbolIn } from "./read-tasklet.ts";
import { type GraphReading, interstateKey, place } from "./reading.ts";

export type ReadNested = (json: JsonObject, root: ElementId, where: string) => Sdfg;

export const blockId = (region: ElementId, index: number): ElementId => `${region}.${index}`;
const regions: readonly string[] = [
  "SDFG",
  "ControlFlowRegion",
  "FunctionCallRegion",
  "NamedRegion",
  "UnstructuredControlFlow",
];
const jumps: ReadonlyMap<string, "break" | "continue" | "return"> = new Map([
  ["BreakBlock", "break"],
  ["ContinueBlock", "continue"],
  ["ReturnBlock", "return"],
]);

/** The block and all that it holds, blocks before what they hold. */
export function readBlock(
  graph: GraphReading,
  json: JsonObject,
  id: ElementId,
  where: string,
  readNested: ReadNested,
): Block[] {
  const type = textAt(json, "type", where);
  const label = textAt(json, "label", where);
  place(graph, id, json);
  if (type === "SDFGState") return [readState(graph, json, id, where, readNested)];
  const jump = jumps.get(type);
  if (jump !== undefined) return [{ kind: jump, id, label }];
  if (type === "ConditionalBlock") return readConditional(graph, json, id, label, where, readNested);
  const nodes = listAt(json, "nodes", where).map((node, i) => asObject(node, `${where}, block ${i}`));
  const children = nodes.map((_, i) => blockId(id, i));
  const inside = nodes.flatMap((node, i) => readBlock(graph, node, blockId(id, i), `${where}, block ${i}`, readNested));
  const edges = listAt(json, "edges", where).map((edge, i) =>
    readInterstateEdge(graph, asObject(edge, `${where}, edge ${i}`), id, i, nodes.length, `${where}, edge ${i}`),
  );
  const start = startOf(json, children, edges, where);
  const common = { id, label, children, edges, ...(start !== undefined && start !== children[0] && { start }) };
  if (regions.includes(type)) return [{ kind: "region", ...common }, ...inside];
  const header =
    type === "LoopRegion"
      ? readable(() => readHeader(graph, optionalObject(json, "attributes", where)))
      : { unread: `control flow of the kind ${type}` };
  if (!isUnread(header)) return [{ kind: "loop", ...common, header }, ...inside];
  const counted =
    type === "LoopRegion" ? readable(() => readCounted(graph, optionalObject(json, "attributes", where))) : undefined;
  const loop = counted === undefined || isUnread(counted) ? {} : { loop: counted };
  return [
    {
      kind: "foreign",
      ...common,
      type,
      reason: header.unread,
      ...loop,
    },
    ...inside,
  ];
}

/** The one block that nothing leads to; the file's word counts only where there is none such, or several. */
function startOf(
  json: JsonObject,
  children: readonly ElementId[],
  edges: readonly InterstateEdge[],
  where: string,
): ElementId | undefined {
  const given = field(json, "start_block");
  const named =
    given === undefined || given === null
      ? undefined
      : children[indexOf(given, children.length, `${where}: \`start_block\``)];
  const reached = new Set(edges.map((e) => e.dst));
  const sources = children.filter((child) => !reached.has(child));
  return sources.length === 1 ? sources[0] : named;
}

function readConditional(
  graph: GraphReading,
  json: JsonObject,
  id: ElementId,
  label: string,
  where: string,
  readNested: ReadNested,
): Block[] {
  const branches = listAt(json, "branches", where).map((branch, i) => {
    if (!isList(branch) || branch.length !== 2)
      return stop("wrong-value", `${where}: branch ${i} should be a condition and a region.`);
    const body = blockId(id, i);
    const blocks = readBlock(
      graph,
      asObject(branch[1], `${where}, branch ${i}`),
      body,
      `${where}, branch ${i}`,
      readNested,
    );
    const condition = branch[0] === null ? {} : readable(() => ({ condition: readCondition(graph, branch[0]) }));
    return { body, blocks, condition };
  });
  const inside = branches.flatMap((b) => b.blocks);
  const problem = branches.map((b) => b.condition).find(isUnread);
  if (problem !== undefined)
    return [
      {
        kind: "foreign",
        id,
        label,
        type: "ConditionalBlock",
        reason: problem.unread,
        children: branches.map((b) => b.body),
        edges: [],
      },
      ...inside,
    ];
  return [
    {
      kind: "conditional",
      id,
      label,
      branches: branches.map((b) => ({ body: b.body, ...(isUnread(b.condition) ? {} : b.condition) })),
    },
    ...inside,
  ];
}

function readHeader(graph: GraphReading, attributes: JsonObject): LoopRegion["header"] {
  if (codeAt(attributes, "init_statement") === undefined && codeAt(attributes, "update_statement") === undefined)
    return { kind: "while", condition: testOf(graph, attributes) };
  const { variable, begin, test, next } = readCounted(graph, attributes);
  return { kind: "for", variable, range: countedRange(variable, begin, test, next) };
}

function readCounted(graph: GraphReading, attributes: JsonObject): NonNullable<ForeignBlock["loop"]> {
  const test = testOf(graph, attributes);
  const first = single(graph, codeAt(attributes, "init_statement") ?? "");
  const next = single(graph, codeAt(attributes, "update_statement") ?? "");
  const [begin, then] = [first && exprOf(first.value), next && exprOf(next.value)];
  if (first === undefined || begin === undefined || then === undefined || first.name !== next?.name)
    return cannotRead("a loop that does not count one variable");
  return { variable: first.name, begin, test, next: then };
}

function testOf(graph: GraphReading, attributes: JsonObject): Scalar {
  if (field(attributes, "inverted") === true) return cannotRead("a loop that tests its condition at the end");
  return readCondition(graph, codeAt(attributes, "loop_condition") ?? cannotRead("a loop without a condition"));
}

function codeAt(attributes: JsonObject, key: string): string | undefined {
  const value = field(attributes, key);
  return value === undefined || value === null ? undefined : pythonText(value);
}

/** `i = begin; i < end; i = i + step`, with the four comparisons either way round. */
export function countedRange(
  variable: string,
  begin: ReturnType<typeof exprOf>,
  test: Scalar,
  next: ReturnType<typeof exprOf>,
) {
  const step = next === undefined ? undefined : constantDifference(next, symbol(variable));
  if (begin === undefined || step === undefined || step === 0 || test.kind !== "compare")
    return cannotRead("a loop that does not count in constant steps");
  const [left, right] = [exprOf(strong(test.left)), exprOf(strong(test.right))];
  if (left === undefined || right === undefined) return cannotRead("a loop whose end is not a symbolic expression");
  const flipped = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!=" } as const;
  const [operator, end] =
    symbolOf(left) === variable
      ? [test.operator, right]
      : symbolOf(right) === variable
        ? [flipped[test.operator], left]
        : cannotRead("a loop that does not test its variable");
  if (symbolsOf(end).has(variable) || symbolsOf(begin).has(variable))
    return cannotRead("a loop whose bounds name its own variable");
  if (step > 0 && operator === "<") return range(begin, end, int(step));
  if (step > 0 && operator === "<=") return range(begin, add(end, one), int(step));
  if (step < 0 && operator === ">") return range(begin, end, int(step));
  if (step < 0 && operator === ">=") return range(begin, sub(end, one), int(step));
  return cannotRead("a loop whose test does not fit its step");
}

function single(graph: GraphReading, text: string): { readonly name: string; readonly value: Typed } | undefined {
  const values = [...readAssignments(graph, text, interstateNames(graph))];
  const [only] = values;
  return values.length === 1 && only !== undefined
    ? { name: usableName(only[0], "a loop"), value: only[1] }
    : undefined;
}

function readInterstateEdge(
  graph: GraphReading,
  json: JsonObject,
  region: ElementId,
  i: number,
  blocks: number,
  where: string,
): InterstateEdge {
  place(graph, interstateKey(region, i), json);
  const end = (key: "src" | "dst") => blockId(region, indexOf(field(json, key), blocks, `${where}: \`${key}\``));
  const data = objectAt(objectAt(json, "attributes", where), "data", where);
  if (field(data, "type") !== "InterstateEdge") stop("wrong-value", `${where} should be an interstate edge.`);
  const attributes = optionalObject(data, "attributes", where);
  const given = Object.entries(optionalObject(attributes, "assignments", where));
  for (const [name] of given) usableName(name, where);
  const read = readable(() => {
    const condition = field(attributes, "condition");
    const test = condition === undefined || condition === null ? undefined : readCondition(graph, condition);
    const always = test === undefined || isTrue(test);
    const assignments = given.map(([name, value]): [string, Scalar] => [
      name,
      inTypeOf(graph, name, readValue(graph, value)),
    ]);
    return { ...(!always && { condition: test }), assignments: Object.fromEntries(assignments) };
  });
  return { src: end("src"), dst: end("dst"), ...(isUnread(read) ? { assignments: {}, unread: read.unread } : read) };
}

/** What is read from a narrower container becomes the symbol's type. */
function inTypeOf(graph: GraphReading, name: string, value: Scalar): Scalar {
  const dtype = Object.hasOwn(graph.symbols, name) ? graph.symbols[name]?.dtype : undefined;
  return dtype === "int64" && value.kind === "read" && isInteger(value.dtype) ? cast(value, dtype) : value;
}

function isTrue(test: Scalar): boolean {
  if (
    test.kind === "compare" &&
    test.operator === "!=" &&
    test.left.kind === "constant" &&
    test.right.kind === "constant"
  )
    return test.left.value !== test.right.value;
  return test.kind === "constant" && test.value !== 0;
}

function readValue(graph: GraphReading, value: Json): Scalar {
  const text = isObject(value) || typeof value === "string" ? pythonText(value) : `${String(value)}`;
  const result =
    readAssignments(graph, `__value = (${text})`, interstateNames(graph)).get("__value") ?? cannotRead("no value");
  if (result.code.dtype.startsWith("float") || result.code.dtype.startsWith("complex"))
    cannotRead(`\`${text.slice(0, 60)}\` is not an integer`);
  return result.code;
}

function readCondition(graph: GraphReading, value: Json | undefined): Scalar {
  return truth(
    readAssignments(graph, `__value = (${pythonText(value)})`, interstateNames(graph)).get("__value") ??
      cannotRead("no condition"),
  );
}

/** On edges and in conditions containers are read by name. */
function interstateNames(graph: GraphReading): Names {
  const read = (name: string, indices: readonly Typed[]): Typed | undefined => {
    const container = Object.hasOwn(graph.containers, name) ? graph.containers[name] : undefined;
    if (container === undefined) return undefined;
    if (container.kind === "foreign" || container.kind === "view") return cannotRead(`${name} in a condition`);
    const at = indices.map((index) => exprOf(index) ?? cannotRead(`${name} at a computed index`));
    // A scalar may be read as its one element; an array of one element by its bare name.
    const places =
      container.shape.length === 0 && at.every((e) => e.key === "0")
        ? []
        : at.length === 0 && container.shape.every((e) => e.key === "1")
          ? container.shape.map(() => int(0))
          : at;
    return places.length === container.shape.length
      ? strong({ kind: "read", dtype: container.dtype, data: name, indices: places })
      : cannotRead(`${name} with ${places.length} indices`);
  };
  return { value: (name) => (isSymbol(graph, name) ? symbolIn(graph, name) : read(name, [])), element: read };
}
