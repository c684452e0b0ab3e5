// A sequential loop around a map becomes a loop inside the map: each point of the map runs all iterations by itself.
import {
  assemble,
  assumptionsIn,
  collisionOf,
  type FlatMap,
  flatMapOf,
  mayRaiseIn,
  type Operand,
  readsOf,
  type ScopeAccess,
  symbolsIn,
  type Unit,
  unitsOf,
  writesOf,
} from "../../analysis/index.ts";
import { type Refusal, refuse } from "../../diagnostics/index.ts";
import {
  type Container,
  type ElementId,
  edited,
  type LoopRegion,
  type NestedSdfg,
  parents,
  type Sdfg,
  type State,
  walkBlocks,
} from "../../sdfg/index.ts";
import { symbol, symbolsOf, symbolsOfRange } from "../../symbolic/index.ts";
import { dependenceText } from "../map/single-map.ts";
import { type Plan, planned, type Transformation } from "../transformation.ts";
import type { LoopMatch } from "./loop-to-map.ts";
import { nestedUnit, stateOf } from "./nested-unit.ts";

export const transformation: Transformation<LoopMatch, Readonly<Record<never, never>>> = {
  id: "MoveLoopIntoMap",
  title: "Move a loop into the map it repeats",
  summary:
    "Runs all iterations of a loop at each point of the map inside it, so that threads start once and values stay near.",
  options: {},
  exact: true,
  example: {
    before: "for k in 1:K\n  map i in 0:I\n    A[i, k] = A[i, k - 1]",
    after: "map i in 0:I\n  for k in 1:K\n    A[i, k] = A[i, k - 1]",
  },
  *find(graph) {
    for (const block of walkBlocks(graph))
      if (block.kind === "loop" && block.header.kind === "for" && bodyOf(graph, block) !== undefined)
        yield { loop: block.id };
  },
  ...planned(plan),
};

/** The one state of the loop's body. */
function bodyOf(graph: Sdfg, loop: LoopRegion): State | undefined {
  const [only] = loop.children;
  const state = only === undefined ? undefined : graph.blocks[only];
  return loop.children.length === 1 && state?.kind === "state" ? state : undefined;
}

function plan(graph: Sdfg, { loop: id }: LoopMatch): Plan | Refusal {
  const loop = graph.blocks[id];
  const state = loop?.kind === "loop" ? bodyOf(graph, loop) : undefined;
  if (loop?.kind !== "loop" || loop.header.kind !== "for" || state === undefined)
    return refuse("gone", "There is no such loop any more.", [id]);
  const { variable } = loop.header;
  const [unit, ...others] = unitsOf(state) ?? [];
  const map = unit === undefined ? undefined : flatMapOf(graph, state, unit.head);
  if (unit === undefined || map === undefined || others.length > 0)
    return refuse("body", `The body of the loop over \`${variable}\` is not one map of plain operations.`, [id]);
  if (map.entry.ranges.some((r) => symbolsOfRange(r).has(variable)))
    return refuse(
      "range",
      `The map's range depends on \`${variable}\`: its points differ from iteration to iteration.`,
      [id, map.entry.id],
    );
  if (mayRaiseIn(map))
    return refuse(
      "checks",
      "The body may raise an exception; the first one in the order of iterations must stay the first.",
      [id, map.entry.id],
    );
  const outside = walkBlocks(graph).find((b) => b.id !== id && b.id !== state.id && symbolsIn(b).has(variable));
  if (outside !== undefined)
    return refuse("variable", `\`${variable}\` is used outside of the loop.`, [id, outside.id]);
  return between(graph, loop, map) ?? { kind: "plan", build: () => build(graph, loop, state, map) };
}

/** Why two points of the map need each other's values, in whatever iterations. */
function between(graph: Sdfg, loop: LoopRegion, map: FlatMap): Refusal | undefined {
  if (loop.header.kind !== "for") return undefined;
  const around = {
    params: [loop.header.variable, ...map.entry.params],
    ranges: [loop.header.range, ...map.entry.ranges],
  };
  const access = (operand: Operand, writes: boolean): ScopeAccess => ({
    data: operand.memlet.data,
    subset: operand.memlet.subset,
    writes,
    around,
    node: map.entry.id,
    ...(operand.memlet.wcr && { wcr: operand.memlet.wcr }),
  });
  const shared = (o: Operand) => !map.locals.has(o.memlet.data);
  const writes = writesOf(map)
    .filter(shared)
    .map((o) => access(o, true));
  const all = [
    ...writes,
    ...readsOf(map)
      .filter(shared)
      .map((o) => access(o, false)),
  ];
  const assumptions = assumptionsIn(graph, loop.id);
  for (const first of writes) {
    for (const second of all) {
      if (second.data !== first.data) continue;
      const collision = collisionOf(first, second, map.entry.params, assumptions);
      if (collision.kind === "other-iteration")
        return refuse(
          "dependence",
          `Points of the map need each other's values from earlier iterations: ${dependenceText({ first, second, collision })}.`,
          [loop.id, map.entry.id],
        );
    }
  }
  return undefined;
}

