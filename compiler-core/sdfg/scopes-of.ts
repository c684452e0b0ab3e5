// The scope around each node as files tell it, foreign scopes included: an exit lies in its own scope, an entry outside.
// For graphs that may be wrong; walk.ts has the scopes of valid ones.
import { remembered } from "../symbolic/index.ts";
import type { ElementId, Node, State } from "./graph.ts";
import { adjacency, nodesOf } from "./walk.ts";

export interface FileScopes {
  readonly entry: ReadonlyMap<ElementId, ElementId | undefined>;
  /** The exit of a node's scope; of an entry its own. */
  readonly exit: ReadonlyMap<ElementId, ElementId | undefined>;
}

export function opensScope(node: Node | undefined): boolean {
  return (
    node?.kind === "map-entry" ||
    (node?.kind === "foreign" && node.partner !== undefined && node.type.endsWith("Entry"))
  );
}

export function entryOfExit(node: Node | undefined): ElementId | undefined {
  if (node?.kind === "map-exit") return node.entry;
  return node?.kind === "foreign" && node.type.endsWith("Exit") ? node.partner : undefined;
}

/** Works on states with cycles too: each node takes the scope of the first edge that reaches it. */
export const scopesOf = remembered((state: State): FileScopes => {
  const { into, outOf } = adjacency(state);
  const entry = new Map<ElementId, ElementId | undefined>();
  const waiting = [...into].filter(([, edges]) => edges.length === 0).map(([id]) => id);
  for (const id of waiting) entry.set(id, undefined);
  for (let i = 0; i < waiting.length; i++) {
    const id = waiting[i] as ElementId;
    const node = state.nodes[id];
    const closed = entryOfExit(node);
    const inside = opensScope(node) ? id : closed !== undefined ? entry.get(closed) : entry.get(id);
    for (const e of outOf.get(id) ?? []) {
      if (entry.has(e.dst)) continue;
      entry.set(e.dst, entryOfExit(state.nodes[e.dst]) ?? inside);
      waiting.push(e.dst);
    }
  }
  const exits = new Map(
    nodesOf(state).flatMap((node): [ElementId, ElementId][] => {
      const of = entryOfExit(node);
      return of === undefined ? [] : [[of, node.id]];
    }),
  );
  const exit = new Map(
    nodesOf(state).map((node): [ElementId, ElementId | undefined] => {
      const scope = opensScope(node) ? node.id : entry.get(node.id);
      return [node.id, scope === undefined ? undefined : exits.get(scope)];
    }),
  );
  return { entry, exit };
});
