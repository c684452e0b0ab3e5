// One map, found by its entry, with what every change of a map must know.
import {
  assumptionsIn,
  type Dependence,
  dependenceAmong,
  mapRaises,
  type ScopeAccess,
  scopeAccesses,
  stateHolding,
} from "../../analysis/index.ts";
import { type Refusal, refuse } from "../../diagnostics/index.ts";
import {
  type ElementId,
  isInteger,
  type MapEntry,
  nodesOf,
  type Sdfg,
  type State,
  statesOf,
} from "../../sdfg/index.ts";
import type { Assumptions } from "../../symbolic/index.ts";
import { printAccess } from "./map-pair.ts";

export type MapMatch = { readonly map: ElementId };

export interface SingleMap {
  readonly kind: "map";
  readonly state: State;
  readonly entry: MapEntry;
  readonly accesses: readonly ScopeAccess[];
  readonly assumptions: Assumptions;
}

export function* mapsOf(
  sdfg: Sdfg,
  wanted: (entry: MapEntry, state: State) => boolean = () => true,
): Generator<MapMatch> {
  for (const state of statesOf(sdfg))
    for (const node of nodesOf(state)) if (node.kind === "map-entry" && wanted(node, state)) yield { map: node.id };
}

/** Where the order of iterations stays, or the target keeps the first exception the first, `raising` maps are welcome. */
export function singleMap(sdfg: Sdfg, id: ElementId, raising: "refused" | "welcome" = "refused"): SingleMap | Refusal {
  const state = stateHolding(sdfg, id);
  const entry = state?.nodes[id];
  if (state === undefined || entry?.kind !== "map-entry") return refuse("gone", "There is no such map any more.", [id]);
  const accesses = scopeAccesses(sdfg, state, id);
  if (accesses === undefined)
    return refuse("nested", "The map holds a nested graph or a copy that can't be looked into.", [id]);
  if (raising === "refused" && mapRaises(state, id))
    return refuse(
      "checks",
      "The map may raise an exception; the first one in the order of iterations must stay the first.",
      [id],
    );
  return { kind: "map", state, entry, accesses, assumptions: assumptionsIn(sdfg, state.id) };
}

/** Why iterations that differ in these parameters can't run in another order. */
export function orderMatters(
  map: SingleMap,
  compared: readonly string[],
  what: string,
  shared: ReadonlySet<string> = new Set(),
  mayJoin: (access: ScopeAccess) => boolean = () => false,
): Refusal | undefined {
  const single = onlyJoined(map.accesses);
  const accesses = map.accesses.filter((a) => !(single.has(a.data) && mayJoin(a)));
  const dependence = dependenceAmong(accesses, compared, map.assumptions, shared);
  return dependence === undefined
    ? undefined
    : refuse("dependence", `${what}: ${dependenceText(dependence)}.`, [
        map.entry.id,
        dependence.first.node,
        dependence.second.node,
      ]);
}

/** Containers that the map does nothing to but join values by one operator. */
function onlyJoined(accesses: readonly ScopeAccess[]): ReadonlySet<string> {
  const operators = new Map<string, Set<string>>();
  for (const a of accesses) operators.set(a.data, (operators.get(a.data) ?? new Set()).add(a.wcr ?? "none"));
  return new Set([...operators].filter(([, used]) => used.size === 1 && !used.has("none")).map(([name]) => name));
}

/** Joining integers or truth values gives the same in any order; floats only where that was asked for. */
export function joinsInAnyOrder(sdfg: Sdfg, reassociate: boolean): (access: ScopeAccess) => boolean {
  return ({ data, wcr }) => {
    const dtype = sdfg.containers[data]?.dtype;
    return wcr !== undefined && dtype !== undefined && (reassociate || isInteger(dtype) || dtype === "bool");
  };
}

export function dependenceText({ first, second, collision }: Dependence): string {
  const [one, other] = [printAccess(first), printAccess(second)];
  const where =
    collision.distance === undefined
      ? `other iterations of \`${collision.parameter}\``
      : `the iteration of \`${collision.parameter}\` ${Math.abs(collision.distance)} ${collision.distance > 0 ? "later" : "earlier"}`;
  if (first === second)
    return first.wcr === undefined
      ? `several iterations of \`${collision.parameter}\` write ${one}`
      : `several iterations of \`${collision.parameter}\` add to ${one}`;
  return second.writes
    ? `one iteration writes ${one}, and ${where} may write the same element as ${other}`
    : `one iteration writes ${one}, which ${where} reads as ${other}`;
}
