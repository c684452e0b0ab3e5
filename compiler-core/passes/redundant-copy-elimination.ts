// A transient that is made only to be copied, whole, into a container written nowhere else: it is made there at once.
import { effectsOf, flatMapOf, isRegister, type Unit, unitsOf, usesOf } from "../analysis/index.ts";
import { type Edge, edited, type Sdfg, type State, statesOf } from "../sdfg/index.ts";
import { equal, equalSubsets, isPoint, type Range, symbolOf } from "../symbolic/index.ts";
import type { Pass } from "./pass.ts";

export const redundantCopyElimination: Pass = {
  id: "RedundantCopyElimination",
  title: "Remove copies of whole arrays",
  run,
};

export interface RedundantCopy {
  readonly state: State;
  readonly unit: Unit;
  readonly from: string;
  readonly into: string;
}

function run(sdfg: Sdfg): Sdfg {
  let current = sdfg;
  for (let copy = firstCopy(current); copy !== undefined; copy = firstCopy(current))
    current = withoutCopy(current, copy);
  return current;
}

function firstCopy(sdfg: Sdfg): RedundantCopy | undefined {
  for (const copy of redundantCopies(sdfg)) return copy;
  return undefined;
}

export function* redundantCopies(sdfg: Sdfg): Generator<RedundantCopy> {
  for (const state of statesOf(sdfg)) {
    for (const unit of unitsOf(state) ?? []) {
      const copy = copyOf(sdfg, state, unit);
      if (copy !== undefined && isFree(sdfg, copy)) yield copy;
    }
  }
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
  if (!only(uses.get(from)?.readIn) || !only(uses.get(into)?.readIn) || !only(uses.get(into)?.writtenIn)) return false;
  const units = unitsOf(state) ?? [];
  const at = units.indexOf(unit);
  return units.every((u, i) => {
    const { reads, writes } = effectsOf(u);
    if (u === unit) return true;
    return !reads.has(from) && !writes.has(into) && (i > at ? !writes.has(from) : !reads.has(into));
  });
}

function withoutCopy(sdfg: Sdfg, { state, unit, from, into }: RedundantCopy): Sdfg {
  const gone = new Set(unit.nodes.map((n) => n.id));
  return edited(sdfg, (draft) => {
    for (const block of Object.values(sdfg.blocks)) {
      if (block.kind !== "state" || !Object.values(block.nodes).some((n) => n.kind === "access" && n.data === from))
        continue;
      const nodes = Object.fromEntries(
        Object.entries(block.nodes)
          .filter(([id]) => !gone.has(id))
          .map(([id, n]) => [id, n.kind === "access" && n.data === from ? { ...n, data: into } : n]),
      );
      const edges = block.edges
        .filter((e) => !gone.has(e.src) && !gone.has(e.dst))
        .map((e): Edge => (e.memlet?.data === from ? { ...e, memlet: { ...e.memlet, data: into } } : e));
      draft.blocks.set(block.id, { ...block, nodes, edges });
    }
    if (from !== into) draft.containers.delete(from);
    const kept = draft.blocks.get(state.id);
    if (kept?.kind === "state") draft.blocks.set(state.id, withoutIsolated(kept, into));
  });
}

/** The copy's own access node of the target has lost its edges, or has become a second version of the same values. */
function withoutIsolated(state: State, into: string): State {
  const touched = new Set(state.edges.flatMap((e) => [e.src, e.dst]));
  const nodes = Object.fromEntries(
    Object.entries(state.nodes).filter(([id, n]) => n.kind !== "access" || n.data !== into || touched.has(id)),
  );
  return { ...state, nodes };
}
