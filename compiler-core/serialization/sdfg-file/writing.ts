// What is known while a graph is written: how symbols are spelled, and what each element was in the file it came from.
import type { ElementId, Sdfg } from "../../sdfg/index.ts";
import type { Expr } from "../../symbolic/index.ts";
import { exprText } from "./expression-text.ts";
import { isObject, type Json, type JsonObject, sameData } from "./json.ts";
import type { ReadFile } from "./read-sdfg.ts";

/** A part that the file this graph was opened from had, and the graph no longer leads to; or one that DaCe does not know. */
export type WriteCode = "lost-source" | "not-in-dace";

export interface Writing {
  readonly text: (expr: Expr) => string;
  /** The file as it was read, where there was one. */
  readonly origin?: ReadFile;
  readonly problems: Map<string, WriteCode>;
}

/** Versions from 2.0.0a4 on write `$N`. */
export function hasDollars(version: string): boolean {
  const parts = /^(\d+)\.(\d+)\.(\d+)(?:a(\d+))?/.exec(version);
  if (parts === null) return false;
  const [major = 0, minor = 0, patch = 0] = parts.slice(1, 4).map(Number);
  if (major !== 2) return major > 2;
  return minor > 0 || patch > 0 || parts[4] === undefined || Number(parts[4]) >= 4;
}

export function newWriting(sdfg: Sdfg, origin: ReadFile | undefined): Writing {
  const dollars = origin !== undefined && hasDollars(origin.sdfg.file?.version ?? "");
  const spell = (name: string): string => {
    if (!dollars) return name;
    const known = origin?.reading.spellings.get(name);
    if (known !== undefined) return known;
    const dtype = Object.hasOwn(sdfg.symbols, name) ? sdfg.symbols[name]?.dtype : "int64";
    return dtype === "int32" ? `$${name}` : `symbol($${name}, dtype=dace.${dtype ?? "int64"})`;
  };
  return { text: (expr) => exprText(expr, spell), problems: new Map(), ...(origin && { origin }) };
}

export function sourceOf(writing: Writing, id: ElementId): JsonObject | undefined {
  return writing.origin?.reading.sources.get(id);
}

/** The file's object with what differs between `base` (what it was read as) and `mine` put in. */
export function overlaid(source: JsonObject, base: JsonObject, mine: JsonObject): JsonObject {
  if (sameData(base, mine)) return source;
  const result: Record<string, Json> = { ...source };
  for (const key of new Set([...Object.keys(base), ...Object.keys(mine)])) {
    const [was, is, given] = [base[key], mine[key], result[key]];
    if (sameData(was, is)) continue;
    if (is === undefined) delete result[key];
    else
      result[key] =
        isObject(given) && isObject(was) && isObject(is) && given["type"] === is["type"]
          ? overlaid(given, was, is)
          : is;
  }
  return result;
}

/** An object without the keys whose value is undefined. */
export function compact(entries: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(entries).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}
