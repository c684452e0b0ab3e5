// Reorders the parameters of a map: which loop is outermost and which runs along memory.

import { type Refusal, refuse } from "../../diagnostics/index.ts";
import { edited, type MapEntry, replaceState, type Sdfg } from "../../sdfg/index.ts";
import { type Range, symbolsOfRange } from "../../symbolic/index.ts";
import { type Plan, planned, type Transformation } from "../transformation.ts";
import { type MapMatch, mapsOf, orderMatters, singleMap } from "./single-map.ts";

/** The new order: `order[0]` is the place, in the old order, of the parameter that comes first. Empty turns the order round. */
export type MapInterchangeOptions = { readonly order: readonly number[] };

export const transformation: Transformation<MapMatch, MapInterchangeOptions> = {
  id: "MapInterchange",
  title: "Reorder a map's loops",
  summary: "Puts the parameters of a map in another order, so that the innermost loop runs along memory.",
  options: {
    order: {
      title: "Order of the parameters",
      default: [],
      values: [[], [1, 0], [0, 2, 1], [1, 0, 2], [2, 0, 1], [1, 2, 0]],
    },
  },
  exact: true,
  example: {
    before: "map i in 0:N, j in 0:M\n  B[j, i] = A[j, i] + 1",
    after: "map j in 0:M, i in 0:N\n  B[j, i] = A[j, i] + 1",
  },
  find: (graph) => mapsOf(graph, (entry) => entry.params.length > 1),
  ...planned(plan),
};

function plan(graph: Sdfg, { map: id }: MapMatch, options: MapInterchangeOptions): Plan | Refusal {
  const map = singleMap(graph, id);
  if (map.kind === "refusal") return map;
  const { entry, state } = map;
  const count = entry.params.length;
  if (count < 2) return refuse("one", "A map with one parameter has one order.", [id]);
  const order = options.order.length === 0 ? entry.params.map((_, i) => count - 1 - i) : options.order;
  if (order.length !== count || !entry.params.every((_, i) => order.includes(i)))
    return refuse("order", `The order must name each of the ${count} parameters once.`, [id]);
  if (order.every((from, to) => from === to)) return refuse("same", "That is the order it has.", [id]);
  const [params, ranges] = [order.map((i) => entry.params[i] as string), order.map((i) => entry.ranges[i] as Range)];
  for (const [i, r] of ranges.entries()) {
    const names = symbolsOfRange(r);
    const later = params.slice(i).find((p) => names.has(p));
    if (later !== undefined)
      return refuse("triangular", `The range of \`${params[i]}\` depends on \`${later}\`, which would come after it.`, [
        id,
      ]);
  }
  // A vector width speaks of the last parameter, which is another one now.
  const { vectorWidth, ...rest } = entry;
  const kept = order.at(-1) === count - 1 && vectorWidth !== undefined ? { vectorWidth } : {};
  const turned: MapEntry = { ...rest, ...kept, params, ranges };
  return (
    orderMatters(map, entry.params, "The order of iterations matters") ?? {
      kind: "plan",
      build: () =>
        edited(graph, (draft) => replaceState(draft, state.id, (s) => ({ ...s, nodes: { ...s.nodes, [id]: turned } }))),
    }
  );
}
