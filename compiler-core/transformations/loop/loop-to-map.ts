// A loop whose iterations do not depend on each other becomes a map.
import {
  anyValueOf,
  assumptionsIn,
  blockAccesses,
  codeOf,
  definedIn,
  dependenceAmong,
  type Iterated,
  isRegister,
  isVisible,
  readsByName,
  type ScopeAccess,
  symbolsIn,
  unitsOf,
  usesOf,
  withParameter,
} from "../../analysis/index.ts";
import { invariant, type Refusal, refuse } from "../../diagnostics/index.ts";
import {
  type Block,
  type ElementId,
  edited,
  type LoopRegion,
  loopsAround,
  type MapEntry,
  type MapExit,
  parents,
  type Sdfg,
  type State,
  statesOf,
  walkBlocks,
} from "../../sdfg/index.ts";
import { constantOf } from "../../symbolic/index.ts";
import { dependenceText } from "../map/single-map.ts";
import { type Plan, planned, type Transformation } from "../transformation.ts";
import { bodyAsUnit } from "./body-as-unit.ts";
import { carriedBy } from "./carried.ts";
import { withoutContinue } from "./masked.ts";
import { nestedBody } from "./nested-body.ts";
import { nestedUnit, stateOf } from "./nested-unit.ts";

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

function plan(given: Sdfg, { loop: id }: LoopMatch): Plan | Refusal {
  const found = given.blocks[id];
  if (found?.kind !== "loop") return refuse("gone", "There is no such loop any more.", [id]);
  const graph = withoutContinue(given, found) ?? given;
  const loop = loopIn(graph, id);
  if (loop.header.kind !== "for")
    return refuse("while", "How often a `while` loop runs is only known when it has run.", [id]);
  const { variable, range } = loop.header;
  if (constantOf(range.step) === undefined) return refuse("step", "The step of the loop is not a constant.", [id]);
  const inside = new Set(walkBlocks(graph, id).map((b) => b.id));
  const { variables, assigned } = definedIn(graph, id);
  const obstacle =
    jumpIn(graph, loop) ?? bareCopyIn(graph, inside) ?? usedOutside(graph, id, inside, variables, assigned);
  if (obstacle !== undefined) return obstacle;
  const own = ownContainers(graph, inside);
  const live = liveOutside(graph, id, inside, own);
  if (live !== undefined) return live;
  const carried = carriedBy(graph, id, new Set([...own, ...assigned]));
  if (carried !== undefined)
    return refuse("carried", `\`${carried.name}\` carries a value from one iteration to the next.`, [
      id,
      carried.where,
    ]);
  const itself: Iterated = { params: [variable], ranges: [range] };
  const each = [...assigned].reduce((all, name) => withParameter(all, name, anyValueOf(name)), itself);
  const collision = sharedBetweenIterations(graph, loop, variable, each, own);
  if (collision !== undefined) return collision;
  const state = graph.blocks[loop.children[0] as ElementId];
  const isPlain =
    loop.children.length === 1 &&
    state?.kind === "state" &&
    [...own].every((name) => isRegister(graph.containers[name]));
  return { kind: "plan", build: () => (isPlain ? buildFlat(graph, loop, state) : buildNested(graph, loop, own)) };
}

function loopIn(graph: Sdfg, id: ElementId): LoopRegion {
  const loop = graph.blocks[id];
  invariant(loop?.kind === "loop", "the loop of a body without `continue`");
  return loop;
}

/** An iteration that may leave the loop decides whether later ones run at all. A `continue` that is left could not be masked. */
function jumpIn(graph: Sdfg, loop: LoopRegion): Refusal | undefined {
  for (const block of walkBlocks(graph, loop.id)) {
    if (block.kind !== "break" && block.kind !== "continue" && block.kind !== "return") continue;
    if (block.kind !== "return" && loopsAround(graph, block.id).at(-1)?.id !== loop.id) continue;
    const why =
      block.kind === "continue"
        ? "What comes after a `continue` of the loop is come to from several branches, so that it can't become the other one."
        : `An iteration may end the loop by its \`${block.kind}\`, and whether later ones run at all is known only when it has run.`;
    return refuse("jump", why, [loop.id, block.id]);
  }
  return undefined;
}

function bareCopyIn(graph: Sdfg, inside: ReadonlySet<ElementId>): Refusal | undefined {
  const states = statesOf(graph).filter((s) => inside.has(s.id));
  const copy = states.find((s) => unitsOf(s) === undefined);
  if (copy !== undefined)
    return refuse(
      "body",
      "The body of the loop holds a copy between containers. RedundantCopyElimination may remove it.",
      [copy.id],
    );
  return states.some((s) => Object.keys(s.nodes).length > 0)
    ? undefined
    : refuse("body", "The body of the loop is empty.", [...inside].slice(0, 1));
}

function usedOutside(
  graph: Sdfg,
  id: ElementId,
  inside: ReadonlySet<ElementId>,
  ...names: readonly ReadonlySet<string>[]
): Refusal | undefined {
  for (const block of walkBlocks(graph)) {
    if (inside.has(block.id)) continue;
    const used = [...symbolsIn(block)].find((name) => names.some((set) => set.has(name)));
    if (used !== undefined) return refuse("variable", `\`${used}\` is used outside of the loop.`, [id, block.id]);
  }
  return undefined;
}

