// A loop whose iterations do not depend on each other becomes a map.
import {
  assemble,
  assumptionsIn,
  collisionOf,
  effectsOf,
  isRegister,
  isVisible,
  type ScopeAccess,
  symbolsIn,
  type Unit,
  unitsOf,
  usesOf,
} from "../../analysis/index.ts";
import { type Refusal, refuse } from "../../diagnostics/index.ts";
import {
  blockOf,
  type ElementId,
  edited,
  type LoopRegion,
  type MapEntry,
  type MapExit,
  parents,
  type Sdfg,
  type State,
  walkBlocks,
} from "../../sdfg/index.ts";
import { constantOf } from "../../symbolic/index.ts";
import { dependenceText } from "../map/single-map.ts";
import { type Plan, planned, type Transformation } from "../transformation.ts";
import { bodyAccesses } from "./body-accesses.ts";
import { bodyAsUnit } from "./body-as-unit.ts";

export type LoopMatch = { readonly loop: ElementId };

export const transformation: Transformation<LoopMatch, Readonly<Record<never, never>>> = {
  id: "LoopToMap",
  title: "Make a loop parallel",
  summary: "Turns a loop whose iterations are independent of each other into a map.",
  options: {},
  exact: true,
  example: { before: "for i in 0:N\n  B[i] = A[i] + 1", after: "map i in 0:N\n  B[i] = A[i] + 1" },
  *find(graph) {
    for (const block of walkBlocks(graph))
      if (block.kind === "loop" && block.header.kind === "for") yield { loop: block.id };
  },
  ...planned(plan),
};

function plan(graph: Sdfg, { loop: id }: LoopMatch): Plan | Refusal {
  const loop = graph.blocks[id];
  if (loop?.kind !== "loop") return refuse("gone", "There is no such loop any more.", [id]);
  if (loop.header.kind !== "for")
    return refuse("while", "How often a `while` loop runs is only known when it has run.", [id]);
  const { variable, range } = loop.header;
  if (constantOf(range.step) === undefined) return refuse("step", "The step of the loop is not a constant.", [id]);
  const [only] = loop.children;
  const state = only === undefined ? undefined : graph.blocks[only];
  if (loop.children.length !== 1 || state?.kind !== "state")
    return refuse(
      "control-flow",
      `The body of the loop over \`${variable}\` holds control flow or symbols that each iteration assigns anew: ${describe(graph, loop)}.`,
      [id],
    );
  const units = unitsOf(state);
  if (units === undefined || units.length === 0)
    return refuse("body", "The body of the loop is empty or holds a bare copy.", [id]);
  const raising = units.find((u) => effectsOf(u).raises);
  if (raising !== undefined)
    return refuse(
      "checks",
      "The body may raise an exception; the first one in the order of iterations must stay the first.",
      [id, raising.head],
    );
  const after = [...walkBlocks(graph)].find((b) => b.id !== id && b.id !== state.id && symbolsIn(b).has(variable));
  if (after !== undefined) return refuse("variable", `\`${variable}\` is used outside of the loop.`, [id, after.id]);
  const shared =
    sharedBetweenIterations(graph, state, units, variable, range) ?? registersCarried(graph, state, units, id);
  if (shared !== undefined) return shared;
  return { kind: "plan", build: () => build(graph, loop, state, units) };
}

function describe(graph: Sdfg, loop: LoopRegion): string {
  const kinds = loop.children
    .map((child) => blockOf(graph, child))
    .map((b) =>
      b.kind === "state"
        ? "a state"
        : b.kind === "loop" && b.header.kind === "for"
          ? `the loop over \`${b.header.variable}\``
          : `a ${b.kind}`,
    );
  return [...new Set(kinds)].join(", ");
}

function sharedBetweenIterations(
  graph: Sdfg,
  state: State,
  units: readonly Unit[],
  variable: string,
  range: MapEntry["ranges"][number],
): Refusal | undefined {
  const accesses = bodyAccesses(graph, state, units, { params: [variable], ranges: [range] });
  if (accesses === undefined)
    return refuse("nested", "The body holds a nested graph, which is not looked into.", [state.id]);
  // Sizes and outer loops only: the loop's own variable is a parameter on both sides.
  const assumptions = assumptionsIn(graph, state.id);
  const independent = (a: ScopeAccess, b: ScopeAccess) => collisionOf(a, b, [variable], assumptions);
  for (const first of accesses) {
    if (!first.writes) continue;
    for (const second of accesses) {
      if (second.data !== first.data) continue;
      const collision = independent(first, second);
      if (collision.kind === "other-iteration")
        return refuse(
          "dependence",
          `The iterations of \`${variable}\` depend on each other: ${dependenceText({ first, second, collision })}.`,
          [state.id, first.node, second.node],
        );
    }
  }
  return undefined;
}

/** A scalar of the body must be made anew in each iteration and not be looked at afterwards. */
function registersCarried(graph: Sdfg, state: State, units: readonly Unit[], loop: ElementId): Refusal | undefined {
  const uses = usesOf(graph);
  for (const name of new Set(units.flatMap((u) => [...effectsOf(u).writes]))) {
    if (!isRegister(graph.containers[name])) continue;
    const first = units.find((u) => effectsOf(u).reads.has(name) || effectsOf(u).writes.has(name));
    const added = first?.outputs.some((p) => p.data === name && p.memlet.wcr !== undefined);
    if (first !== undefined && (effectsOf(first).reads.has(name) || added === true))
      return refuse("carried", `\`${name}\` carries a value from one iteration to the next.`, [loop, first.head]);
    const outside = [...(uses.get(name)?.readIn ?? []), ...(uses.get(name)?.writtenIn ?? [])].find(
      (id) => id !== state.id,
    );
    if (outside !== undefined)
      return refuse(
        "live",
        `\`${name}\` is used outside of the loop, where it holds the value of the last iteration.`,
        [loop, outside],
      );
  }
  return undefined;
}

function build(graph: Sdfg, loop: LoopRegion, state: State, units: readonly Unit[]): Sdfg {
  if (loop.header.kind !== "for") return graph;
  const { variable, range } = loop.header;
  const entry: MapEntry = {
    kind: "map-entry",
    id: `${loop.id}.map`,
    label: loop.label,
    params: [variable],
    ranges: [range],
    schedule: "Default",
    from: [loop.id],
    ...(loop.origin && { origin: loop.origin }),
  };
  const exit: MapExit = { kind: "map-exit", id: `${loop.id}.exit`, entry: entry.id, from: [loop.id] };
  const parent = parents(graph).get(loop.id);
  const renamed = (id: ElementId) => (id === loop.id ? state.id : id);
  const others = [...walkBlocks(graph)].some(
    (b) => b.id !== loop.id && b.kind === "loop" && b.header.kind === "for" && b.header.variable === variable,
  );
  return edited(graph, (draft) => {
    draft.blocks.delete(loop.id);
    draft.blocks.set(
      state.id,
      assemble(
        { ...state, ...(loop.origin && { origin: loop.origin }) },
        [bodyAsUnit(graph, state, units, entry, exit)],
        (name) => isVisible(graph, name),
      ),
    );
    if (parent?.kind === "region" || parent?.kind === "loop")
      draft.blocks.set(parent.id, {
        ...parent,
        children: parent.children.map(renamed),
        edges: parent.edges.map((e) => ({ ...e, src: renamed(e.src), dst: renamed(e.dst) })),
      });
    if (!others) draft.symbols.delete(variable);
  });
}
