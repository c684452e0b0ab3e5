// Which lines of Python a graph element came from, and which elements a line gave.
import type { Span } from "@datawright/compiler-core/diagnostics";
import { type ElementId, type Sdfg, walkBlocks } from "@datawright/compiler-core/sdfg";

export interface SourceLink {
  readonly element: ElementId;
  readonly span: Span;
  /** Outer elements first. */
  readonly depth: number;
  readonly kind: string;
}

const known = new WeakMap<Sdfg, readonly SourceLink[]>();

/** Every element with a place in the text, in program order. */
export function sourceLinks(sdfg: Sdfg): readonly SourceLink[] {
  let links = known.get(sdfg);
  if (links === undefined) {
    links = [...collect(sdfg, 0)];
    known.set(sdfg, links);
  }
  return links;
}

function* collect(sdfg: Sdfg, depth: number): Generator<SourceLink> {
  for (const block of walkBlocks(sdfg)) {
    if (block.origin) yield { element: block.id, span: block.origin, depth, kind: block.kind };
    if (block.kind !== "state") continue;
    for (const node of Object.values(block.nodes)) {
      const span = node.origin ?? block.origin;
      if (span !== undefined && node.kind !== "map-exit")
        yield { element: node.id, span, depth: depth + 1, kind: node.kind };
      if (node.kind === "nested-sdfg") yield* collect(node.sdfg, depth + 2);
    }
  }
}

/** First and last line. A loop lights up its head alone: its body has elements of its own. */
export function linesOf(sdfg: Sdfg, element: ElementId): readonly [number, number] | undefined {
  const link = sourceLinks(sdfg).find((candidate) => candidate.element === element);
  if (link === undefined) return undefined;
  return link.kind === "loop" || link.kind === "conditional"
    ? [link.span.line, link.span.line]
    : [link.span.line, link.span.endLine];
}

const importance: Readonly<Record<string, number>> = {
  "map-entry": 0,
  library: 1,
  loop: 1,
  conditional: 1,
  "nested-sdfg": 2,
  tasklet: 3,
  access: 4,
  state: 5,
};

/** The elements of a line, the one to select first. What covers fewer lines is nearer to it. */
export function elementsAt(sdfg: Sdfg, line: number): readonly ElementId[] {
  const covering = sourceLinks(sdfg).filter(({ span, kind }) =>
    kind === "loop" || kind === "conditional" ? span.line === line : span.line <= line && line <= span.endLine,
  );
  const height = ({ span }: SourceLink) => span.endLine - span.line;
  const rank = ({ kind }: SourceLink) => importance[kind] ?? 6;
  return [...covering].sort((a, b) => height(a) - height(b) || rank(a) - rank(b)).map((link) => link.element);
}
