// Which scopes are open, so that a big graph is never a hairball: outer ones first, as many as there is room for.
import type { Scene, SceneNode } from "./scene";

/** Nodes and edges that are drawn at once, at most. */
export const elementBudget = 1000;

const own = (scene: Scene): number => scene.nodes.length + scene.edges.length;

/** The scopes that stay closed at first. Level by level, the smaller scopes of a level open before the larger. */
export function closedAtFirst(scene: Scene, budget = elementBudget): ReadonlySet<string> {
  const closed = new Set<string>();
  let left = budget - own(scene);
  let level: readonly SceneNode[] = scene.nodes;
  while (level.length > 0) {
    const next: SceneNode[] = [];
    const scopes = level
      .filter((node) => node.inside !== undefined)
      .sort((a, b) => own(a.inside as Scene) - own(b.inside as Scene));
    for (const node of scopes) {
      const inside = node.inside as Scene;
      if (own(inside) <= left) {
        left -= own(inside);
        next.push(...inside.nodes);
      } else closed.add(node.id);
    }
    level = next;
  }
  return closed;
}

/** The scene as it is drawn: a closed scope is a node that says how much it holds. */
export function collapsed(scene: Scene, closed: ReadonlySet<string>): Scene {
  if (closed.size === 0) return scene;
  return {
    edges: scene.edges,
    nodes: scene.nodes.map((node): SceneNode => {
      if (node.inside === undefined) return node;
      if (!closed.has(node.id)) return { ...node, inside: collapsed(node.inside, closed) };
      const { inside, ...shell } = node;
      return { ...shell, closed: true, detail: `${countNodes(inside)} elements inside` };
    }),
  };
}

export function countNodes(scene: Scene): number {
  return scene.nodes.reduce((sum, node) => sum + 1 + (node.inside ? countNodes(node.inside) : 0), 0);
}

/** The scopes around an element, outermost first; none where it is not in the scene. */
export function pathTo(scene: Scene, id: string): readonly SceneNode[] | undefined {
  for (const node of scene.nodes) {
    if (node.id === id) return [];
    const inner = node.inside && pathTo(node.inside, id);
    if (inner !== undefined) return [node, ...inner];
  }
  return undefined;
}

export function* walkScene(scene: Scene): Generator<SceneNode> {
  for (const node of scene.nodes) {
    yield node;
    if (node.inside) yield* walkScene(node.inside);
  }
}
