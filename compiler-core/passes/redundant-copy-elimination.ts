// A transient that is made only to be copied, whole, into a container written nowhere else: it is made there at once.
import { effectsOf, flatMapOf, isRegister, isVisible, type Unit, unitsOf, usesOf } from "../analysis/index.ts";
import {
  type Edge,
  type ElementId,
  edited,
  loopsAround,
  nodesOf,
  type Sdfg,
  type State,
  statesOf,
  walkBlocks,
} from "../sdfg/index.ts";
import { equal, equalSubsets, isPoint, obtained, type Range, remembered, symbolOf } from "../symbolic/index.ts";
import type { Pass } from "./pass.ts";

export const redundantCopyElimination: Pass = {
  id: "RedundantCopyElimination",
  title: "Remove copies of whole arrays",
  run,
};

interface RedundantCopy {
  readonly state: State;
  readonly unit: Unit;
  readonly from: string;
  readonly into: string;
}

/** Rounds: in each go all copies that share no container, so that a chain of copies is halved and the whole stays linear. */
function run(sdfg: Sdfg): Sdfg {
  let current = sdfg;
  for (let copies = independentCopies(current); copies.length > 0; copies = independentCopies(current))
    current = withoutCopies(current, copies);
  return current;
}

function independentCopies(sdfg: Sdfg): readonly RedundantCopy[] {
  const taken = new Set<string>();
  const copies: RedundantCopy[] = [];
  for (const state of statesOf(sdfg)) {
    for (const unit of unitsOf(state) ?? []) {
      const copy = copyOf(sdfg, state, unit);
      if (copy === undefined || taken.has(copy.from) || taken.has(copy.into) || !isFree(sdfg, copy)) continue;
      copies.push(copy);
      taken.add(copy.from).add(copy.into);
    }
  }
  return copies;
}

/** The unit copies all of one container to the same places of another. */
function copyOf(sdfg: Sdfg, state: State, unit: Unit): RedundantCopy | undefined {
  const map = flatMapOf(sdfg, state, unit.head);
  const [step] = map?.steps ?? [];
  const [read, write] = [step?.reads[0], step?.writes[0]];
  if (
    map === undefined ||
    step === undefined ||
    read === undefined ||
    write === undefined ||
    map.steps.length !== 1 ||
    step.reads.length !== 1 ||
    step.writes.length !== 1 ||
    step.tasklet.checks.length > 0
  )
    return undefined;
  const code = step.tasklet.outputs[write.connector];
  const [from, into] = [sdfg.containers[read.memlet.data], sdfg.containers[write.memlet.data]];
  if (
    code?.kind !== "input" ||
    code.name !== read.connector ||
    write.memlet.wcr !== undefined ||
    from === undefined ||
    into === undefined
  )
    return undefined;
  const alike =
    from.dtype === into.dtype &&
    from.shape.length === into.shape.length &&
    from.shape.every((e, i) => equal(e, into.shape[i] as typeof e)) &&
    from.strides.every((e, i) => equal(e, into.strides[i] as typeof e));
  const whole =
    equalSubsets(read.memlet.subset, write.memlet.subset) &&
    read.memlet.subset.length === map.entry.params.length &&
    read.memlet.subset.every(
      (r, d) =>
        isPoint(r) &&
        symbolOf(r.begin) === map.entry.params[d] &&
        covers(map.entry.ranges[d] as Range, from.shape[d] as Range["end"]),
    );
  return alike && whole && !isRegister(from)
    ? { state, unit, from: read.memlet.data, into: write.memlet.data }
    : undefined;
}

function covers(r: Range, extent: Range["end"]): boolean {
  return r.begin.key === "0" && r.step.key === "1" && equal(r.end, extent);
}

/** The source is read here only, and the target is touched here only, or read afterwards in the same state. */
function isFree(sdfg: Sdfg, { state, unit, from, into }: RedundantCopy): boolean {
  if (sdfg.containers[from]?.transient !== true || sdfg.returns.includes(from) || sdfg.argNames.includes(into))
    return false;
  const uses = usesOf(sdfg);
  const only = (ids: Iterable<string> | undefined) => [...(ids ?? [])].every((id) => id === state.id);
  if (namedInside(sdfg.blocks).has(from)) return false;
  if (!only(uses.get(from)?.readIn) || !only(uses.get(into)?.readIn) || !only(uses.get(into)?.writtenIn)) return false;
  if (isVisible(sdfg, into) && !only(uses.get(from)?.writtenIn) && !isWrittenBefore(sdfg, state, from)) return false;
  const places = placesIn(state);
  const [source, target] = [places.get(from), places.get(into)];
  const at = target?.writtenBy[0];
  return (
    target?.writtenBy.length === 1 &&
    at !== undefined &&
    unitsOf(state)?.[at] === unit &&
    source?.readBy.length === 1 &&
    (source.writtenBy.at(-1) ?? -1) < at &&
    (target.readBy[0] ?? Number.POSITIVE_INFINITY) > at
  );
}

