// Two straight-line maps over the same ranges as one: what each writes and the other touches must meet in the same iteration
// only; then values go from the first body to the second through registers.
import {
  type BodyStep,
  effectsOf,
  type FlatMap,
  isVisible,
  type Operand,
  readsOf,
  usesOf,
  writesOf,
} from "../../analysis/index.ts";
import { type Refusal, refuse } from "../../diagnostics/index.ts";
import { type Container, freeName, type MapEntry, type Scalar, substituteInScalar } from "../../sdfg/index.ts";
import { type Bindings, equalSubsets, substituteSubset, symbol } from "../../symbolic/index.ts";
import { collisionBetween } from "./body-collisions.ts";
import { forward, placeOf } from "./forwarded.ts";
import { type MapPair, printAccess } from "./map-pair.ts";
import type { FusedBody } from "./open-state.ts";

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
  const collision = collisionBetween(pair, renamed);
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
