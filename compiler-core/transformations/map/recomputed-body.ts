// The second map computes anew what it would have read from the first: one copy of the first body for each distinct iteration
// of it that is needed.
import {
  type BodyStep,
  effectsOf,
  type FlatMap,
  isElement,
  type Operand,
  readsOf,
  slopeIn,
  withParameters,
  writesOf,
} from "../../analysis/index.ts";
import { type Refusal, refuse } from "../../diagnostics/index.ts";
import { type Container, cast, type ElementId, freeName, type Scalar, transient } from "../../sdfg/index.ts";
import {
  type Assumptions,
  constantOf,
  type Expr,
  equal,
  int,
  isAtMost,
  isLess,
  mul,
  neg,
  type Subset,
  sub,
  substitute,
  symbol,
} from "../../symbolic/index.ts";
import { isOnlyBetween, substituted } from "./fused-body.ts";
import { describeUnit, type MapPair, printAccess } from "./map-pair.ts";
import type { FusedBody } from "./open-state.ts";

export interface RecomputedBody extends FusedBody {
  /** Nothing else needs the first map. */
  readonly replacesFirst: boolean;
  readonly copies: number;
  /** What is computed anew: values of the first map's parameters in terms of the second's. */
  readonly iterations: readonly (readonly Expr[])[];
}

export function recomputeBodies(pair: MapPair, most: number): RecomputedBody | Refusal {
  const { first, second } = pair;
  const elements = [first.entry.id, second.entry.id];
  const obstacle = staleInput(pair);
  if (obstacle !== undefined) return obstacle;
  const written = new Set(
    writesOf(first)
      .map((o) => o.memlet.data)
      .filter((name) => !first.locals.has(name)),
  );
  const facts = withParameters(pair.assumptions, second.entry);
  const iterations = new Map<string, readonly Expr[]>();
  const needed = new Map<Operand, string>();
  for (const read of readsOf(second)) {
    if (!written.has(read.memlet.data)) continue;
    const writes = writesOf(first).filter((o) => o.memlet.data === read.memlet.data);
    const [write] = writes;
    if (
      writes.length !== 1 ||
      write === undefined ||
      write.memlet.wcr !== undefined ||
      !isElement(write.memlet.subset) ||
      !isElement(read.memlet.subset)
    )
      return refuse(
        "part",
        `The second map reads ${printAccess(read.memlet)}, which the first map does not write element by element.`,
        elements,
      );
    const at = iterationOf(first, write.memlet.subset, read.memlet.subset);
    if (at === undefined)
      return refuse(
        "not-invertible",
        `From ${printAccess(read.memlet)} it does not follow which iteration of the first map wrote it as ${printAccess(write.memlet)}.`,
        elements,
      );
    if (!isWithin(first, at, facts))
      return refuse("outside", `${printAccess(read.memlet)} may lie outside of what the first map writes.`, elements);
    const key = at.map((e) => e.key).join();
    iterations.set(key, at);
    needed.set(read, key);
  }
  if (iterations.size === 0)
    return refuse("unrelated", "The second map reads nothing that the first one writes.", elements);
  if (iterations.size > most)
    return refuse(
      "too-many",
      `The second map needs ${iterations.size} iterations of the first one each time; the option allows ${most}.`,
      elements,
    );
  const replacesFirst = [...written].every((name) => isOnlyBetween(pair, name));
  return build(pair, written, iterations, needed, replacesFirst);
}

/** Something that the first map read is not the same any more when the second runs, or while it runs. */
function staleInput(pair: MapPair): Refusal | undefined {
  const { first, second, firstUnit, secondUnit, units } = pair;
  const elements = [first.entry.id, second.entry.id];
  const own = effectsOf(firstUnit);
  const between = units.slice(units.indexOf(firstUnit) + 1, units.indexOf(secondUnit));
  for (const name of own.reads) {
    if (own.writes.has(name))
      return refuse(
        "in-place",
        `The first map overwrites \`${name}\`, which it reads: it can't be computed again.`,
        elements,
      );
    if (effectsOf(secondUnit).writes.has(name)) {
      const write = writesOf(second).find((o) => o.memlet.data === name);
      const read = readsOf(first).find((o) => o.memlet.data === name);
      return refuse(
        "stale",
        `The second map writes ${printAccess(write?.memlet ?? { data: name })}, while computing the first one again would still read ${printAccess(read?.memlet ?? { data: name })}.`,
        elements,
      );
    }
    const changed = between.find((unit) => effectsOf(unit).writes.has(name));
    if (changed !== undefined)
      return refuse(
        "stale",
        `\`${name}\`, which the first map reads, is changed before the second map by ${describeUnit(changed)}.`,
        [...elements, changed.head],
      );
  }
  const rewritten = between.find((unit) => [...effectsOf(unit).writes].some((name) => own.writes.has(name)));
  if (rewritten !== undefined)
    return refuse(
      "rewritten",
      `What the first map writes is changed before the second map by ${describeUnit(rewritten)}.`,
      [...elements, rewritten.head],
    );
  return undefined;
}

