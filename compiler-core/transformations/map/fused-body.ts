// Two straight-line maps over the same ranges as one: what each writes and the other touches must meet in the same iteration
// only; then values go from the first body to the second through registers.
import {
  type BodyStep,
  collisionOf,
  disjoint,
  effectsOf,
  type FlatMap,
  isElement,
  isVisible,
  type Operand,
  readsOf,
  usesOf,
  writesOf,
} from "../../analysis/index.ts";
import { type Refusal, refuse } from "../../diagnostics/index.ts";
import {
  type Container,
  cast,
  type ElementId,
  freeName,
  input,
  type MapEntry,
  type Scalar,
  substituteInScalar,
  type Tasklet,
  transient,
} from "../../sdfg/index.ts";
import {
  type Bindings,
  equalSubsets,
  nothingAssumed,
  obtained,
  substituteSubset,
  symbol,
} from "../../symbolic/index.ts";
import { type MapPair, printAccess } from "./map-pair.ts";

export interface FusedBody {
  readonly kind: "fused";
  readonly map: FlatMap;
  /** New or changed containers. */
  readonly containers: ReadonlyMap<string, Container>;
}

/** Steps with other index expressions in the place of the map's parameters. */
export function substituted(steps: readonly BodyStep[], bindings: Bindings): readonly BodyStep[] {
  if (bindings.size === 0) return steps;
  const operand = (o: Operand): Operand => ({
    ...o,
    memlet: { ...o.memlet, subset: substituteSubset(o.memlet.subset, bindings) },
  });
  const code = (scalar: Scalar) => substituteInScalar(scalar, bindings);
  return steps.map(({ tasklet, reads, writes }) => ({
    tasklet: {
      ...tasklet,
      outputs: Object.fromEntries(Object.entries(tasklet.outputs).map(([name, c]) => [name, code(c)])),
      checks: tasklet.checks.map((c) => ({ ...c, condition: code(c.condition) })),
    },
    reads: reads.map(operand),
    writes: writes.map(operand),
  }));
}

export function fuseBodies(pair: MapPair): FusedBody | Refusal {
  const { first, second, sdfg } = pair;
  const elements = [first.entry.id, second.entry.id];
  if (first.entry.params.length !== second.entry.params.length || !sameRanges(pair))
    return refuse(
      "ranges",
      `The maps walk different ranges: ${rangesText(first.entry)} and ${rangesText(second.entry)}.`,
      elements,
    );
  const renamed = substituted(second.steps, renaming(pair));
  const collision = twiceWritten(pair) ?? firstCollision(pair, renamed) ?? readAfterWrite(pair, renamed);
  if (collision !== undefined) return collision;
  const containers = new Map<string, Container>();
  const taken = (name: string) =>
    sdfg.containers[name] !== undefined || sdfg.symbols[name] !== undefined || containers.has(name);
  let steps: readonly BodyStep[] = first.steps;
  let later: readonly BodyStep[] = renamed;
  for (const name of new Set(writesOf(first).map((o) => o.memlet.data))) {
    const container = sdfg.containers[name];
    if (container === undefined || first.locals.has(name)) continue;
    const wanted = later.some((s) => s.reads.some((o) => o.memlet.data === name));
    const overwritten = later.some((s) =>
      s.writes.some(
        (o) =>
          o.memlet.data === name &&
          o.memlet.wcr === undefined &&
          steps.some((t) =>
            t.writes.some((w) => w.memlet.data === name && equalSubsets(w.memlet.subset, o.memlet.subset)),
          ),
      ),
    );
    if (!wanted && !overwritten) continue;
    const written = new Set(writesOf(first).map(placeOf));
    const inner =
      isOnlyBetween(pair, name) &&
      later.every((s) => s.reads.every((o) => o.memlet.data !== name || written.has(placeOf(o))));
    const forwarded = forward(steps, later, name, container, inner, overwritten, (base) => freeName(base, taken));
    steps = forwarded.steps;
    later = forwarded.later;
    for (const [made, c] of forwarded.containers) containers.set(made, c);
  }
  const locals = new Set([...first.locals, ...second.locals, ...containers.keys()]);
  const merged: FlatMap = {
    entry: joinedEntry(first.entry, second.entry),
    exit: { ...first.exit, from: [first.exit.id, second.exit.id] },
    steps: withoutDead([...steps, ...later], (name) => locals.has(name)),
    locals,
    outside: {
      reads: new Map([...second.outside.reads, ...first.outside.reads]),
      writes: new Map([...first.outside.writes, ...second.outside.writes]),
    },
  };
  return { kind: "fused", map: merged, containers };
}

function sameRanges(pair: MapPair): boolean {
  return equalSubsets(pair.first.entry.ranges, substituteSubset(pair.second.entry.ranges, renaming(pair)));
}

/** The second map's parameters as the first names them. */
function renaming({ first, second }: MapPair): Bindings {
  const renamed = second.entry.params.map((p, i) => [p, first.entry.params[i] as string] as const);
  return new Map(renamed.flatMap(([from, to]) => (from === to ? [] : [[from, symbol(to)]])));
}

