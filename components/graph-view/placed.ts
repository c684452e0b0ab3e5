// A scene with coordinates.
import type { Scene, SceneNode } from "./scene";

export interface PlacedNode {
  readonly node: SceneNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly inside: Placed | undefined;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly id: string;
  readonly label: string;
  readonly points: readonly Point[];
}

/** Coordinates are relative to the level's own corner. */
export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** What a frame's title takes above what it holds. */
export const headHeight = 24;

/** The letters that a text is given room for: in steps, so that most keys move nothing. */
export const roomFor = (text: string): number => 4 * Math.ceil(text.length / 4);

/** Two scenes with one structure have one layout: sizes follow from the room that texts are given. */
export function structureOf(scene: Scene): string {
  const nodes = scene.nodes.map(
    (n) =>
      `${n.id} ${n.kind} ${roomFor(n.title)} ${roomFor(n.detail)}${n.closed ? "+" : ""}${n.inside ? `{${structureOf(n.inside)}}` : ""}`,
  );
  return `${nodes.join(";")}|${scene.edges.map((e) => e.id).join(";")}`;
}
