// What is known while a file is read. Ids follow the place in the file, so that reading it again gives the same ids: that is
// how the writer finds what an element was.

import type { Outcome } from "../../diagnostics/index.ts";
import type { Container, ElementId, SymbolInfo } from "../../sdfg/index.ts";
import { type Module, parsePython, type SyntaxCode } from "../../syntax/index.ts";
import type { Spellings } from "./expression-text.ts";
import type { JsonObject } from "./json.ts";
import { stop } from "./problem.ts";

export interface Reading {
  readonly spellings: Spellings;
  /** The object in the file that each element was read from; see the keys below. */
  readonly sources: Map<ElementId, JsonObject>;
  readonly parsed: Map<string, Outcome<Module, SyntaxCode>>;
  readonly count: { elements: number };
}

/** One graph of the file: the top one, or a nested one. */
export interface GraphReading extends Reading {
  readonly containers: Readonly<Record<string, Container>>;
  readonly symbols: Readonly<Record<string, SymbolInfo>>;
  /** Symbols in sight besides the declared ones: loop variables and parameters of maps. */
  readonly local: ReadonlySet<string>;
}

const mostElements = 300_000;

export function newReading(): Reading {
  return { spellings: new Map(), sources: new Map(), parsed: new Map(), count: { elements: 0 } };
}

export function place(reading: Reading, id: ElementId, source: JsonObject): void {
  if (++reading.count.elements > mostElements)
    stop("too-many-elements", `This file has more than ${mostElements} elements.`);
  reading.sources.set(id, source);
}

export const containerKey = (root: ElementId, name: string): ElementId => `${root}:${name}`;
export const interstateKey = (region: ElementId, i: number): ElementId => `${region}>${i}`;

/** The same few lines stand in hundreds of tasklets. */
export function parsedOnce(reading: Reading, text: string): Outcome<Module, SyntaxCode> {
  const known = reading.parsed.get(text);
  if (known !== undefined) return known;
  const parsed = parsePython(text);
  reading.parsed.set(text, parsed);
  return parsed;
}
