// Places a scene: each nesting level by itself, innermost first, so that a level that did not change keeps its picture.
import { hashOf } from "@datawright/compiler-core/recipes";
import type { ELK as Elk, ElkNode } from "elkjs/lib/elk-api.js";
import { type KnownLayouts, placedFrom } from "./known-layouts";
import { headHeight, type Placed, type PlacedEdge, type PlacedNode, roomFor, structureOf } from "./placed";
import type { Scene, SceneNode } from "./scene";

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

export interface LayouterParts {
  /** Made when the first level is met whose layout is not known. */
  readonly engine: () => Elk;
  /** By the hash of a level's structure. */
  readonly known: Promise<KnownLayouts>;
}

export class Layouter {
  readonly #parts: LayouterParts;
  readonly #placed = new Map<string, Promise<Placed>>();
  #engine: Elk | undefined;

  constructor(parts: LayouterParts) {
    this.#parts = parts;
  }

  /** Makes the engine before it is needed. */
  start(): void {
    this.#running();
  }

  place(scene: Scene): Promise<Placed> {
    const key = structureOf(scene);
    let placed = this.#placed.get(key);
    if (placed === undefined) {
      placed = this.#placeLevel(scene, key);
      this.#placed.set(key, placed);
      if (this.#placed.size > 2000) this.#placed.delete(this.#placed.keys().next().value ?? "");
    }
    return placed.then((p) => relabelled(p, scene));
  }

  async #placeLevel(scene: Scene, key: string): Promise<Placed> {
    const insides = await Promise.all(
      scene.nodes.map((node) => (node.inside && node.inside.nodes.length > 0 ? this.place(node.inside) : undefined)),
    );
    const known = (await this.#parts.known)[hashOf(key)];
    return known ? placedFrom(known, scene, insides) : this.#computed(scene, insides);
  }

  async #computed(scene: Scene, insides: readonly (Placed | undefined)[]): Promise<Placed> {
    const graph: ElkNode = {
      id: "level",
      layoutOptions: options,
      children: scene.nodes.map((node, i) => ({ id: node.id, ...sizeOf(node, insides[i]) })),
      edges: scene.edges.map((edge) => ({ id: edge.id, sources: [edge.from], targets: [edge.to] })),
    };
    const placed = await this.#running().layout(graph);
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

  #running(): Elk {
    this.#engine ??= this.#parts.engine();
    return this.#engine;
  }
}

function sizeOf(node: SceneNode, inside: Placed | undefined): { width: number; height: number } {
  const text = Math.max(roomFor(node.title), Math.min(roomFor(node.detail), 44)) * letter + 28;
  if (inside !== undefined)
    return { width: Math.max(inside.width, roomFor(node.title) * letter + 40), height: inside.height + headHeight };
  if (node.kind === "data") return { width: Math.max(90, text), height: 40 };
  return { width: Math.max(70, text), height: node.detail ? 42 : 28 };
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
