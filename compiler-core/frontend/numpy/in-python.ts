// NumPy functions told in the Python that we compile ourselves: their text is walked where the call stands.
import { invariant, need, type Span } from "../../diagnostics/index.ts";
import { type FunctionDefinition, parsePython } from "../../syntax/index.ts";
import { reordered } from "../lower/transposed.ts";
import type { ArrayValue, Value } from "../types/value.ts";
import type { CallSite } from "./numpy-function.ts";

/** What `body`, lines of Python, returns where its names have these values. `np` and Python's own functions mean what they should. */
export function inPython(
  site: Pick<CallSite, "ctx" | "span">,
  name: string,
  body: string,
  names: Readonly<Record<string, Value>>,
): Value {
  const definition = atSpan(definitionOf(name, body), site.span);
  return site.ctx.walk.inline(site.ctx, definition, new Map([...known, ...Object.entries(names)]));
}

const library = (path: string): Value => ({ kind: "library", path });

const known: readonly (readonly [string, Value])[] = [
  ["np", library("numpy")],
  ...["range", "len", "abs", "min", "max", "int"].map((name) => [name, library(`builtins.${name}`)] as const),
];

const definitions = new Map<string, FunctionDefinition>();

function definitionOf(name: string, body: string): FunctionDefinition {
  const stored = definitions.get(body);
  if (stored !== undefined) return stored;
  const lines = body.split("\n").filter((line) => line.trim() !== "");
  const { value } = parsePython(`def told():\n${lines.map((line) => `    ${line}\n`).join("")}`);
  const [definition] = need(value, `the Python of ${name}`).body;
  invariant(definition?.kind === "function", `the Python of ${name} is a function`);
  const named = { ...definition, name };
  definitions.set(body, named);
  return named;
}

/** The same tree, all of it at the place of the call. */
function atSpan<T>(tree: T, span: Span): T {
  if (Array.isArray(tree)) return tree.map((part) => atSpan(part, span)) as T;
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, part]) => [key, key === "span" ? span : atSpan(part, span)]),
  ) as T;
}

/** A view with `axis` in front of the others, so that one text serves every axis. */
export function axisFirst(a: ArrayValue, axis: number): ArrayValue {
  return reordered(a, [axis, ...a.shape.map((_, i) => i).filter((i) => i !== axis)]);
}

/** A view of what was computed that way with its first axis where it belongs. */
export function axisBack(value: Value, axis: number): ArrayValue {
  invariant(value.kind === "array", "what was computed along an axis is an array");
  const behind = value.shape.map((_, i) => i).slice(1);
  return reordered(value, [...behind.slice(0, axis), 0, ...behind.slice(axis)]);
}