function rangesText(entry: MapEntry): string {
  return printAccess({ data: entry.params.join(", "), subset: entry.ranges });
}

export function joinedEntry(first: MapEntry, second: MapEntry): MapEntry {
  const { vectorWidth, ...rest } = first;
  return {
    ...rest,
    // What one map was allowed (threads, lanes) was proved for that map only.
    schedule: first.schedule === second.schedule ? first.schedule : "Default",
    ...(vectorWidth !== undefined && vectorWidth === second.vectorWidth && { vectorWidth }),
    from: [first.id, second.id],
  };
}

/** Two accesses, one a write, that meet in different iterations (or in one, where no register can carry the value). */
function firstCollision(pair: MapPair, later: readonly BodyStep[]): Refusal | undefined {
  const { first, second, assumptions } = pair;
  const around = { params: first.entry.params, ranges: first.entry.ranges };
  const elements = [first.entry.id, second.entry.id];
  const check = (a: Operand, b: Operand, aWrites: boolean, bWrites: boolean): Refusal | undefined => {
    if (first.locals.has(a.memlet.data)) return undefined;
    const collision = collisionOf(
      { subset: a.memlet.subset, around },
      { subset: b.memlet.subset, around },
      around.params,
      assumptions,
    );
    if (collision.kind === "never") return undefined;
    const [one, other] = [printAccess(a.memlet), printAccess(b.memlet)];
    if (collision.kind === "other-iteration") {
      const when =
        collision.distance === undefined
          ? "in another iteration"
          : `${Math.abs(collision.distance)} iteration${Math.abs(collision.distance) === 1 ? "" : "s"} of \`${collision.parameter}\` ${collision.distance < 0 ? "later" : "earlier"}`;
      const written = printAccess(writerOf(later, b)?.memlet ?? b.memlet);
      const reason = !bWrites
        ? `${written} reads ${other}, which the first map writes as ${one} ${when}`
        : aWrites
          ? `both write \`${a.memlet.data}\`: ${one} and ${other} meet ${when}`
          : `the first map reads ${one}, which the second overwrites as ${other} ${when}`;
      return refuse("carried", `MapFusion can't join these two maps: ${reason}.`, elements);
    }
    const same = equalSubsets(a.memlet.subset, b.memlet.subset) && isElement(a.memlet.subset);
    if (aWrites && !bWrites && (!same || a.memlet.wcr !== undefined))
      return refuse(
        "part",
        `MapFusion can't join these two maps: the second reads ${other}, of which the first writes ${one}${a.memlet.wcr === undefined ? "" : ", a part of a sum"}.`,
        elements,
      );
    return undefined;
  };
  const [written, read] = [byContainer(writesOf(first)), byContainer(readsOf(first))];
  for (const step of later) {
    for (const r of step.reads)
      for (const w of written.get(r.memlet.data) ?? []) {
        const found = check(w, r, true, false);
        if (found) return found;
      }
    for (const o of step.writes) {
      for (const w of written.get(o.memlet.data) ?? []) {
        const found = check(w, o, true, true);
        if (found) return found;
      }
      for (const r of read.get(o.memlet.data) ?? []) {
        const found = check(r, o, false, true);
        if (found) return found;
      }
    }
  }
  return undefined;
}

function byContainer(operands: readonly Operand[]): ReadonlyMap<string, readonly Operand[]> {
  const groups = new Map<string, Operand[]>();
  for (const o of operands) obtained(groups, o.memlet.data, () => []).push(o);
  return groups;
}

/** One tasklet that writes a container in two places, or a body that reads back what it wrote, has no one value to hand on. */
function twiceWritten({ first, second }: MapPair): Refusal | undefined {
  const elements = [first.entry.id, second.entry.id];
  for (const [i, step] of first.steps.entries())
    for (const [n, { memlet }] of step.writes.entries()) {
      if (step.writes.slice(n + 1).some((o) => o.memlet.data === memlet.data))
        return refuse("twice", `One tasklet of the first map writes \`${memlet.data}\` twice.`, elements);
      if (!first.locals.has(memlet.data) && first.steps.slice(i + 1).some((s) => readsBack(s, memlet)))
        return refuse(
          "read-back",
          `The first map reads back ${printAccess(memlet)}, which it writes itself.`,
          elements,
        );
    }
  return undefined;
}

function readsBack(step: BodyStep, written: Operand["memlet"]): boolean {
  return step.reads.some(
    (o) => o.memlet.data === written.data && !disjoint(written.subset, o.memlet.subset, nothingAssumed),
  );
}

/** The second body reads from memory what it has just written: a value of the first map must not take its place. */
function readAfterWrite({ first, second }: MapPair, later: readonly BodyStep[]): Refusal | undefined {
  const written = new Set(writesOf(first).map((o) => o.memlet.data));
  for (const [i, step] of later.entries())
    for (const write of step.writes)
      if (
        written.has(write.memlet.data) &&
        write.memlet.subset.length > 0 &&
        later.slice(i + 1).some((s) => readsBack(s, write.memlet))
      )
        return refuse(
          "read-back",
          `The second map reads back \`${write.memlet.data}\`, which it writes itself after the first map did.`,
          [first.entry.id, second.entry.id],
        );
  return undefined;
}

