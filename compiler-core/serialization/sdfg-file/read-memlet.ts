// Memlets and subsets. Files have inclusive ends, the graph exclusive ones.
import type { Container, Memlet, WriteConflict } from "../../sdfg/index.ts";
import {
  add,
  constantOf,
  int,
  isPoint,
  lengthOf,
  one,
  point,
  type Range,
  range,
  type Subset,
  sub,
  zero,
} from "../../symbolic/index.ts";
import type { Expression } from "../../syntax/index.ts";
import { asObject, field, isObject, type Json, type JsonObject, listAt, optionalObject, usableName } from "./json.ts";
import { cannotRead, isUnread, readable, stop } from "./problem.ts";
import { oneExpression } from "./read-container.ts";
import { type GraphReading, parsedOnce, type Reading } from "./reading.ts";

/** Throws Unreadable where a range has no meaning here. */
export function readSubset(reading: Reading, value: Json, where: string): Subset {
  const json = asObject(value, where);
  if (field(json, "type") === "Indices")
    return listAt(json, "indices", where).map((at) => point(oneExpression(reading, at)));
  if (field(json, "type") !== "Range") return cannotRead(`the subset ${String(field(json, "type"))}`);
  const ranges = listAt(json, "ranges", where);
  if (ranges.length > 64) stop("wrong-value", `${where}: a subset of ${ranges.length} dimensions.`);
  return ranges.map((each) => readRange(reading, asObject(each, where), where));
}

function readRange(reading: Reading, json: JsonObject, where: string): Range {
  for (const key of ["start", "end", "step", "tile"])
    if (!Object.hasOwn(json, key)) stop("missing-key", `${where}: a range has no \`${key}\`.`);
  const value = (key: string) => oneExpression(reading, json[key]);
  if (constantOf(value("tile")) !== 1) cannotRead("a tiled range");
  const [begin, last, step] = [value("start"), value("end"), value("step")];
  // A step of unknown sign is a tile's size, which is positive.
  const down = (constantOf(step) ?? 1) < 0;
  if (constantOf(step) === 0) cannotRead("a step of 0");
  return { begin, end: down ? sub(last, one) : add(last, one), step };
}

/** The end as a file has it. */
export function lastOf(range: Range) {
  return (constantOf(range.step) ?? 1) < 0 ? add(range.end, one) : add(range.end, int(-1));
}

/** `lambda a, b: a + b` and its like; anything else has no meaning here. */
function readConflict(reading: Reading, text: string): WriteConflict {
  const [statement] = parsedOnce(reading, text).value?.body ?? [];
  const lambda = statement?.kind === "expression" && statement.value.kind === "lambda" ? statement.value : undefined;
  const body = lambda?.body;
  const parts = body === undefined ? undefined : operation(body);
  const names = parts?.operands
    .map((e) => (e.kind === "name" ? e.id : ""))
    .sort()
    .join();
  const parameters = lambda?.parameters
    .map((p) => p.name)
    .sort()
    .join();
  const conflict =
    parts === undefined || names !== parameters || parts.operands.length !== 2
      ? undefined
      : conflicts.get(parts.operator);
  return conflict ?? cannotRead(`the conflict function \`${text.slice(0, 60)}\``);
}

const conflicts: ReadonlyMap<string, WriteConflict> = new Map([
  ["+", "sum"],
  ["*", "product"],
  ["min", "min"],
  ["max", "max"],
  ["Min", "min"],
  ["Max", "max"],
  ["and", "and"],
  ["or", "or"],
]);

function operation(e: Expression): { readonly operator: string; readonly operands: readonly Expression[] } | undefined {
  if (e.kind === "binary") return { operator: e.operator, operands: [e.left, e.right] };
  if (e.kind === "bool-op") return { operator: e.operator, operands: e.values };
  return e.kind === "call" && e.callee.kind === "name" ? { operator: e.callee.id, operands: e.args } : undefined;
}

/** None for an ordering edge. A scalar's subset is left out of the graph: it has no dimensions. */
export function readMemlet(
  graph: GraphReading,
  value: Json | undefined,
  ends: { readonly src?: string; readonly dst?: string },
  where: string,
): Memlet | undefined {
  const json = asObject(value, where);
  if (field(json, "type") !== "Memlet") stop("wrong-value", `${where} should carry a memlet.`);
  const attributes = optionalObject(json, "attributes", where);
  const data = field(attributes, "data");
  if (data === undefined || data === null) return undefined;
  if (typeof data !== "string") return stop("wrong-value", `${where}: a memlet's \`data\` should be a name.`);
  usableName(data, where);
  const dynamic = field(attributes, "dynamic") === true ? { dynamic: true as const } : {};
  const read = readable((): Memlet => {
    const other = ends.src === data ? ends.dst : ends.src;
    const subset = subsetOf(graph, attributes, "subset", graph.containers[data]?.kind === "scalar", where);
    const otherSubset = subsetOf(
      graph,
      attributes,
      "other_subset",
      graph.containers[other ?? ""]?.kind === "scalar",
      where,
    );
    const wcr = field(attributes, "wcr");
    if (isObject(wcr)) cannotRead("a conflict function that is not text");
    // Inside one container the graph tells a copy from its beginning; a file may tell it from its end.
    const fromEnd = ends.src === data && ends.dst === data && field(attributes, "is_data_src") === false;
    const [near, told] = fromEnd ? [otherSubset, subset] : [subset, otherSubset];
    const isCopy = ends.src !== undefined && ends.dst !== undefined;
    const far =
      told ?? (isCopy && near !== undefined ? fromBeginning(near, graph.containers[other ?? data]) : undefined);
    return {
      data,
      ...(near && { subset: near }),
      ...(far && { otherSubset: far }),
      ...(typeof wcr === "string" && { wcr: readConflict(graph, wcr) }),
    };
  });
  return isUnread(read) ? { data, ...dynamic, unread: read.unread } : { ...read, ...dynamic };
}

/** A copy that does not say where in the other container: from its beginning. The graph takes the same place instead. */
function fromBeginning(near: Subset, other: Container | undefined): Subset | undefined {
  if (other === undefined || other.kind === "foreign" || near.every((r) => r.begin.key === "0" && r.step.key === "1"))
    return undefined;
  const lengths = near.map((r) => (isPoint(r) ? point(zero) : range(zero, lengthOf(r))));
  if (other.shape.length === lengths.length) return lengths;
  const wide = lengths.filter((r) => !isPoint(r));
  return other.shape.length === wide.length ? wide : undefined;
}

function subsetOf(
  graph: GraphReading,
  attributes: JsonObject,
  key: string,
  scalar: boolean,
  where: string,
): Subset | undefined {
  const value = field(attributes, key);
  if (value === undefined || value === null) return undefined;
  const subset = readSubset(graph, value, where);
  return scalar ? [] : subset;
}
