// Says who runs the iterations of a map: one thread, or all of them.
import { isOutermost, isRegister, type ScopeAccess, stateHolding } from "../../analysis/index.ts";
import { type Refusal, refuse } from "../../diagnostics/index.ts";
import { edited, type MapEntry, replaceState, type Schedule, type Sdfg } from "../../sdfg/index.ts";
import { type Plan, planned, type Transformation } from "../transformation.ts";
import { joinsInAnyOrder, type MapMatch, mapsOf, orderMatters, singleMap } from "./single-map.ts";

export type SetScheduleOptions = { readonly schedule: Schedule; readonly reassociate: boolean };

export const transformation: Transformation<MapMatch, SetScheduleOptions> = {
  id: "SetSchedule",
  title: "Choose who runs a map",
  summary: "Runs the iterations of a map's first parameter on one thread or on all of them.",
  options: {
    schedule: { title: "Schedule", default: "CPU_Multicore", values: ["CPU_Multicore", "Sequential", "Default"] },
    reassociate: { title: "Let threads sum floats in another order", default: false, values: [false, true] },
  },
  exact: false,
  example: { before: "map i in 0:N\n  B[i] = A[i] + 1", after: "map i in 0:N @ CPU_Multicore\n  B[i] = A[i] + 1" },
  find: (graph) => mapsOf(graph),
  ...planned(plan),
};

function plan(graph: Sdfg, { map: id }: MapMatch, { schedule, reassociate }: SetScheduleOptions): Plan | Refusal {
  const state = stateHolding(graph, id);
  const entry = state?.nodes[id];
  if (state === undefined || entry?.kind !== "map-entry") return refuse("gone", "There is no such map any more.", [id]);
  if (entry.schedule === schedule) return refuse("same", `The map has the schedule ${schedule} already.`, [id]);
  const change = (): Sdfg =>
    edited(graph, (draft) =>
      replaceState(draft, state.id, (s) => ({
        ...s,
        nodes: { ...s.nodes, [id]: { ...entry, schedule } satisfies MapEntry },
      })),
    );
  if (schedule === "Sequential" || schedule === "Default") return { kind: "plan", build: change };
  if (schedule !== "CPU_Multicore") return refuse("unknown", `No target runs the schedule ${schedule} yet.`, [id]);
  if (!isOutermost(state, id))
    return refuse("inner", "Only an outermost map is spread over threads; this one lies inside another map.", [id]);
  // Of several iterations that raise, every target reports the first.
  const map = singleMap(graph, id, "welcome");
  if (map.kind === "refusal") return map;
  const first = map.entry.params[0] as string;
  // Each thread can keep a sum of its own where the sum is a single register.
  const inAnyOrder = joinsInAnyOrder(graph, reassociate);
  const joins = (access: ScopeAccess) => isRegister(graph.containers[access.data]) && inAnyOrder(access);
  return (
    orderMatters(map, [first], "Threads would get into each other's way", new Set(), joins) ?? {
      kind: "plan",
      build: change,
    }
  );
}
