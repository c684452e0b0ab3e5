// The one-click recipe: heuristics that give steps, the same that a person could take one by one.
import { isOutermost, scopeAccesses, stateHolding } from "../analysis/index.ts";
import { recordStep, type Step, type StepObserver } from "../recipes/index.ts";
import {
  bytesOf,
  type ElementId,
  loopsAround,
  type MapEntry,
  nodesOf,
  type Sdfg,
  type State,
  statesOf,
} from "../sdfg/index.ts";
import { type Match, type OptionValues, strideOf, transformationNamed } from "../transformations/index.ts";
import { loopsWorthMoving } from "./loops-inside.ts";
import { workOf } from "./map-work.ts";
import { strictnessFor } from "./strictness.ts";

export interface AutoOptions {
  /** The program's text: targets are told by their statements. */
  readonly text: string;
  /** The sizes to have in mind. Without them, maps over whole arrays are taken to be worth their threads. */
  readonly sizes?: Readonly<Record<string, number>>;
  readonly observe?: StepObserver;
}

export interface Tuned {
  readonly strictness: "strict" | "relaxed";
  readonly steps: readonly Step[];
  readonly sdfg: Sdfg;
}

/** Starting threads costs as much as some tens of thousands of steps. */
const worthThreads = 30_000;

export function auto(sdfg: Sdfg, options: AutoOptions): Tuned {
  const steps: Step[] = [];
  let current = sdfg;
  const take = (transformation: string, match: Match = {}, values: OptionValues = {}): boolean => {
    const taken = recordStep(current, transformation, match, values, options.text);
    options.observe?.(transformation);
    if (taken.kind === "refusal") return false;
    steps.push(taken.step);
    current = taken.sdfg;
    return true;
  };
  take("Simplify");
  take("FullMapFusion");
  // A loop that became a map lets what is inside meet: joined and collapsed, it may free the loop around it.
  for (let changed = true; changed; ) {
    changed = false;
    for (const match of matchesOf("LoopToMap", current)) if (take("LoopToMap", match)) changed = true;
    for (const match of matchesOf("MapCollapse", current)) if (take("MapCollapse", match)) changed = true;
    if (changed) {
      take("Simplify");
      take("FullMapFusion");
    }
  }
  const strictness = strictnessFor(current);
  const reassociate = strictness === "relaxed";
  for (const loop of loopsWorthMoving(current)) take("MoveLoopIntoMap", { loop });
  for (const { id, order } of orders(current)) take("MapInterchange", { map: id }, { order });
  for (const id of worthwhileMaps(current, options.sizes))
    take("SetSchedule", { map: id }, { schedule: "CPU_Multicore", reassociate });
  for (const match of matchesOf("Vectorization", current))
    take("Vectorization", match, { width: widthFor(current, match), reassociate });
  return { strictness, steps, sdfg: current };
}

function matchesOf(id: string, sdfg: Sdfg): readonly Match[] {
  return [...(transformationNamed(id)?.find(sdfg) ?? [])];
}

/** Bytes of the vectors that most processors have. */
const vectorBytes = 32;

function widthFor(sdfg: Sdfg, match: Match): number {
  const id = match["map"] ?? "";
  const state = stateHolding(sdfg, id);
  const accesses = state === undefined ? [] : (scopeAccesses(sdfg, state, id) ?? []);
  const widest = Math.max(1, ...accesses.map((a) => bytesOf(sdfg.containers[a.data]?.dtype ?? "float64")));
  return Math.max(2, vectorBytes / widest);
}

function* outermostMaps(sdfg: Sdfg): Generator<{ state: State; entry: MapEntry }> {
  for (const state of statesOf(sdfg))
    for (const node of nodesOf(state))
      if (node.kind === "map-entry" && isOutermost(state, node.id)) yield { state, entry: node };
}

/** Maps whose innermost loop does not run along memory while another of their loops does. */
function orders(sdfg: Sdfg): { id: ElementId; order: readonly number[] }[] {
  return [...outermostMaps(sdfg)].flatMap(({ state, entry }) => {
    const accesses = scopeAccesses(sdfg, state, entry.id) ?? [];
    const along = entry.params.map(
      (p) => accesses.filter((a) => strideOf(a.subset, sdfg.containers[a.data]?.strides ?? [], p) === 1).length,
    );
    const best = along.indexOf(Math.max(...along));
    const last = entry.params.length - 1;
    if ((along[best] ?? 0) <= (along[last] ?? 0)) return [];
    return [{ id: entry.id, order: [...entry.params.keys()].filter((i) => i !== best).concat(best) }];
  });
}

function worthwhileMaps(sdfg: Sdfg, sizes: AutoOptions["sizes"]): ElementId[] {
  return [...outermostMaps(sdfg)].flatMap(({ state, entry }) => {
    const work = sizes === undefined ? undefined : workOf(sdfg, state, entry, sizes);
    const worth =
      work === undefined ? entry.params.length > 1 || loopsAround(sdfg, state.id).length === 0 : work >= worthThreads;
    return worth ? [entry.id] : [];
  });
}