/** Transients that nothing outside of the loop touches: each iteration can have them for itself. */
function ownContainers(graph: Sdfg, inside: ReadonlySet<ElementId>): ReadonlySet<string> {
  return new Set(
    [...usesOf(graph)].flatMap(([name, { readIn, writtenIn }]) =>
      writtenIn.size > 0 && !isVisible(graph, name) && [...readIn, ...writtenIn].every((id) => inside.has(id))
        ? [name]
        : [],
    ),
  );
}

/** A scalar that is looked at afterwards holds the value of the last iteration. */
function liveOutside(
  graph: Sdfg,
  loop: ElementId,
  inside: ReadonlySet<ElementId>,
  own: ReadonlySet<string>,
): Refusal | undefined {
  for (const [name, { readIn, writtenIn }] of usesOf(graph)) {
    if (own.has(name) || !isRegister(graph.containers[name]) || ![...writtenIn].some((id) => inside.has(id))) continue;
    const outside = [...readIn, ...writtenIn].find((id) => !inside.has(id));
    return refuse("live", `\`${name}\` is used outside of the loop, where it holds the value of the last iteration.`, [
      loop,
      ...(outside === undefined ? [] : [outside]),
    ]);
  }
  return undefined;
}

function sharedBetweenIterations(
  graph: Sdfg,
  loop: LoopRegion,
  variable: string,
  each: Iterated,
  own: ReadonlySet<string>,
): Refusal | undefined {
  const accesses: ScopeAccess[] = [...readsBetween(loop, each)];
  for (const child of loop.children) {
    const inner = blockAccesses(graph, child, each);
    if (inner === undefined)
      return refuse("nested", "The body holds a nested graph that gives other names to what it uses.", [child]);
    accesses.push(...inner);
  }
  const shared = accesses.filter((a) => !own.has(a.data));
  const dependence = dependenceAmong(shared, [variable], assumptionsIn(graph, loop.id));
  return (
    dependence &&
    refuse("dependence", `The iterations of \`${variable}\` depend on each other: ${dependenceText(dependence)}.`, [
      loop.id,
      dependence.first.node,
      dependence.second.node,
    ])
  );
}

/** What the assignments between the blocks of the body read. */
function readsBetween(loop: LoopRegion, around: Iterated): readonly ScopeAccess[] {
  return codeOf(loop).flatMap((code) => readsByName(code, around, loop.id));
}

function entryOf(loop: LoopRegion): { readonly entry: MapEntry; readonly exit: MapExit } {
  const { header } = loop;
  invariant(header.kind === "for", "only loops over a range become maps");
  const entry: MapEntry = {
    kind: "map-entry",
    id: `${loop.id}.map`,
    label: loop.label,
    params: [header.variable],
    ranges: [header.range],
    schedule: "Default",
    from: [loop.id],
    ...(loop.origin && { origin: loop.origin }),
  };
  return { entry, exit: { kind: "map-exit", id: `${loop.id}.exit`, entry: entry.id, from: [loop.id] } };
}

/** The one state of the body inside the map, as it is. */
function buildFlat(graph: Sdfg, loop: LoopRegion, state: State): Sdfg {
  const { entry, exit } = entryOf(loop);
  const unit = bodyAsUnit(graph, state, unitsOf(state) ?? [], entry, exit);
  return inPlaceOf(graph, loop, stateOf(graph, state.id, loop, unit), new Set());
}

/** The whole body as a graph inside the map. */
function buildNested(graph: Sdfg, loop: LoopRegion, own: ReadonlySet<string>): Sdfg {
  const { entry, exit } = entryOf(loop);
  const unit = nestedUnit(graph, entry, exit, nestedBody(graph, loop, own));
  return inPlaceOf(graph, loop, stateOf(graph, `${loop.id}.state`, loop, unit), own);
}

function inPlaceOf(graph: Sdfg, loop: LoopRegion, state: State, gone: ReadonlySet<string>): Sdfg {
  const parent = parents(graph).get(loop.id);
  const renamed = (id: ElementId) => (id === loop.id ? state.id : id);
  const inside = new Set(walkBlocks(graph, loop.id).map((b) => b.id));
  const left = new Set(Object.values(graph.blocks).flatMap((b) => (inside.has(b.id) ? [] : [...definedBy(b)])));
  const { variables, assigned } = definedIn(graph, loop.id);
  return edited(graph, (draft) => {
    for (const id of inside) draft.blocks.delete(id);
    draft.blocks.set(state.id, state);
    if (parent?.kind === "region" || parent?.kind === "loop")
      draft.blocks.set(parent.id, {
        ...parent,
        children: parent.children.map(renamed),
        edges: parent.edges.map((e) => ({ ...e, src: renamed(e.src), dst: renamed(e.dst) })),
      });
    for (const name of [...variables, ...assigned]) if (!left.has(name)) draft.symbols.delete(name);
    for (const name of gone) draft.containers.delete(name);
  });
}

function definedBy(block: Block): readonly string[] {
  if (block.kind !== "loop" && block.kind !== "region") return [];
  const variable = block.kind === "loop" && block.header.kind === "for" ? [block.header.variable] : [];
  return [...variable, ...block.edges.flatMap((e) => Object.keys(e.assignments))];
}
