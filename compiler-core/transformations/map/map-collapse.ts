// A map that holds nothing but another map becomes one map with the parameters of both.
import { flatMapOf, isOutermost, stateHolding, unitOfFlatMap } from "../../analysis/index.ts";
import { type Refusal, refuse } from "../../diagnostics/index.ts";
import {
  type AccessNode,
  type ElementId,
  edgesInto,
  edgesOutOf,
  exitOf,
  type MapEntry,
  nodeOf,
  nodesInScope,
  nodesOf,
  type Sdfg,
  type State,
  scopes,
  statesOf,
} from "../../sdfg/index.ts";
import { symbolsOfRange } from "../../symbolic/index.ts";
import { type Plan, planned, type Transformation } from "../transformation.ts";
import { withUnit } from "./replaced-unit.ts";

export type CollapseMatch = { readonly outer: ElementId; readonly inner: ElementId };

export const transformation: Transformation<CollapseMatch, Readonly<Record<never, never>>> = {
  id: "MapCollapse",
  title: "Make two nested maps one",
  summary: "Joins a map with the only map inside it, so that both ranges are one space of iterations.",
  options: {},
  exact: true,
  example: {
    before: "map i in 0:N\n  map j in 0:M\n    B[i, j] = A[i, j] + 1",
    after: "map i in 0:N, j in 0:M\n  B[i, j] = A[i, j] + 1",
  },
  find,
  ...planned(plan),
};

function* find(graph: Sdfg): Generator<CollapseMatch> {
  for (const state of statesOf(graph)) {
    const parent = scopes(state);
    for (const node of nodesOf(state)) {
      const outer = parent.get(node.id);
      if (node.kind === "map-entry" && outer !== undefined) yield { outer, inner: node.id };
    }
  }
}

function plan(graph: Sdfg, { outer: outerId, inner: innerId }: CollapseMatch): Plan | Refusal {
  const state = stateHolding(graph, outerId);
  const [outer, inner] = [state?.nodes[outerId], state?.nodes[innerId]];
  const elements = [outerId, innerId];
  if (state === undefined || outer?.kind !== "map-entry" || inner?.kind !== "map-entry")
    return refuse("gone", "There are no such maps any more.", elements);
  if (!isOutermost(state, outerId))
    return refuse("inner", "The outer map lies inside another map; join those first.", elements);
  const other = nodesInScope(state, outerId).find((n) => n.id !== innerId && n.kind !== "map-exit");
  if (other !== undefined)
    return refuse("imperfect", "The outer map holds more than the inner one.", [...elements, other.id]);
  const names = new Set(outer.params);
  const slanted = inner.params.find((_, i) =>
    [...symbolsOfRange(inner.ranges[i] as MapEntry["ranges"][number])].some((name) => names.has(name)),
  );
  if (slanted !== undefined)
    return refuse("triangular", `The range of \`${slanted}\` depends on the outer map's parameters.`, elements);
  const flat = flatMapOf(graph, state, innerId);
  if (flat === undefined) return refuse("body", "The inner map holds more than tasklets.", elements);
  if (inner.schedule === "CPU_Multicore")
    return refuse("schedule", "The inner map is spread over threads by itself.", elements);
  const outerExit = exitOf(state, outerId);
  const { vectorWidth: _, ...bare } = outer;
  const entry: MapEntry = {
    ...bare,
    label: inner.label,
    params: [...outer.params, ...inner.params],
    ranges: [...outer.ranges, ...inner.ranges],
    ...(inner.vectorWidth !== undefined && { vectorWidth: inner.vectorWidth }),
    from: elements,
  };
  const outside = {
    reads: accessNodes(
      state,
      edgesInto(state, outerId).map((e) => e.src),
    ),
    writes: accessNodes(
      state,
      edgesOutOf(state, outerExit.id).map((e) => e.dst),
    ),
  };
  const unit = () =>
    unitOfFlatMap({ ...flat, entry, exit: { ...outerExit, from: [outerExit.id, flat.exit.id] }, outside });
  return { kind: "plan", build: () => withUnit(graph, state, outerId, unit()) };
}

function accessNodes(state: State, ids: readonly ElementId[]): ReadonlyMap<string, AccessNode> {
  return new Map(
    ids
      .map((id) => nodeOf(state, id))
      .flatMap((n): [string, AccessNode][] => (n.kind === "access" ? [[n.data, n]] : [])),
  );
}
