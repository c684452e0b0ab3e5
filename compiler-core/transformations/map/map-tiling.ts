// Cuts the ranges of a map into tiles: an outer map over the tiles, an inner one over the elements of a tile.
import { type FlatMap, flatMapOf, isOutermost, unitOfFlatMap, unitsOf } from "../../analysis/index.ts";
import { type Refusal, refuse } from "../../diagnostics/index.ts";
import { freeName, type MapEntry, type MapExit, type Sdfg } from "../../sdfg/index.ts";
import {
  add,
  constantOf,
  int,
  lengthOf,
  min,
  type Range,
  range,
  symbol,
  symbolsOfRange,
} from "../../symbolic/index.ts";
import { type Plan, planned, type Transformation } from "../transformation.ts";
import { withUnit, wrapped } from "./replaced-unit.ts";
import { type MapMatch, mapsOf, orderMatters, singleMap } from "./single-map.ts";

/** One size a parameter; the last one stands for all that follow; 0 leaves a parameter whole. */
export type MapTilingOptions = { readonly sizes: readonly number[] };

export const transformation: Transformation<MapMatch, MapTilingOptions> = {
  id: "MapTiling",
  title: "Cut a map into tiles",
  summary: "Walks a map tile by tile, so that what a tile touches stays in the cache.",
  options: {
    sizes: {
      title: "Size of a tile, one a parameter",
      default: [32],
      values: [[8], [16], [32], [64], [128], [32, 0], [64, 0]],
    },
  },
  exact: true,
  example: {
    before: "map i in 0:N\n  B[i] = A[i] + 1",
    after: "map i_tile in 0:N:32\n  map i in i_tile:min(N, i_tile + 32)\n    B[i] = A[i] + 1",
  },
  find: (graph) => mapsOf(graph, (entry, state) => isOutermost(state, entry.id)),
  ...planned(plan),
};

function plan(graph: Sdfg, { map: id }: MapMatch, { sizes }: MapTilingOptions): Plan | Refusal {
  const map = singleMap(graph, id);
  if (map.kind === "refusal") return map;
  const { entry, state } = map;
  const flat = flatMapOf(graph, state, id);
  if (flat === undefined || unitsOf(state)?.some((u) => u.head === id) !== true)
    return refuse("body", "The map lies inside another one, or holds more than tasklets; it may be tiled already.", [
      id,
    ]);
  const cuts = entry.params.map((_, i) => sizes[Math.min(i, sizes.length - 1)] ?? 0);
  if (cuts.some((size) => !Number.isInteger(size) || size < 0 || size === 1) || cuts.every((size) => size === 0))
    return refuse("sizes", "A tile has at least two elements in at least one dimension.", [id]);
  const uneven = entry.ranges.findIndex((r, i) => cuts[i] !== 0 && constantOf(r.step) !== 1);
  if (uneven >= 0) return refuse("step", `\`${entry.params[uneven]}\` does not advance by one.`, [id]);
  const empty = entry.ranges.findIndex((r) => (constantOf(lengthOf(r)) ?? 1) <= 0);
  if (empty >= 0) return refuse("empty", `\`${entry.params[empty]}\` has no value: the map does nothing.`, [id]);
  const names = new Set(entry.params);
  const slanted = entry.ranges.find((r) => [...symbolsOfRange(r)].some((name) => names.has(name)));
  if (slanted !== undefined) return refuse("triangular", "The range of one parameter depends on another one.", [id]);
  return (
    orderMatters(map, entry.params, "The order of iterations matters") ?? { kind: "plan", build: () => build(flat) }
  );

  function build(body: FlatMap): Sdfg {
    const taken = (name: string) =>
      names.has(name) || graph.symbols[name] !== undefined || graph.containers[name] !== undefined;
    const cut = entry.params.flatMap((param, i) =>
      cuts[i] === 0
        ? []
        : [{ param, size: cuts[i] as number, range: entry.ranges[i] as Range, tile: freeName(`${param}_tile`, taken) }],
    );
    const { vectorWidth: _, ...bare } = entry;
    const outer: MapEntry = {
      ...bare,
      id: `${id}.tiles`,
      params: cut.map((c) => c.tile),
      ranges: cut.map((c) => range(c.range.begin, c.range.end, int(c.size))),
      from: [id],
    };
    const exit: MapExit = { kind: "map-exit", id: `${id}.tiles.exit`, entry: outer.id, from: [body.exit.id] };
    const ranges = entry.params.map((param, i) => {
      const found = cut.find((c) => c.param === param);
      return found === undefined
        ? (entry.ranges[i] as Range)
        : range(symbol(found.tile), min(add(symbol(found.tile), int(found.size)), found.range.end));
    });
    const inner: FlatMap = { ...body, entry: { ...entry, ranges, schedule: "Default" } };
    return withUnit(graph, state, id, wrapped(unitOfFlatMap(inner), outer, exit));
  }
}
