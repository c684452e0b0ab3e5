// A tasklet's Python → one typed expression for each output, and its checks.

import { cast, type DType, isDType, type Memlet, type Scalar, type Tasklet } from "../../sdfg/index.ts";
import { add, isPoint } from "../../symbolic/index.ts";
import { checksIn } from "./checks.ts";
import { field, type Json, type JsonObject, optionalObject, usableName } from "./json.ts";
import { cannotRead } from "./problem.ts";
import type { Names } from "./python-code.ts";
import { exprOf, strong, symbolValue, type Typed } from "./python-values.ts";
import { readAssignments } from "./read-assignments.ts";
import { pythonText } from "./read-container.ts";
import type { GraphReading } from "./reading.ts";

/** What an edge of a tasklet carries. */
export type Carried = ReadonlyMap<string, Memlet | undefined>;

export function connectorsOf(attributes: JsonObject, key: "in_connectors" | "out_connectors", where: string): string[] {
  return Object.keys(optionalObject(attributes, key, where)).map((name) => usableName(name, where));
}

/** Throws Unreadable. */
export function readCode(
  graph: GraphReading,
  attributes: JsonObject,
  into: Carried,
  outOf: Carried,
  where: string,
): Pick<Tasklet, "outputs" | "checks"> {
  for (const key of ["code_global", "code_init", "code_exit"]) {
    const code = field(attributes, key);
    if (code !== undefined && code !== null && !isEmptyCode(code)) cannotRead(`a tasklet with ${key}`);
  }
  const inputTypes = optionalObject(attributes, "in_connectors", where);
  const outputTypes = optionalObject(attributes, "out_connectors", where);
  const names: Names = {
    value: (name) =>
      inputValue(graph, name, inputTypes[name], into) ?? (isSymbol(graph, name) ? symbolIn(graph, name) : undefined),
    element: (name, indices) => inputElement(graph, name, indices, into),
  };
  const values = readAssignments(graph, pythonText(field(attributes, "code")), names);
  const outputs = Object.keys(outputTypes).map((name): [string, Scalar] => {
    const value = values.get(name) ?? cannotRead(`the output ${name} is not assigned by name`);
    return [name, cast(value.code, outputType(graph, name, outputTypes[name], outOf))];
  });
  return { outputs: Object.fromEntries(outputs), checks: checksIn(graph, attributes, names, where) };
}

function isEmptyCode(code: Json): boolean {
  return (
    code === "" ||
    (typeof code === "object" &&
      code !== null &&
      !Array.isArray(code) &&
      (field(code as JsonObject, "string_data") ?? "") === "")
  );
}

export function isSymbol(graph: GraphReading, name: string): boolean {
  return graph.local.has(name) || Object.hasOwn(graph.symbols, name);
}

/** A symbol counts as the integer it stands for. */
export function symbolIn(graph: GraphReading, name: string): Typed {
  const declared = Object.hasOwn(graph.symbols, name) ? graph.symbols[name] : undefined;
  if (declared?.unread !== undefined || declared?.dtype.startsWith("float") || declared?.dtype.startsWith("complex"))
    cannotRead(`the symbol ${name} is not an integer`);
  const value = symbolValue(name);
  return declared?.dtype === "bool"
    ? strong({
        kind: "compare",
        dtype: "bool",
        operator: "!=",
        left: value.code,
        right: { kind: "constant", dtype: "int64", value: 0 },
      })
    : value;
}

function inputValue(graph: GraphReading, name: string, type: Json | undefined, into: Carried): Typed | undefined {
  if (type === undefined && !into.has(name)) return undefined;
  const memlet = into.get(name) ?? cannotRead(`the input ${name} comes from no container`);
  const dtype = containerType(graph, memlet);
  const points = memlet.subset === undefined ? undefined : memlet.subset.every(isPoint);
  if (points !== true) cannotRead(`the input ${name} is more than one element`);
  const value: Scalar = { kind: "input", dtype, name };
  return strong(typeof type === "string" && isDType(type) ? cast(value, type) : value);
}

/** `name[i, j]` counts from where the memlet begins. */
function inputElement(graph: GraphReading, name: string, indices: readonly Typed[], into: Carried): Typed | undefined {
  const memlet = into.get(name);
  if (memlet?.subset === undefined) return undefined;
  const dtype = containerType(graph, memlet);
  if (memlet.subset.length !== indices.length)
    return indices.length === 1 && memlet.subset.every(isPoint) && exprOf(indices[0] as Typed)?.key === "0"
      ? inputValue(graph, name, null, into)
      : undefined;
  const places = indices.map((index, d): Scalar => {
    const range = memlet.subset?.[d];
    const at = exprOf(index);
    if (range === undefined || range.step.key !== "1") return cannotRead(`elements of ${name} with a step`);
    if (at !== undefined) return { kind: "index", dtype: "int64", expr: add(range.begin, at) };
    const wide = cast(index.code, "int64");
    return range.begin.key === "0"
      ? wide
      : {
          kind: "binary",
          dtype: "int64",
          operator: "+",
          left: wide,
          right: { kind: "index", dtype: "int64", expr: range.begin },
        };
  });
  return strong({ kind: "element", dtype, name, indices: places });
}

function containerType(graph: GraphReading, memlet: Memlet): DType {
  if (memlet.unread !== undefined) cannotRead(memlet.unread);
  const container = Object.hasOwn(graph.containers, memlet.data) ? graph.containers[memlet.data] : undefined;
  return container === undefined || container.kind === "foreign"
    ? cannotRead(`the container ${memlet.data}`)
    : container.dtype;
}

function outputType(graph: GraphReading, name: string, type: Json | undefined, outOf: Carried): DType {
  const memlet = outOf.get(name) ?? cannotRead(`the output ${name} goes to no container`);
  if (!memlet.subset?.every(isPoint)) cannotRead(`the output ${name} is more than one element`);
  const dtype = containerType(graph, memlet);
  if (type !== null && type !== undefined && type !== dtype)
    cannotRead(`the output ${name} is not of its container's type`);
  return dtype;
}
