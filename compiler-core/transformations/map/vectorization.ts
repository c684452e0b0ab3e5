// Computes several iterations of a map's last parameter at once.
import { codeOf, slopeIn } from "../../analysis/index.ts";
import { type Refusal, refuse } from "../../diagnostics/index.ts";
import { edited, nodesOf, replaceState, type Sdfg, type State, scopes } from "../../sdfg/index.ts";
import {
  add,
  constantOf,
  type Expr,
  isPoint,
  mul,
  one,
  printExpr,
  type Range,
  sub,
  substitute,
  symbol,
} from "../../symbolic/index.ts";
import { type Plan, planned, type Transformation } from "../transformation.ts";
import { printAccess } from "./map-pair.ts";
import { joinsInAnyOrder, type MapMatch, mapsOf, orderMatters, singleMap } from "./single-map.ts";

export type VectorizationOptions = { readonly width: number; readonly reassociate: boolean };

export const transformation: Transformation<MapMatch, VectorizationOptions> = {
  id: "Vectorization",
  title: "Compute several elements at once",
  summary: "Runs neighbouring iterations of a map's last parameter in the lanes of a vector.",
  options: {
    width: { title: "Elements at once", default: 4, values: [2, 4, 8, 16] },
    reassociate: { title: "Let lanes sum floats in another order", default: false, values: [false, true] },
  },
  exact: false,
  example: { before: "map i in 0:N\n  B[i] = A[i] + 1", after: "map i in 0:N vector 4\n  B[i] = A[i] + 1" },
  find: (graph) => mapsOf(graph, (entry, state) => entry.vectorWidth === undefined && isInnermost(state, entry.id)),
  ...planned(plan),
};

function isInnermost(state: State, entry: string): boolean {
  return !nodesOf(state).some((n) => n.kind === "map-entry" && scopes(state).get(n.id) === entry);
}

function plan(graph: Sdfg, { map: id }: MapMatch, { width, reassociate }: VectorizationOptions): Plan | Refusal {
  const map = singleMap(graph, id);
  if (map.kind === "refusal") return map;
  const { entry, state, accesses } = map;
  const last = entry.params.at(-1) as string;
  if (!isInnermost(state, id))
    return refuse("outer", "The map holds another map; the innermost one is vectorized.", [id]);
  if (constantOf((entry.ranges.at(-1) as Range).step) !== 1)
    return refuse("step", `\`${last}\` does not advance by one.`, [id]);
  if (!Number.isInteger(width) || width < 2) return refuse("width", "A vector has at least two lanes.", [id]);
  if (nodesOf(state).some((n) => n.kind === "library" && scopes(state).get(n.id) === id))
    return refuse("library", "The map holds a library call, which is not computed in lanes.", [id]);
  const branching = nodesOf(state).find(
    (n) => n.kind === "nested-sdfg" && scopes(state).get(n.id) === id && !isStraight(n.sdfg),
  );
  if (branching !== undefined)
    return refuse(
      "control-flow",
      "The map holds branches, calls or arrays of its own, which lanes would not go through together.",
      [id, branching.id],
    );
  for (const access of accesses) {
    if (!access.subset.every(isPoint))
      return refuse(
        "gather",
        `${printAccess(access)} is read at places that other values decide; lanes are loaded from neighbouring ones.`,
        [id, access.node],
      );
    const strides = graph.containers[access.data]?.strides ?? [];
    const stride = strideOf(access.subset, strides, last);
    if (stride !== 0 && stride !== 1)
      return refuse(
        "stride",
        `${printAccess(access)} of neighbouring iterations of \`${last}\` ${distanceText(access.subset, strides, last)}. MapInterchange may put another dimension last.`,
        [id, access.node],
      );
  }
  const shared = new Set(entry.params.slice(0, -1));
  const joins = joinsInAnyOrder(graph, reassociate);
  const order = orderMatters(map, [last], "Lanes would get into each other's way", shared, joins);
  return (
    order ?? {
      kind: "plan",
      build: () =>
        edited(graph, (draft) =>
          replaceState(draft, state.id, (s) => ({
            ...s,
            nodes: { ...s.nodes, [id]: { ...entry, vectorWidth: width } },
          })),
        ),
    }
  );
}

/** Loops over plain operations and registers only: all lanes take the same way. */
function isStraight(sdfg: Sdfg): boolean {
  const isPlain = (state: State) => nodesOf(state).every((n) => n.kind === "tasklet" || n.kind === "access");
  return (
    Object.values(sdfg.blocks).every(
      (b) =>
        codeOf(b).length === 0 &&
        (b.kind === "region" || (b.kind === "loop" && b.header.kind === "for") || (b.kind === "state" && isPlain(b))),
    ) && Object.values(sdfg.containers).every((c) => !c.transient || c.shape.length === 0)
  );
}

function distanceText(subset: readonly Range[], strides: readonly Expr[], parameter: string): string {
  if (subset.some((r) => slopeIn(r.begin, parameter) === undefined))
    return `lie at places that \`${parameter}\` does not decide in a straight line`;
  return `lie \`${printExpr(distanceOf(subset, strides, parameter))}\` elements apart, and lanes are loaded from neighbouring ones`;
}

/** How far apart in memory two neighbouring iterations are, where it is one number. */
export function strideOf(subset: readonly Range[], strides: readonly Expr[], parameter: string): number | undefined {
  if (subset.some((r) => slopeIn(r.begin, parameter) === undefined)) return undefined;
  return constantOf(distanceOf(subset, strides, parameter));
}

function distanceOf(subset: readonly Range[], strides: readonly Expr[], parameter: string): Expr {
  const address = add(...subset.map((r, d) => mul(r.begin, strides[d] ?? one)));
  return sub(substitute(address, new Map([[parameter, add(symbol(parameter), one)]])), address);
}