function build(graph: Sdfg, loop: LoopRegion, state: State, map: FlatMap): Sdfg {
  const nested = nestedLoop(graph, loop, map);
  const unit = nestedUnit(graph, map.entry, map.exit, nested);
  const parent = parents(graph).get(loop.id);
  const renamed = (id: ElementId) => (id === loop.id ? state.id : id);
  const variable = loop.header.kind === "for" ? loop.header.variable : "";
  return edited(graph, (draft) => {
    draft.blocks.delete(loop.id);
    draft.blocks.set(state.id, stateOf(graph, state.id, loop, unit));
    if (parent?.kind === "region" || parent?.kind === "loop")
      draft.blocks.set(parent.id, {
        ...parent,
        children: parent.children.map(renamed),
        edges: parent.edges.map((e) => ({ ...e, src: renamed(e.src), dst: renamed(e.dst) })),
      });
    draft.symbols.delete(variable);
    for (const name of map.locals) draft.containers.delete(name);
  });
}

/** The loop with the map's body in it, as a graph that addresses the containers outside by their own names. */
function nestedLoop(graph: Sdfg, loop: LoopRegion, map: FlatMap): NestedSdfg {
  const named = (operands: readonly Operand[]) => [
    ...new Set(operands.map((o) => o.memlet.data).filter((name) => !map.locals.has(name))),
  ];
  const [inputs, outputs] = [named(readsOf(map)), named(writesOf(map))];
  const own = [...map.locals].map((name): [string, Container] => [name, graph.containers[name] as Container]);
  const outer = [...new Set([...inputs, ...outputs])].map((name): [string, Container] => [
    name,
    { ...(graph.containers[name] as Container), transient: false },
  ]);
  const units = map.steps.map(
    (step): Unit => ({
      head: step.tasklet.id,
      tail: step.tasklet.id,
      nodes: [step.tasklet],
      edges: [],
      inputs: step.reads.map((o) => ({
        data: o.memlet.data,
        node: step.tasklet.id,
        connector: o.connector,
        memlet: o.memlet,
      })),
      outputs: step.writes.map((o) => ({
        data: o.memlet.data,
        node: step.tasklet.id,
        connector: o.connector,
        memlet: o.memlet,
      })),
    }),
  );
  const body = assemble(
    {
      kind: "state",
      id: `${loop.id}.body`,
      label: loop.label,
      nodes: {},
      edges: [],
      ...(loop.origin && { origin: loop.origin }),
    },
    units,
    (name) => !map.locals.has(name),
  );
  const root = `${loop.id}.root`;
  // Only what the body names: another loop's variable must not look as if it were used here.
  const needed = new Set(symbolsIn(body));
  for (const name of symbolsIn(loop)) needed.add(name);
  if (loop.header.kind === "for") needed.add(loop.header.variable);
  for (const [, c] of [...outer, ...own]) for (const e of [...c.shape, ...c.strides]) symbolsOf(e, needed);
  const outerSymbols = Object.keys(graph.symbols).filter(
    (name) => needed.has(name) && (loop.header.kind !== "for" || name !== loop.header.variable),
  );
  const mapping = [...outerSymbols, ...map.entry.params].map((name) => [name, symbol(name)] as const);
  return {
    kind: "nested-sdfg",
    id: `${loop.id}.nested`,
    label: loop.label,
    from: [loop.id],
    ...(loop.origin && { origin: loop.origin }),
    inputs,
    outputs,
    symbolMapping: Object.fromEntries(mapping),
    sdfg: {
      name: loop.label,
      argNames: [],
      returns: [],
      containers: Object.fromEntries([...outer, ...own]),
      symbols: {
        ...Object.fromEntries(Object.entries(graph.symbols).filter(([name]) => needed.has(name))),
        ...Object.fromEntries(map.entry.params.map((p) => [p, { dtype: "int64" as const }])),
      },
      root,
      blocks: {
        [root]: { kind: "region", id: root, label: loop.label, children: [loop.id], edges: [] },
        [loop.id]: { ...loop, children: [body.id], edges: [] },
        [body.id]: body,
      },
    },
  };
}
