// What our graphs say and DaCe's have no place for: files carry it under a key that DaCe passes over without a word, and it is
// read again from there.
import type { Container, MapEntry, SymbolInfo } from "../../sdfg/index.ts";
import { field, isObject, type Json, type JsonObject } from "./json.ts";
import { compact, type Writing } from "./writing.ts";

const key = "_meta_datawright";

/** To be spread into an element's attributes: nothing, where there is nothing to keep. */
export function kept(values: Readonly<Record<string, Json | undefined>>): JsonObject {
  const present = compact(values);
  return Object.keys(present).length > 0 ? { [key]: present } : {};
}

export function keptIn(attributes: JsonObject): JsonObject {
  const value = field(attributes, key);
  return isObject(value) ? value : {};
}

/** A scalar that is written is an array of one element in a file. */
export function ofContainer(c: Container, asArray: boolean): JsonObject {
  return kept({ scalar: asArray && c.kind === "scalar" ? true : undefined, weak: c.weak });
}

export function ofMap({ vectorWidth }: MapEntry): JsonObject {
  return kept({ vectorWidth });
}

export function vectorWidthIn(attributes: JsonObject): Pick<MapEntry, "vectorWidth"> {
  const width = field(keptIn(attributes), "vectorWidth");
  return typeof width === "number" && Number.isInteger(width) && width >= 2 && width <= 64
    ? { vectorWidth: width }
    : {};
}

export function ofSymbols(writing: Writing, symbols: Readonly<Record<string, SymbolInfo>>): JsonObject {
  const bounds = Object.entries(symbols).flatMap(([name, { least, most }]): [string, Json][] =>
    least === undefined && most === undefined
      ? []
      : [[name, compact({ least: least && writing.text(least), most: most && writing.text(most) })]],
  );
  return kept({ bounds: bounds.length > 0 ? Object.fromEntries(bounds) : undefined });
}
