// Joins two maps over the same ranges that do not depend on each other: one loop nest, what both read is read once.
import { effectsOf } from "../../analysis/index.ts";
import { planned, type Transformation } from "../transformation.ts";
import { joined, type PairMatch, sideBySide } from "./map-fusion.ts";
import { feeds, pairOf, pairsOf } from "./map-pair.ts";

export const transformation: Transformation<PairMatch, Readonly<Record<never, never>>> = {
  id: "MapFusionHorizontal",
  title: "Join two independent maps",
  summary: "Joins two maps over the same ranges, neither of which reads the other's result.",
  options: {},
  exact: true,
  example: {
    before: "map i in 0:N\n  B[i] = A[i] + 1\nmap i in 0:N\n  C[i] = A[i] - 1",
    after: "map i in 0:N\n  B[i] = A[i] + 1\n  C[i] = A[i] - 1",
  },
  find: (graph) =>
    pairsOf(
      graph,
      (first, second) =>
        !feeds(first, second) && [...effectsOf(first).reads].some((name) => effectsOf(second).reads.has(name)),
    ),
  ...planned((graph, match: PairMatch) => {
    const pair = pairOf(graph, match.first, match.second);
    if (pair.kind === "refusal") return pair;
    const side = sideBySide(pair);
    return side.kind === "refusal" ? side : joined(pair, side);
  }),
};
