// Data descriptors and symbols.
import type { Container, DType, Lifetime, Storage, SymbolInfo } from "../../sdfg/index.ts";
import { contiguousStrides, isDType } from "../../sdfg/index.ts";
import { constantOf, type Expr, zero } from "../../symbolic/index.ts";
import { readExpr } from "./expression-text.ts";
import { asObject, field, isList, isObject, type Json, type JsonObject, optionalObject, textAt } from "./json.ts";
import { keptIn } from "./kept.ts";
import { cannotRead, isUnread, readable } from "./problem.ts";
import type { Reading } from "./reading.ts";

const storages: readonly string[] = [
  "Default",
  "Register",
  "CPU_Heap",
  "CPU_ThreadLocal",
  "GPU_Global",
  "GPU_Shared",
] satisfies Storage[];
const lifetimes: readonly string[] = [
  "Scope",
  "State",
  "SDFG",
  "Global",
  "Persistent",
  "External",
] satisfies Lifetime[];

/** What DaCe leaves out is the default; of a type it is int32. */
export function dtypeOf(value: Json | undefined): DType {
  if (value === undefined) return "int32";
  if (typeof value === "string" && isDType(value)) return value;
  return cannotRead(`the type ${JSON.stringify(value).slice(0, 60)}`);
}

export function readContainer(reading: Reading, json: JsonObject, where: string): Container {
  const type = textAt(json, "type", where);
  const attributes = optionalObject(json, "attributes", where);
  const container = readable(() => known(reading, type, attributes));
  if (!isUnread(container)) return container;
  const transient = field(attributes, "transient") === true;
  const common = { dtype: "float64", shape: [], strides: [], storage: "Default", lifetime: "Scope" } as const;
  return { kind: "foreign", unread: container.unread, ...common, transient };
}

function known(reading: Reading, type: string, a: JsonObject): Container {
  if (type !== "Array" && type !== "Scalar" && type !== "ArrayView" && type !== "View") return cannotRead(`a ${type}`);
  const dtype = dtypeOf(field(a, "dtype"));
  const storage = choice<Storage>(field(a, "storage"), storages, "Default");
  const lifetime = choice<Lifetime>(field(a, "lifetime"), lifetimes, "Scope");
  const common = { dtype, transient: field(a, "transient") === true, storage, lifetime };
  const ours = keptIn(a);
  const weak = field(ours, "weak") === true ? { weak: true as const } : {};
  const shape = type === "Scalar" ? [] : expressions(reading, field(a, "shape"), "shape");
  const isOne = shape.length === 1 && shape.every((extent) => constantOf(extent) === 1);
  if (type === "Scalar" || (isOne && field(ours, "scalar") === true))
    return { kind: "scalar", ...common, ...weak, shape: [], strides: [] };
  if (expressions(reading, field(a, "offset") ?? [], "offset").some((e) => constantOf(e) !== 0))
    cannotRead("an array with an offset");
  const start = field(a, "start_offset");
  if (start !== undefined && constantOf(oneExpression(reading, start)) !== 0)
    cannotRead("an array with a start offset");
  const given = field(a, "strides");
  const strides =
    given === undefined || given === null ? contiguousStrides(shape) : expressions(reading, given, "strides");
  if (strides.length !== shape.length) cannotRead("an array with more or fewer strides than dimensions");
  return { kind: type === "Array" ? "array" : "view", ...common, ...weak, shape, strides };
}

function choice<Value extends string>(value: Json | undefined, known: readonly string[], otherwise: Value): Value {
  if (value === undefined) return otherwise;
  return typeof value === "string" && known.includes(value)
    ? (value as Value)
    : cannotRead(`${JSON.stringify(value).slice(0, 40)}`);
}

function expressions(reading: Reading, value: Json | undefined, what: string): Expr[] {
  if (!isList(value) || value.length > 64) return cannotRead(`an array without a ${what}`);
  return value.map((each) => oneExpression(reading, each));
}

/** Files have text; numbers are understood too. */
export function oneExpression(reading: Reading, value: Json | undefined): Expr {
  if (typeof value === "number") return readExpr(`${value}`, reading.spellings);
  return typeof value === "string" ? readExpr(value, reading.spellings) : cannotRead("something that is no expression");
}

export function readSymbols(
  reading: Reading,
  attributes: JsonObject,
  sizes: ReadonlySet<string>,
  where: string,
): Record<string, SymbolInfo> {
  const entries = Object.entries(optionalObject(attributes, "symbols", where));
  return Object.fromEntries(
    entries.map(([name, type]): [string, SymbolInfo] => {
      const least = sizes.has(name) ? { least: zero } : {};
      const read = readable(() => ({ dtype: dtypeOf(type), ...least, ...boundsIn(reading, attributes, name) }));
      return [name, isUnread(read) ? { dtype: "int64", unread: read.unread } : read];
    }),
  );
}

function boundsIn(reading: Reading, attributes: JsonObject, name: string): Pick<SymbolInfo, "least" | "most"> {
  const all = field(keptIn(attributes), "bounds");
  const own = isObject(all) ? field(all, name) : undefined;
  if (!isObject(own)) return {};
  const [least, most] = [field(own, "least"), field(own, "most")];
  return {
    ...(least !== undefined && { least: oneExpression(reading, least) }),
    ...(most !== undefined && { most: oneExpression(reading, most) }),
  };
}

/** The text of `{string_data, language: "Python"}`, or of bare text. */
export function pythonText(value: Json | undefined): string {
  if (typeof value === "string") return value;
  const code = asObject(value, "a code");
  const language = field(code, "language");
  if (language !== undefined && language !== "Python") cannotRead(`code in ${String(language)}`);
  return textAt(code, "string_data", "a code");
}