function placeOf(o: Operand): string {
  return `${o.memlet.data}[${o.memlet.subset.map((r) => r.begin.key).join()}]`;
}

/** Drops steps that only fill registers nobody reads. */
function withoutDead(steps: readonly BodyStep[], isLocal: (name: string) => boolean): BodyStep[] {
  const wanted = new Set<string>();
  return [...steps]
    .reverse()
    .filter((step) => {
      if (
        step.tasklet.checks.length === 0 &&
        step.writes.every((o) => isLocal(o.memlet.data) && !wanted.has(o.memlet.data))
      )
        return false;
      for (const o of step.reads) wanted.add(o.memlet.data);
      return true;
    })
    .reverse();
}

function writerOf(steps: readonly BodyStep[], read: Operand): Operand | undefined {
  return steps.find((s) => s.reads.includes(read))?.writes[0];
}

/** Written by the first map, read by the second, and touched by nothing else in the whole graph. */
export function isOnlyBetween({ sdfg, state, units, firstUnit, secondUnit, first }: MapPair, name: string): boolean {
  if (isVisible(sdfg, name) || readsOf(first).some((o) => o.memlet.data === name)) return false;
  const uses = usesOf(sdfg).get(name);
  if ([...(uses?.readIn ?? []), ...(uses?.writtenIn ?? [])].some((id) => id !== state.id)) return false;
  return units.every((unit) => {
    const { reads, writes } = effectsOf(unit);
    return (unit === firstUnit || !writes.has(name)) && (unit === secondUnit || !reads.has(name));
  });
}

interface Forwarded {
  readonly steps: readonly BodyStep[];
  readonly later: readonly BodyStep[];
  readonly containers: ReadonlyMap<string, Container>;
}

/** Sends the values of one container through registers, and keeps the store where somebody else needs it. */
function forward(
  steps: readonly BodyStep[],
  later: readonly BodyStep[],
  name: string,
  container: Container,
  inner: boolean,
  overwritten: boolean,
  free: (base: string) => string,
): Forwarded {
  const containers = new Map<string, Container>();
  const made: BodyStep[] = [];
  const values = new Map<string, string>();
  for (const step of steps) {
    const writes = step.writes.filter(
      (o) => o.memlet.data === name && o.memlet.wcr === undefined && isElement(o.memlet.subset),
    );
    const [write] = writes;
    if (write === undefined) {
      made.push(step);
      continue;
    }
    const held = copiedRegister(step, write);
    const gone =
      inner ||
      (overwritten &&
        later.some((s) =>
          s.writes.some(
            (o) =>
              o.memlet.data === name &&
              o.memlet.wcr === undefined &&
              equalSubsets(o.memlet.subset, write.memlet.subset),
          ),
        ));
    if (held !== undefined) {
      values.set(placeOf(write), held);
      if (!gone) made.push(step);
      continue;
    }
    const register = inner && !containers.has(name) ? name : free(inner ? name : `${name}_value`);
    containers.set(register, transient(container.dtype, [], { ...(container.origin && { origin: container.origin }) }));
    values.set(placeOf(write), register);
    const code = step.tasklet.outputs[write.connector] as Scalar;
    const tasklet: Tasklet = {
      ...step.tasklet,
      outputs: { ...step.tasklet.outputs, [write.connector]: cast(code, container.dtype) },
    };
    made.push({
      ...step,
      tasklet,
      writes: step.writes.map((o) => (o === write ? { ...o, memlet: { data: register, subset: [] } } : o)),
    });
    if (!gone) made.push(storeStep(step.tasklet, register, write, container));
  }
  const redirected = later.map((step) => ({
    ...step,
    reads: step.reads.map((o) => {
      const register = o.memlet.data === name ? values.get(placeOf(o)) : undefined;
      return register === undefined ? o : { ...o, memlet: { data: register, subset: [] } };
    }),
  }));
  return { steps: made, later: redirected, containers };
}

/** The register that this step only copies out. */
function copiedRegister(step: BodyStep, write: Operand): string | undefined {
  const code = step.tasklet.outputs[write.connector];
  const read = step.reads.find((o) => code?.kind === "input" && o.connector === code.name);
  return step.writes.length === 1 &&
    read !== undefined &&
    read.memlet.subset.length === 0 &&
    step.tasklet.id.endsWith(storeSuffix)
    ? read.memlet.data
    : undefined;
}

const storeSuffix = ".store";

function storeStep(tasklet: Tasklet, register: string, write: Operand, container: Container): BodyStep {
  const id: ElementId = `${tasklet.id}.${write.memlet.data}${storeSuffix}`;
  return {
    tasklet: {
      kind: "tasklet",
      id,
      label: write.memlet.data,
      ...(tasklet.origin && { origin: tasklet.origin }),
      from: [tasklet.id],
      inputs: ["in0"],
      outputs: { out: input("in0", container.dtype) },
      checks: [],
    },
    reads: [{ connector: "in0", memlet: { data: register, subset: [] } }],
    writes: [{ connector: "out", memlet: write.memlet }],
  };
}
