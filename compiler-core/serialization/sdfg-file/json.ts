// JSON from strangers: limits before parsing, checked access after it. A key counts only where the object itself has it.
import { stop } from "./problem.ts";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Readers recurse once or twice a level; files that DaCe wrote stay under 40. */
const deepest = 256;

export function parseJson(text: string): Json {
  if (nestingOf(text) > deepest)
    stop("nesting-too-deep", `This file nests more than ${deepest} levels deep, which no graph does.`);
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    return stop(
      "not-json",
      `This file is damaged or no graph: it is not JSON (${(error as Error).message.slice(0, 120)}).`,
    );
  }
}

/** Brackets outside of strings; stops counting past the limit. */
function nestingOf(text: string): number {
  let [depth, most] = [0, 0];
  let quoted = false;
  for (let i = 0; i < text.length && most <= deepest; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 92) i++;
      else if (c === 34) quoted = false;
    } else if (c === 34) quoted = true;
    else if (c === 91 || c === 123) most = Math.max(most, ++depth);
    else if (c === 93 || c === 125) depth--;
  }
  return most;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function field(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The value of a key that has to be there. `where` says which element is spoken of. */
export function objectAt(object: JsonObject, key: string, where: string): JsonObject {
  const value = required(object, key, where);
  return isObject(value) ? value : stop("wrong-value", `${where}: \`${key}\` should be an object.`);
}

export function listAt(object: JsonObject, key: string, where: string): readonly Json[] {
  const value = required(object, key, where);
  return isList(value) ? value : stop("wrong-value", `${where}: \`${key}\` should be a list.`);
}

export function textAt(object: JsonObject, key: string, where: string): string {
  const value = required(object, key, where);
  return typeof value === "string" ? value : stop("wrong-value", `${where}: \`${key}\` should be text.`);
}

function required(object: JsonObject, key: string, where: string): Json {
  const value = field(object, key);
  return value === undefined ? stop("missing-key", `${where} has no \`${key}\`.`) : value;
}

export function asObject(value: Json | undefined, where: string): JsonObject {
  return isObject(value) ? value : stop("wrong-value", `${where} should be an object.`);
}

/** An object of a key that may be left out. */
export function optionalObject(object: JsonObject, key: string, where: string): JsonObject {
  const value = field(object, key);
  return value === undefined || value === null ? {} : asObject(value, `${where}: \`${key}\``);
}

/** Names that would find something on every object, whatever it holds. */
const builtIn = new Set(Object.getOwnPropertyNames(Object.prototype));

/** A name that graphs may use as a key. */
export function usableName(name: string, where: string): string {
  if (name.length === 0 || name.length > 1000 || builtIn.has(name))
    stop("unusable-name", `${where}: \`${name.slice(0, 60)}\` can't be a name here.`);
  return name;
}

/** Equal as data: order of keys does not matter. A key that holds undefined is as good as none. */
export function sameData(a: unknown, b: unknown): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => sameData(item, b[i]));
  const [mine, other] = [
    Object.entries(a).filter(([, v]) => v !== undefined),
    Object.entries(b).filter(([, v]) => v !== undefined),
  ];
  return (
    mine.length === other.length &&
    mine.every(([key, value]) => Object.hasOwn(b, key) && sameData(value, (b as Record<string, unknown>)[key]))
  );
}
