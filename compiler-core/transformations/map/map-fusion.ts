// Joins two maps, one of which feeds the other: what goes between them stays in registers. With `recompute`, the second map
// computes anew what it reads at other places, so that stencils fuse too.
import { type Refusal, refuse } from "../../diagnostics/index.ts";
import type { ElementId, Sdfg } from "../../sdfg/index.ts";
import { type Plan, planned, type Transformation } from "../transformation.ts";
import { fuseBodies } from "./fused-body.ts";
import { dependentsOf, describeUnit, feeds, type MapPair, pairOf, pairsOf, unitBetween } from "./map-pair.ts";
import { closeState, type Joining, withJoined } from "./open-state.ts";
import { type RecomputedBody, recomputeBodies } from "./recomputed-body.ts";

export type PairMatch = { readonly first: ElementId; readonly second: ElementId };
export type MapFusionOptions = { readonly recompute: boolean; readonly copies: number };

export const transformation: Transformation<PairMatch, MapFusionOptions> = {
  id: "MapFusion",
  title: "Join two maps",
  summary: "Joins a map with one that reads its result, so that the result stays in registers.",
  options: {
    recompute: { title: "Compute anew what is read at other places", default: false, values: [false, true] },
    copies: { title: "At most this many iterations computed anew", default: 8, values: [2, 4, 8, 16] },
  },
  exact: true,
  example: {
    before: "map i in 0:N\n  t[i] = A[i] + 1\nmap i in 0:N\n  B[i] = 2*t[i]",
    after: "map i in 0:N\n  t = A[i] + 1\n  B[i] = 2*t",
  },
  find: (graph) => pairsOf(graph, feeds),
  ...planned(plan),
};

function plan(graph: Sdfg, match: PairMatch, options: MapFusionOptions): Plan | Refusal {
  const pair = pairOf(graph, match.first, match.second);
  if (pair.kind === "refusal") return pair;
  if (!feeds(pair.firstUnit, pair.secondUnit))
    return refuse(
      "unrelated",
      "The second map reads nothing that the first one writes. MapFusionHorizontal joins such maps.",
      [match.first, match.second],
    );
  if (!options.recompute) {
    const side = sideBySide(pair);
    if (side.kind === "joining") return joined(pair, side);
    const other = recomputeBodies(pair, Number.POSITIVE_INFINITY);
    return other.kind === "refusal"
      ? side
      : {
          ...side,
          reason: `${side.reason} MapFusion with recomputation would work: ${other.copies === 1 ? "once for each iteration" : `${other.copies} times for each iteration`}.`,
        };
  }
  const fused = recomputeBodies(pair, options.copies);
  if (fused.kind === "refusal") return fused;
  return joined(pair, recomputing(pair, fused));
}

export function joined(pair: MapPair, joining: Joining): Plan {
  return { kind: "plan", build: () => closeState(withJoined(pair, joining)) };
}

/** The second map where it was, and the first one too where somebody else needs it. */
export function recomputing({ units, firstUnit, secondUnit }: MapPair, fused: RecomputedBody): Joining {
  const kept = fused.replacesFirst ? units.filter((u) => u !== firstUnit) : units;
  return { kind: "joining", fused, order: kept.map((u) => (u === secondUnit ? "here" : u)) };
}

/** Both bodies in one iteration, the first before the second. */
export function sideBySide(pair: MapPair): Joining | Refusal {
  const { first, second, units, firstUnit, secondUnit } = pair;
  const dependents = dependentsOf(pair);
  const between = unitBetween(pair, dependents);
  if (between !== undefined)
    return refuse(
      "between",
      `MapFusion can't join these two maps: ${describeUnit(between)} needs the first and is needed by the second.`,
      [first.entry.id, second.entry.id, between.head],
    );
  const fused = fuseBodies(pair);
  if (fused.kind === "refusal") return fused;
  const [from, to] = [units.indexOf(firstUnit), units.indexOf(secondUnit)];
  const middle = units.slice(from + 1, to);
  const order = [
    ...units.slice(0, from),
    ...middle.filter((u) => !dependents.has(u)),
    "here" as const,
    ...middle.filter((u) => dependents.has(u)),
    ...units.slice(to + 1),
  ];
  return { kind: "joining", fused, order };
}