/** Containers that nested graphs bind, which know them by their names. */
const namedInside = remembered(
  (blocks: Sdfg["blocks"]): ReadonlySet<string> =>
    new Set(
      Object.values(blocks).flatMap((block) =>
        block.kind === "state"
          ? nodesOf(block).flatMap((n) => (n.kind === "nested-sdfg" ? [...n.inputs, ...n.outputs] : []))
          : [],
      ),
    ),
);

/** Nothing that runs after the state may write into what would then be the result. */
function isWrittenBefore(sdfg: Sdfg, state: State, name: string): boolean {
  const place = placesOfBlocks(sdfg);
  const here = place.get(state.id) ?? -1;
  const writers = [...(usesOf(sdfg).get(name)?.writtenIn ?? [])];
  return loopsAround(sdfg, state.id).length === 0 && writers.every((id) => (place.get(id) ?? here + 1) <= here);
}

const placesOfBlocks = remembered(
  (sdfg: Sdfg): ReadonlyMap<ElementId, number> => new Map(walkBlocks(sdfg).map((block, i) => [block.id, i])),
);

interface Places {
  readonly readBy: number[];
  readonly writtenBy: number[];
}

/** For each container the units of a state that read and write it, by their place in the order. */
const placesIn = remembered((state: State): ReadonlyMap<string, Places> => {
  const places = new Map<string, Places>();
  const of = (name: string) => obtained(places, name, (): Places => ({ readBy: [], writtenBy: [] }));
  for (const [i, unit] of (unitsOf(state) ?? []).entries()) {
    const { reads, writes } = effectsOf(unit);
    for (const name of reads) of(name).readBy.push(i);
    for (const name of writes) of(name).writtenBy.push(i);
  }
  return places;
});

function withoutCopies(sdfg: Sdfg, copies: readonly RedundantCopy[]): Sdfg {
  const gone = new Set(copies.flatMap(({ unit }) => unit.nodes.map((n) => n.id)));
  const renamed = new Map(copies.map(({ from, into }) => [from, into]));
  const homes = new Map<string, Set<string>>();
  for (const { state, into } of copies) obtained(homes, state.id, () => new Set()).add(into);
  return edited(sdfg, (draft) => {
    for (const block of Object.values(sdfg.blocks)) {
      if (block.kind !== "state" || !touches(block, renamed)) continue;
      const nodes = Object.fromEntries(
        Object.entries(block.nodes)
          .filter(([id]) => !gone.has(id))
          .map(([id, n]) => [id, n.kind === "access" ? { ...n, data: renamed.get(n.data) ?? n.data } : n]),
      );
      const edges = block.edges
        .filter((e) => !gone.has(e.src) && !gone.has(e.dst))
        .map((e): Edge => {
          const into = renamed.get(e.memlet?.data ?? "");
          return e.memlet === undefined || into === undefined ? e : { ...e, memlet: { ...e.memlet, data: into } };
        });
      draft.blocks.set(block.id, withoutIsolated({ ...block, nodes, edges }, homes.get(block.id)));
    }
    for (const { from } of copies) draft.containers.delete(from);
  });
}

function touches(state: State, renamed: ReadonlyMap<string, string>): boolean {
  return nodesOf(state).some((n) => n.kind === "access" && renamed.has(n.data));
}

/** A copy's own access node of the target has lost its edges, or has become a second version of the same values. */
function withoutIsolated(state: State, targets: ReadonlySet<string> | undefined): State {
  if (targets === undefined) return state;
  const touched = new Set(state.edges.flatMap((e) => [e.src, e.dst]));
  const nodes = Object.fromEntries(
    Object.entries(state.nodes).filter(([id, n]) => n.kind !== "access" || !targets.has(n.data) || touched.has(id)),
  );
  return { ...state, nodes };
}
