// Places a scene: each nesting level by itself, innermost first, so that a level that did not change keeps its picture.
import ELK, { type ELK as Elk, type ElkNode } from "elkjs/lib/elk-api.js";
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

export const headHeight = 24;
const padding = 14;
const letter = 6.9;

const options = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.layered.spacing.nodeNodeBetweenLayers": "26",
  "elk.spacing.nodeNode": "22",
  "elk.edgeRouting": "SPLINES",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.padding": `[top=${padding},left=${padding},bottom=${padding},right=${padding}]`,
};

export class Layouter {
  readonly #elk: Elk;
  readonly #known = new Map<string, Promise<Placed>>();

  constructor(base: string) {
    this.#elk = new ELK({ workerUrl: `${base}elk/elk-worker.min.js` });
  }

  place(scene: Scene): Promise<Placed> {
    const key = structureOf(scene);
    let placed = this.#known.get(key);
    if (placed === undefined) {
      placed = this.#placeLevel(scene);
      this.#known.set(key, placed);
      if (this.#known.size > 2000) this.#known.delete(this.#known.keys().next().value ?? "");
    }
    return placed.then((p) => relabelled(p, scene));
  }

  async #placeLevel(scene: Scene): Promise<Placed> {
    const insides = await Promise.all(
      scene.nodes.map((node) => (node.inside && node.inside.nodes.length > 0 ? this.place(node.inside) : undefined)),
    );
    const graph: ElkNode = {
      id: "level",
      layoutOptions: options,
      children: scene.nodes.map((node, i) => ({ id: node.id, ...sizeOf(node, insides[i]) })),
      edges: scene.edges.map((edge) => ({ id: edge.id, sources: [edge.from], targets: [edge.to] })),
    };
    const placed = await this.#elk.layout(graph);
    const nodes = (placed.children ?? []).map(
      (child, i): PlacedNode => ({
        node: scene.nodes[i] as SceneNode,
        x: child.x ?? 0,
        y: child.y ?? 0,
        width: child.width ?? 0,
        height: child.height ?? 0,
        inside: insides[i],
      }),
    );
    const edges = (placed.edges ?? []).map((edge, i): PlacedEdge => {
      const section = edge.sections?.[0];
      const points = section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [];
      return { id: edge.id, label: scene.edges[i]?.label ?? "", points };
    });
    return { width: placed.width ?? 0, height: placed.height ?? 0, nodes, edges };
  }
}

function sizeOf(node: SceneNode, inside: Placed | undefined): { width: number; height: number } {
  const text = Math.max(node.title.length, Math.min(node.detail.length, 44)) * letter + 28;
  if (inside !== undefined)
    return { width: Math.max(inside.width, node.title.length * letter + 40), height: inside.height + headHeight };
  if (node.kind === "data") return { width: Math.max(90, text), height: 40 };
  return { width: Math.max(70, text), height: node.detail ? 42 : 28 };
}

/** Two scenes with one structure have one layout: sizes follow from texts' lengths. */
function structureOf(scene: Scene): string {
  const nodes = scene.nodes.map(
    (n) =>
      `${n.id} ${n.kind} ${n.title.length} ${n.detail.length}${n.closed ? "+" : ""}${n.inside ? `{${structureOf(n.inside)}}` : ""}`,
  );
  return `${nodes.join(";")}|${scene.edges.map((e) => e.id).join(";")}`;
}

/** A known layout with the words of the scene at hand. */
function relabelled(placed: Placed, scene: Scene): Placed {
  return {
    ...placed,
    nodes: placed.nodes.map((p, i) => {
      const node = scene.nodes[i] as SceneNode;
      return { ...p, node, inside: p.inside && node.inside ? relabelled(p.inside, node.inside) : p.inside };
    }),
    edges: placed.edges.map((e, i) => ({ ...e, label: scene.edges[i]?.label ?? "" })),
  };
}
