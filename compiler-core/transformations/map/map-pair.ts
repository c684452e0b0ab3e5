// Two straight-line maps of one state, with what every way of joining them must know.
import {
  effectsOf,
  type FlatMap,
  isVisible,
  mayRaiseIn,
  predecessors,
  stateHolding,
  type Unit,
  unitsOf,
} from "../../analysis/index.ts";
import { type Refusal, refuse } from "../../diagnostics/index.ts";
import { type ElementId, type Memlet, type Sdfg, statesOf } from "../../sdfg/index.ts";
import { printSubset } from "../../symbolic/index.ts";
import { flatMapIn, type OpenState, openState } from "./open-state.ts";

export interface MapPair extends OpenState {
  readonly kind: "pair";
  readonly first: FlatMap;
  readonly second: FlatMap;
  readonly firstUnit: Unit;
  readonly secondUnit: Unit;
}

export function pairOf(sdfg: Sdfg, firstId: ElementId, secondId: ElementId): MapPair | Refusal {
  const state = stateHolding(sdfg, firstId);
  const elements = [firstId, secondId];
  if (state === undefined || state !== stateHolding(sdfg, secondId))
    return refuse(
      "other-states",
      "The two maps are in different states. StateFusion may bring them into one.",
      elements,
    );
  const open = openState(sdfg, state);
  if (open === undefined)
    return refuse(
      "bare-copy",
      "The state holds a copy between containers. RedundantCopyElimination may remove it.",
      elements,
    );
  return pairIn(open, firstId, secondId);
}

export function pairIn(open: OpenState, firstId: ElementId, secondId: ElementId): MapPair | Refusal {
  const { units } = open;
  const elements = [firstId, secondId];
  const [firstUnit, secondUnit] = [units.find((u) => u.head === firstId), units.find((u) => u.head === secondId)];
  if (firstUnit === undefined || secondUnit === undefined)
    return refuse("inner-map", "One of the maps lies inside another map; only outermost maps are joined.", elements);
  if (units.indexOf(firstUnit) >= units.indexOf(secondUnit))
    return refuse("order", "The second map runs before the first.", elements);
  const [first, second] = [flatMapIn(open, firstId), flatMapIn(open, secondId)];
  if (first === undefined || second === undefined)
    return refuse(
      "body",
      "One of the maps holds more than tasklets: a map, a library call or an array of its own.",
      elements,
    );
  if (mayRaiseIn(first) || mayRaiseIn(second))
    return refuse(
      "checks",
      "One of the maps may raise an exception; which one is raised first must not change.",
      elements,
    );
  return {
    ...open,
    kind: "pair",
    first,
    second,
    firstUnit,
    secondUnit,
  };
}

const orders = new WeakMap<readonly Unit[], ReadonlyMap<Unit, ReadonlySet<Unit>>>();

function orderOf({ units, sdfg }: MapPair): ReadonlyMap<Unit, ReadonlySet<Unit>> {
  const known = orders.get(units);
  if (known !== undefined) return known;
  const order = predecessors(units, (name) => isVisible(sdfg, name));
  orders.set(units, order);
  return order;
}

/** Units after `first` that must run after it, however indirectly. */
export function dependentsOf(pair: MapPair): ReadonlySet<Unit> {
  const before = orderOf(pair);
  const marked = new Set<Unit>([pair.firstUnit]);
  for (const unit of pair.units.slice(pair.units.indexOf(pair.firstUnit) + 1))
    if ([...(before.get(unit) ?? [])].some((u) => marked.has(u))) marked.add(unit);
  marked.delete(pair.firstUnit);
  return marked;
}

/** A unit that must run after the first map and before the second. */
export function unitBetween(pair: MapPair, dependents: ReadonlySet<Unit>): Unit | undefined {
  const before = orderOf(pair).get(pair.secondUnit) ?? new Set();
  return [...before].find((unit) => dependents.has(unit) && unit !== pair.secondUnit);
}

/** Pairs of outermost maps of each state, the first before the second. */
export function* pairsOf(
  sdfg: Sdfg,
  related: (first: Unit, second: Unit) => boolean,
): Generator<{ first: ElementId; second: ElementId }> {
  for (const state of statesOf(sdfg)) yield* pairsAmong(unitsOf(state) ?? [], related);
}

export function* pairsAmong(
  units: readonly Unit[],
  related: (first: Unit, second: Unit) => boolean,
): Generator<{ first: ElementId; second: ElementId }> {
  const maps = units.filter((u) => u.nodes[0]?.kind === "map-entry");
  for (const [i, second] of maps.entries())
    for (const first of maps.slice(0, i)) if (related(first, second)) yield { first: first.head, second: second.head };
}

/** The second reads a version of a container that the first wrote. */
export function feeds(first: Unit, second: Unit): boolean {
  const written = new Set(first.outputs.map((p) => p.access?.id));
  return second.inputs.some((p) => written.has(p.access?.id));
}

export function printAccess(memlet: Pick<Memlet, "data" | "subset">): string {
  return memlet.subset === undefined || memlet.subset.length === 0
    ? `\`${memlet.data}\``
    : `\`${memlet.data}[${printSubset(memlet.subset)}]\``;
}

export function describeUnit(unit: Unit): string {
  const written = [...effectsOf(unit).writes].map((name) => `\`${name}\``).join(", ");
  return written === "" ? "a check" : `the computation of ${written}`;
}
