// Compulsory traffic: the bytes that have to enter and leave a scope, each element once. What is used several times inside,
// and what lives and dies inside, does not count.
import {
  bytesOf,
  type ElementId,
  edgesInto,
  edgesOutOf,
  exitOf,
  type MapEntry,
  nodesInScope,
  type Sdfg,
  type State,
  wholeOf,
} from "../sdfg/index.ts";
import { type Assumptions, isAtMost, lengthOf, mul, type Range, type Subset, simplify } from "../symbolic/index.ts";
import { assumptionsIn } from "./assumptions.ts";
import { accessOf } from "./containers.ts";
import { type Count, countOfExpr, nothing, plus, times } from "./count.ts";
import { propagated } from "./propagate.ts";

/** Of the whole program: every argument that is read enters, every one that is written and every result leaves. */
export function programTraffic(sdfg: Sdfg): Count {
  const reads = new Set<string>();
  const writes = new Set<string>();
  for (const block of Object.values(sdfg.blocks)) {
    const access = accessOf(block);
    for (const name of access.reads) reads.add(name);
    for (const name of access.writes) writes.add(name);
  }
  const whole = (name: string) => bytesIn(sdfg, name, undefined);
  const entering = sdfg.argNames.filter((name) => reads.has(name)).map(whole);
  const leaving = [...sdfg.argNames.filter((name) => writes.has(name)), ...sdfg.returns].map(whole);
  return plus(...entering, ...leaving);
}

/** Of one execution of a map: for each container the hull of what its iterations read, and of what they write. */
export function scopeTraffic(sdfg: Sdfg, state: State, map: MapEntry): Count {
  const known = assumptionsIn(sdfg, state.id);
  const inner = new Set(edgesInto(state, map.id).flatMap((e) => (e.memlet ? [e.memlet.data] : [])));
  const outer = new Set(edgesOutOf(state, exitOf(state, map.id).id).flatMap((e) => (e.memlet ? [e.memlet.data] : [])));
  const { reads, writes } = touchedIn(sdfg, state, map.id);
  const side = (touched: Touched, names: ReadonlySet<string>) =>
    [...touched]
      .filter(([name]) => names.has(name))
      .map(([name, subsets]) =>
        bytesIn(
          sdfg,
          name,
          hullOf(
            sdfg,
            name,
            subsets.map((s) => propagated(s, map, wholeIn(sdfg, name))),
            known,
          ),
          known,
        ),
      );
  return plus(...side(reads, inner), ...side(writes, outer));
}

type Touched = Map<string, Subset[]>;

/** Subsets by container, over the parameters of the map that they are in. */
function touchedIn(sdfg: Sdfg, state: State, scope: ElementId): { readonly reads: Touched; readonly writes: Touched } {
  const [reads, writes]: [Touched, Touched] = [new Map(), new Map()];
  const note = (into: Touched, name: string, subset: Subset | undefined) =>
    into.set(name, [...(into.get(name) ?? []), subset ?? wholeIn(sdfg, name)]);
  for (const node of nodesInScope(state, scope)) {
    if (node.kind === "map-entry") {
      const nested = touchedIn(sdfg, state, node.id);
      for (const [from, into] of [
        [nested.reads, reads],
        [nested.writes, writes],
      ] as const)
        for (const [name, subsets] of from)
          for (const s of subsets) note(into, name, propagated(s, node, wholeIn(sdfg, name)));
    } else if (node.kind !== "map-exit" && node.kind !== "access") {
      for (const e of edgesInto(state, node.id)) if (e.memlet) note(reads, e.memlet.data, e.memlet.subset);
      for (const e of edgesOutOf(state, node.id)) if (e.memlet) note(writes, e.memlet.data, e.memlet.subset);
    }
  }
  return { reads, writes };
}

const wholeIn = (sdfg: Sdfg, name: string): Subset => {
  const container = sdfg.containers[name];
  return container === undefined ? [] : wholeOf(container);
};

/** One box around all of them; the whole container where the prover can't order their ends. */
function hullOf(sdfg: Sdfg, name: string, subsets: readonly Subset[], known: Assumptions): Subset {
  const [first = [], ...others] = subsets;
  return others.reduce(
    (box, s) => box.map((r, i) => joined(r, s[i] as Range, known) ?? (wholeIn(sdfg, name)[i] as Range)),
    first,
  );
}

function joined(a: Range, b: Range, known: Assumptions): Range | undefined {
  const pick = (x: Range["begin"], y: Range["begin"]) =>
    isAtMost(x, y, known) === "yes" ? x : isAtMost(y, x, known) === "yes" ? y : undefined;
  const begin = pick(a.begin, b.begin);
  const least = pick(a.end, b.end);
  if (begin === undefined || least === undefined || a.step.key !== "1" || b.step.key !== "1") return undefined;
  return { begin, end: least === a.end ? b.end : a.end, step: a.step };
}

function bytesIn(sdfg: Sdfg, name: string, subset: Subset | undefined, known?: Assumptions): Count {
  const container = sdfg.containers[name];
  // A single number travels in a register.
  if (container === undefined || container.shape.length === 0) return nothing;
  const extents = subset === undefined ? container.shape : subset.map(lengthOf);
  const volume = mul(...extents.map((e) => (known === undefined ? e : simplify(e, known))));
  return times(countOfExpr(volume), bytesOf(container.dtype));
}
