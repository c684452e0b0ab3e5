// A state taken apart into units, in which any number of maps can be joined before it is put together again.
import {
  assemble,
  assumptionsIn,
  type FlatMap,
  flatMapOf,
  isVisible,
  type Unit,
  unitOfFlatMap,
  unitsOf,
} from "../../analysis/index.ts";
import { type Container, type ElementId, edited, type Sdfg, type State } from "../../sdfg/index.ts";
import type { Assumptions } from "../../symbolic/index.ts";

export interface OpenState {
  /** With the containers of what was joined; its blocks are those from before. */
  readonly sdfg: Sdfg;
  readonly state: State;
  readonly units: readonly Unit[];
  readonly assumptions: Assumptions;
  /** By their heads, what was joined and stands in no graph yet. */
  readonly joined: ReadonlyMap<ElementId, FlatMap>;
}

/** Undefined where the state holds something that is not a unit, such as a copy. */
export function openState(sdfg: Sdfg, state: State): OpenState | undefined {
  const units = unitsOf(state);
  return units && { sdfg, state, units, assumptions: assumptionsIn(sdfg, state.id), joined: new Map() };
}

export function flatMapIn({ sdfg, state, joined }: OpenState, head: ElementId): FlatMap | undefined {
  return joined.get(head) ?? flatMapOf(sdfg, state, head);
}

export interface FusedBody {
  readonly kind: "fused";
  readonly map: FlatMap;
  /** New or changed containers. */
  readonly containers: ReadonlyMap<string, Container>;
}

/** How two maps become one: the body, and its place among the units that stay. */
export interface Joining {
  readonly kind: "joining";
  readonly fused: FusedBody;
  readonly order: readonly (Unit | "here")[];
}

export function withJoined(open: OpenState, { fused, order }: Joining): OpenState {
  const unit = unitOfFlatMap(fused.map);
  const { sdfg } = open;
  return {
    state: open.state,
    assumptions: open.assumptions,
    sdfg: { ...sdfg, containers: { ...sdfg.containers, ...Object.fromEntries(fused.containers) } },
    units: order.map((u) => (u === "here" ? unit : u)),
    joined: new Map(open.joined).set(unit.head, fused.map),
  };
}

export function closeState({ sdfg, state, units, joined }: OpenState): Sdfg {
  if (joined.size === 0) return sdfg;
  return edited(sdfg, (draft) => {
    draft.blocks.set(
      state.id,
      assemble(state, units, (name) => isVisible(sdfg, name)),
    );
  });
}
