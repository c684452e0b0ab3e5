// A placed scene as one flat list in absolute coordinates, scopes before what they hold; and what of it is drawn.
import { headHeight, type Placed, type PlacedEdge, type Point } from "./placed";
import type { SceneNode } from "./scene";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FlatNode extends Box {
  readonly node: SceneNode;
  readonly depth: number;
  readonly isFrame: boolean;
}

export interface FlatEdge {
  readonly id: string;
  readonly edge: PlacedEdge;
  readonly points: readonly Point[];
  readonly box: Box;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly FlatNode[];
  readonly edges: readonly FlatEdge[];
}

export function flatten(placed: Placed): Picture {
  const nodes: FlatNode[] = [];
  const edges: FlatEdge[] = [];
  const add = (level: Placed, left: number, top: number, depth: number, scope: string) => {
    for (const edge of level.edges) {
      const points = edge.points.map(({ x, y }) => ({ x: x + left, y: y + top }));
      edges.push({ id: `${scope}/${edge.id}`, edge, points, box: boxOf(points) });
    }
    for (const { node, x, y, width, height, inside } of level.nodes) {
      nodes.push({ node, x: x + left, y: y + top, width, height, depth, isFrame: inside !== undefined });
      if (inside) add(inside, x + left + (width - inside.width) / 2, y + top + headHeight, depth + 1, node.id);
    }
  };
  add(placed, 0, 0, 0, "");
  return { width: placed.width, height: placed.height, nodes, edges };
}

function boxOf(points: readonly Point[]): Box {
  const [xs, ys] = [points.map((p) => p.x), points.map((p) => p.y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}

/** What of a picture is drawn for this part of it: all, where that is little; else what is in view, larger things first. */
export function drawn(picture: Picture, view: Box, budget: number): Picture {
  if (picture.nodes.length + picture.edges.length <= budget) return picture;
  const nodes = picture.nodes.filter((node) => overlaps(node, view));
  const edges = picture.edges.filter((edge) => overlaps(edge.box, view));
  if (nodes.length + edges.length <= budget) return { ...picture, nodes, edges };
  const kept = new Set(
    [...nodes]
      .sort((a, b) => a.depth - b.depth || b.width * b.height - a.width * a.height)
      .slice(0, Math.floor(budget * 0.7)),
  );
  const shown = nodes.filter((node) => kept.has(node));
  return { ...picture, nodes: shown, edges: edges.slice(0, Math.max(0, budget - shown.length)) };
}

/** How much a scale lets one read: memlets and code, names, or only scopes. */
export function detailAt(scale: number): "near" | "middle" | "far" {
  return scale >= 0.85 ? "near" : scale >= 0.35 ? "middle" : "far";
}
