// Transformations that are wrong on purpose. A test plants them into its registry to see who notices, and who is blamed.
import { edited, replaceState, statesOf } from "../sdfg/index.ts";
import { add, int, type Range } from "../symbolic/index.ts";
import type { Match, Transformation } from "../transformations/index.ts";

const about = {
  summary: "Wrong on purpose.",
  options: {},
  exact: true,
  example: { before: "map i", after: "map i" },
  refuse: () => undefined,
} as const;

/** Turns a map's parameters around, and loses the first index of one of them on the way. */
export const shiftedInterchange: Transformation<Match> = {
  ...about,
  id: "ShiftedInterchange",
  title: "Exchange the parameters of a map, wrongly",
  *find(graph) {
    for (const state of statesOf(graph))
      for (const node of Object.values(state.nodes))
        if (node.kind === "map-entry" && node.params.length > 1) yield { map: node.id };
  },
  apply: (graph, { map: id = "" }) =>
    edited(graph, (draft) => {
      for (const { id: home, nodes } of statesOf(graph)) {
        const entry = nodes[id];
        if (entry?.kind !== "map-entry") continue;
        const [first, ...rest] = [...entry.ranges].reverse() as [Range, ...Range[]];
        const shifted = {
          ...entry,
          params: [...entry.params].reverse(),
          ranges: [{ ...first, begin: add(first.begin, int(1)) }, ...rest],
        };
        replaceState(draft, home, (s) => ({ ...s, nodes: { ...s.nodes, [id]: shifted } }));
      }
    }),
};

/** Forgets a container that the graph still uses. */
export const lostContainer: Transformation<Match> = {
  ...about,
  id: "LostContainer",
  title: "Forget a container",
  find: () => [{}],
  apply: (graph) => edited(graph, (draft) => draft.containers.delete(Object.keys(graph.containers)[0] ?? "")),
};