/** The values of the first map's parameters for which `write` is `read`: each parameter alone and with slope ±1 in some dimension. */
function iterationOf(first: FlatMap, write: Subset, read: Subset): readonly Expr[] | undefined {
  const found = new Map<string, Expr>();
  for (const [d, w] of write.entries()) {
    const names = first.entry.params.filter((p) => slopeIn(w.begin, p) !== 0);
    const [name] = names;
    const slope = name === undefined ? undefined : slopeIn(w.begin, name);
    const target = read[d];
    if (
      names.length !== 1 ||
      name === undefined ||
      target === undefined ||
      found.has(name) ||
      (slope !== 1 && slope !== -1)
    )
      continue;
    const rest = sub(w.begin, mul(int(slope), symbol(name)));
    const value = sub(target.begin, rest);
    found.set(name, slope === 1 ? value : neg(value));
  }
  if (!first.entry.params.every((p) => found.has(p))) return undefined;
  const exact = write.every((w, d) => {
    const target = read[d];
    return target !== undefined && equal(substitute(w.begin, found), target.begin);
  });
  return exact ? first.entry.params.map((p) => found.get(p) as Expr) : undefined;
}

function isWithin(first: FlatMap, at: readonly Expr[], facts: Assumptions): boolean {
  const bindings = new Map(first.entry.params.map((p, i) => [p, at[i] as Expr]));
  return first.entry.ranges.every((r, i) => {
    const [begin, end, value] = [substitute(r.begin, bindings), substitute(r.end, bindings), at[i] as Expr];
    return constantOf(r.step) === 1 && isAtMost(begin, value, facts) === "yes" && isBelow(value, end, facts);
  });
}

/** value < max(a, b) follows from value < a. */
function isBelow(value: Expr, end: Expr, facts: Assumptions): boolean {
  if (isLess(value, end, facts) === "yes") return true;
  const atom =
    end.terms.length === 1 && end.terms[0]?.coefficient === 1 && end.terms[0].factors.length === 1
      ? end.terms[0].factors[0]?.atom
      : undefined;
  return atom?.kind === "max" && atom.args.some((arg) => isLess(value, arg, facts) === "yes");
}

function build(
  pair: MapPair,
  written: ReadonlySet<string>,
  iterations: ReadonlyMap<string, readonly Expr[]>,
  needed: ReadonlyMap<Operand, string>,
  replacesFirst: boolean,
): RecomputedBody {
  const { first, second, sdfg, units } = pair;
  const containers = new Map<string, Container>();
  const ids = new Set<ElementId>(units.flatMap((u) => u.nodes.map((n) => n.id)));
  const taken = (name: string) =>
    sdfg.containers[name] !== undefined || sdfg.symbols[name] !== undefined || containers.has(name);
  const clones: BodyStep[] = [];
  const value = new Map<string, string>();
  let copy = 0;
  for (const [key, at] of iterations) {
    const keep = replacesFirst && copy === 0;
    const registers = new Map<string, string>();
    for (const { memlet } of writesOf(first)) {
      const container = sdfg.containers[memlet.data] as Container;
      if (registers.has(memlet.data)) continue;
      const name = keep
        ? memlet.data
        : freeName(written.has(memlet.data) && !replacesFirst ? `${memlet.data}_value` : memlet.data, taken);
      containers.set(name, transient(container.dtype, [], { ...(container.origin && { origin: container.origin }) }));
      registers.set(memlet.data, name);
      value.set(`${memlet.data}@${key}`, name);
    }
    const redirect = (o: Operand): Operand =>
      registers.has(o.memlet.data) ? { ...o, memlet: { data: registers.get(o.memlet.data) as string, subset: [] } } : o;
    for (const step of substituted(first.steps, new Map(first.entry.params.map((p, i) => [p, at[i] as Expr])))) {
      const id = keep ? step.tasklet.id : freeName(`${step.tasklet.id}@${copy}`, (name) => ids.has(name));
      ids.add(id);
      const outputs = Object.fromEntries(
        step.writes.map((o): [string, Scalar] => [
          o.connector,
          cast(step.tasklet.outputs[o.connector] as Scalar, (sdfg.containers[o.memlet.data] as Container).dtype),
        ]),
      );
      clones.push({
        tasklet: { ...step.tasklet, id, outputs: { ...step.tasklet.outputs, ...outputs }, from: [step.tasklet.id] },
        reads: step.reads.map(redirect),
        writes: step.writes.map(redirect),
      });
    }
    copy++;
  }
  const later = second.steps.map((step) => ({
    ...step,
    reads: step.reads.map((o): Operand => {
      const key = needed.get(o);
      return key === undefined
        ? o
        : { ...o, memlet: { data: value.get(`${o.memlet.data}@${key}`) as string, subset: [] } };
    }),
  }));
  const map: FlatMap = {
    entry: { ...second.entry, from: [first.entry.id, second.entry.id] },
    exit: { ...second.exit, from: [first.exit.id, second.exit.id] },
    steps: [...clones, ...later],
    locals: new Set([...second.locals, ...containers.keys()]),
    outside: { reads: new Map([...first.outside.reads, ...second.outside.reads]), writes: second.outside.writes },
  };
  return {
    kind: "fused",
    map,
    containers,
    replacesFirst,
    copies: iterations.size,
    iterations: [...iterations.values()],
  };
}
