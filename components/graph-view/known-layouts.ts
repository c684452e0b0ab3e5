// Layouts as plain numbers, one a nesting level, so that those of the gallery can be made when the studio is built.
import { hashOf } from "@datawright/compiler-core/recipes";
import { type Placed, structureOf } from "./placed";
import type { Scene, SceneNode } from "./scene";

export interface LevelLayout {
  readonly size: readonly [width: number, height: number];
  /** x, y, width and height of each node. */
  readonly nodes: readonly (readonly [number, number, number, number])[];
  /** x and y of each point of each edge, in turn. */
  readonly edges: readonly (readonly number[])[];
}

/** By the hash of the level's structure. */
export type KnownLayouts = Readonly<Record<string, LevelLayout>>;

export function placedFrom(known: LevelLayout, scene: Scene, insides: readonly (Placed | undefined)[]): Placed {
  const [width, height] = known.size;
  return {
    width,
    height,
    nodes: known.nodes.map(([x, y, w, h], i) => ({
      node: scene.nodes[i] as SceneNode,
      x,
      y,
      width: w,
      height: h,
      inside: insides[i],
    })),
    edges: known.edges.map((flat, i) => ({
      id: scene.edges[i]?.id ?? "",
      label: scene.edges[i]?.label ?? "",
      points: flat.flatMap((x, at) => (at % 2 === 0 ? [{ x, y: flat[at + 1] ?? 0 }] : [])),
    })),
  };
}

/** The layouts of a placed scene, its levels inside included. */
export function layoutsOf(scene: Scene, placed: Placed): KnownLayouts {
  const inner = placed.nodes.map((node) =>
    node.inside && node.node.inside ? layoutsOf(node.node.inside, node.inside) : {},
  );
  const own: LevelLayout = {
    size: [tenth(placed.width), tenth(placed.height)],
    nodes: placed.nodes.map(({ x, y, width, height }) => [tenth(x), tenth(y), tenth(width), tenth(height)]),
    edges: placed.edges.map(({ points }) => points.flatMap(({ x, y }) => [tenth(x), tenth(y)])),
  };
  return Object.assign({ [hashOf(structureOf(scene))]: own }, ...inner);
}

const tenth = (value: number) => Math.round(value * 10) / 10;
