// What a picture can show beside its shapes: how many bytes an edge carries, and a number for each scope by colour.
import { evaluateCount, workOf } from "@datawright/compiler-core/analysis";
import { bytesOf, type Edge, nodeOf, type Sdfg, type State, statesOf } from "@datawright/compiler-core/sdfg";
import { evaluate, lengthOf } from "@datawright/compiler-core/symbolic";
import { interpolateCividis } from "d3";
import type { Sizes } from "@/components/documents/sizes";
import { bytesOfContainer } from "@/components/inspect/container-bytes";

export type OverlayKind = "bytes" | "operations" | "intensity" | "parallelism" | "time";

export const overlayUnits: Readonly<Record<OverlayKind, string>> = {
  bytes: "B",
  operations: "op",
  intensity: "op/B",
  parallelism: "iterations",
  time: "s",
};

/** Bytes that each drawn edge carries, by its ends; at the outside of a scope, at most its whole container. */
export function edgeBytes(sdfg: Sdfg, sizes: Sizes): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const state of statesOf(sdfg)) {
    for (const edge of state.edges) {
      const bytes = bytesOfEdge(sdfg, edge, sizes);
      const id = `${ownerOf(state, edge.src)}>${ownerOf(state, edge.dst)}`;
      if (bytes !== undefined && bytes > 0) found.set(id, Math.max(bytes, found.get(id) ?? 0));
    }
    for (const node of Object.values(state.nodes))
      if (node.kind === "nested-sdfg") for (const [id, bytes] of edgeBytes(node.sdfg, sizes)) found.set(id, bytes);
  }
  return found;
}

function bytesOfEdge(sdfg: Sdfg, { memlet }: Edge, sizes: Sizes): number | undefined {
  const container = memlet && sdfg.containers[memlet.data];
  if (memlet === undefined || container === undefined) return undefined;
  if (memlet.subset === undefined) return bytesOfContainer(container, sizes);
  try {
    return memlet.subset.reduce(
      (product, range) => product * Math.max(0, evaluate(lengthOf(range), sizes)),
      bytesOf(container.dtype),
    );
  } catch (error) {
    // Its length is only known in a run, or differs from iteration to iteration.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function ownerOf(state: State, id: string): string {
  const node = nodeOf(state, id);
  return node.kind === "map-exit" ? node.entry : id;
}

/** In pixels: 8 bytes are a hair, a gigabyte is four. */
export const widthOf = (bytes: number | undefined): number =>
  bytes === undefined ? 1.2 : Math.min(4.5, 0.8 + 0.36 * Math.log10(Math.max(1, bytes)));

export interface Overlay {
  readonly kind: OverlayKind;
  /** Colour and the text's colour on it, by element. */
  readonly colours: ReadonlyMap<string, { readonly fill: string; readonly text: string }>;
  readonly least: number;
  readonly most: number;
}

/** `seconds`: of single maps, as measured. None where there is nothing to show. */
export function overlayOf(
  sdfg: Sdfg,
  sizes: Sizes,
  kind: OverlayKind,
  seconds: ReadonlyMap<string, number>,
): Overlay | undefined {
  const values = new Map<string, number>();
  for (const state of statesOf(sdfg)) {
    for (const node of Object.values(state.nodes)) {
      if (node.kind !== "map-entry" && node.kind !== "library") continue;
      const value = kind === "time" ? seconds.get(node.id) : modelled(sdfg, sizes, kind, node.id);
      if (value !== undefined && Number.isFinite(value) && value > 0) values.set(node.id, value);
    }
  }
  if (values.size === 0) return undefined;
  const [least, most] = [Math.min(...values.values()), Math.max(...values.values())];
  const span = Math.log(most / least) || 1;
  const colours = new Map(
    [...values].map(([id, value]) => {
      const share = most === least ? 1 : Math.log(value / least) / span;
      return [id, { fill: interpolateCividis(share), text: share > 0.55 ? "#111" : "#fff" }];
    }),
  );
  return { kind, colours, least, most };
}

function modelled(sdfg: Sdfg, sizes: Sizes, kind: Exclude<OverlayKind, "time">, id: string): number | undefined {
  const work = workOf(sdfg).elements.get(id);
  if (work === undefined) return undefined;
  const [flop, bytes] = [evaluateCount(work.flop, sizes), evaluateCount(work.traffic, sizes)];
  switch (kind) {
    case "bytes":
      return bytes;
    case "operations":
      return flop;
    case "intensity":
      return flop === undefined || bytes === undefined ? undefined : flop / bytes;
    case "parallelism":
      return iterationsOf(sdfg, sizes, id);
  }
}

function iterationsOf(sdfg: Sdfg, sizes: Sizes, id: string): number | undefined {
  for (const state of statesOf(sdfg)) {
    const node = state.nodes[id];
    if (node?.kind !== "map-entry") continue;
    try {
      return node.ranges.reduce((product, range) => product * evaluate(lengthOf(range), sizes), 1);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
  return undefined;
}
