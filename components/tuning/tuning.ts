// What the workbench asks about a graph's transformations, in plain data: where each applies and why not elsewhere, what
// one would do, and what a recipe gives. Pure; it runs in the compiler's worker.
import { evaluateCount, workOf } from "@datawright/compiler-core/analysis";
import { auto } from "@datawright/compiler-core/autotune";
import { compileText } from "@datawright/compiler-core/compiler";
import { need } from "@datawright/compiler-core/diagnostics";
import { type Replay, recordStep, replay, type Step, targetsOf } from "@datawright/compiler-core/recipes";
import { type ElementId, type Node, type Sdfg, statesOf } from "@datawright/compiler-core/sdfg";
import {
  type Match,
  type Option,
  type OptionValue,
  type OptionValues,
  type Transformation,
  transformationNamed,
  transformations,
} from "@datawright/compiler-core/transformations";
import type { Sizes } from "@/components/documents/sizes";
import { mapTitle } from "@/components/graph-view/scene";
import type { TotalWork } from "@/components/roofline/roofline";

/** A transformation at a place. */
export interface Candidate {
  readonly key: string;
  readonly transformation: string;
  readonly title: string;
  readonly summary: string;
  readonly exact: boolean;
  readonly match: Match;
  /** The place in words: "add over i0, i1 → lap, line 6". */
  readonly place: string;
  readonly options: Readonly<Record<string, Option<OptionValue>>>;
  /** Why it does not apply with its defaults, and the elements that this is about. */
  readonly whyNot?: { readonly reason: string; readonly elements: readonly ElementId[] };
}

const mostCandidates = 400;

export function candidatesOf(sdfg: Sdfg, text: string): readonly Candidate[] {
  const words = placesOf(sdfg, text);
  const candidates: Candidate[] = [];
  for (const transformation of transformations) {
    for (const match of transformation.find(sdfg)) {
      if (candidates.length >= mostCandidates) return candidates;
      candidates.push(candidateOf(sdfg, transformation, match, words));
    }
  }
  return candidates;
}

/** One transformation at one place. */
export function candidateAt(sdfg: Sdfg, transformation: string, match: Match, text: string): Candidate {
  const known = need(transformationNamed(transformation), transformation);
  return candidateOf(sdfg, known, match, placesOf(sdfg, text));
}

function candidateOf(sdfg: Sdfg, transformation: Transformation, match: Match, words: Places): Candidate {
  const { id, title, summary, exact } = transformation;
  const options = transformation.options as Readonly<Record<string, Option<OptionValue>>>;
  const defaults = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));
  const refusal = transformation.refuse(sdfg, match, defaults);
  const whyNot = refusal && { reason: refusal.reason, elements: refusal.elements };
  return {
    key: `${id} ${Object.values(match).join(" ")}`,
    transformation: id,
    title,
    summary,
    exact,
    match,
    place: placeOf(match, words),
    options,
    ...(whyNot && { whyNot }),
  };
}

function nodesOf(sdfg: Sdfg): ReadonlyMap<ElementId, Node> {
  return new Map(statesOf(sdfg).flatMap((state) => Object.entries(state.nodes)));
}

/** An element in words, with its parameters where it stands alone. */
type Places = (id: ElementId, alone: boolean) => string;

function placeOf(match: Match, words: Places): string {
  const ids = Object.values(match);
  if (ids.length === 0) return "the whole program";
  return ids.map((id) => words(id, ids.length === 1)).join(", then ");
}

function placesOf(sdfg: Sdfg, text: string): Places {
  const nodes = nodesOf(sdfg);
  const targets = targetsOf(sdfg, text);
  const line = (id: ElementId) => {
    const at = targets.get(id)?.line ?? 0;
    return at > 0 ? `, line ${at}` : "";
  };
  return (id, alone) => {
    const [block, node] = [sdfg.blocks[id], nodes.get(id)];
    if (block?.kind === "loop" && block.header.kind === "for") return `loop over ${block.header.variable}${line(id)}`;
    if (block !== undefined) return `${block.kind} ${block.label}`;
    switch (node?.kind) {
      case "map-entry": {
        const over = alone ? ` over ${node.params.join(", ")}` : "";
        const writes = targets.get(id)?.writes ?? [];
        return `${node.label || "map"}${over} → ${writes.join(", ") || "nothing"}${line(id)}`;
      }
      case "access":
        return node.data;
      case "tasklet":
      case "library":
      case "nested-sdfg":
      case "foreign":
        return node.label;
      default:
        return id;
    }
  };
}

/** Bytes that the maps and operations move, each map streaming what it touches: a model, not a measurement. */
export function movedBytes(sdfg: Sdfg, sizes: Sizes): number | undefined {
  let total = 0;
  const nodes = nodesOf(sdfg);
  for (const [id, work] of workOf(sdfg).elements) {
    const kind = nodes.get(id)?.kind;
    if (kind !== "map-entry" && kind !== "library") continue;
    const bytes = evaluateCount(work.traffic, sizes);
    if (bytes === undefined) return undefined;
    total += bytes;
  }
  return total;
}

/** The part of the traffic that goes (negative) or comes (positive); none where the model sees no difference. */
export function predictedChange(before: Sdfg, after: Sdfg, sizes: Sizes): number | undefined {
  const [was, is] = [movedBytes(before, sizes), movedBytes(after, sizes)];
  if (was === undefined || is === undefined || was === 0) return undefined;
  const change = is / was - 1;
  return Math.abs(change) < 0.005 ? undefined : change;
}

export type Preview =
  | {
      readonly kind: "preview";
      readonly step: Step;
      readonly sdfg: Sdfg;
      readonly marked: readonly ElementId[];
      readonly change?: number;
      /** Of the previewed graph, in symbols: sizes may change while it is shown. */
      readonly work: TotalWork;
    }
  | { readonly kind: "refused"; readonly reason: string; readonly elements: readonly ElementId[] };

export function previewOf(
  sdfg: Sdfg,
  transformation: string,
  match: Match,
  options: OptionValues,
  text: string,
  sizes: Sizes,
): Preview {
  const taken = recordStep(sdfg, transformation, match, options, text);
  if (taken.kind === "refusal") return { kind: "refused", reason: taken.reason, elements: taken.elements };
  const change = predictedChange(sdfg, taken.sdfg, sizes);
  const { flop, accesses, traffic } = workOf(taken.sdfg);
  return {
    kind: "preview",
    step: taken.step,
    sdfg: taken.sdfg,
    marked: newElements(sdfg, taken.sdfg),
    ...(change !== undefined && { change }),
    work: { flop, accesses, traffic },
  };
}

/** What each of these steps would do to the modelled traffic; nothing where one is refused. */
export function predictionsOf(
  sdfg: Sdfg,
  steps: readonly { readonly transformation: string; readonly match: Match; readonly options: OptionValues }[],
  text: string,
  sizes: Sizes,
): readonly (number | undefined)[] {
  return steps.map(({ transformation, match, options }) => {
    const taken = recordStep(sdfg, transformation, match, options, text);
    return taken.kind === "refusal" ? undefined : predictedChange(sdfg, taken.sdfg, sizes);
  });
}

/** What is in the second graph and was not in the first, or is another node by now. */
export function newElements(before: Sdfg, after: Sdfg): readonly ElementId[] {
  const old = nodesOf(before);
  return [...nodesOf(after)].flatMap(([id, node]) => {
    const was = old.get(id);
    return node.kind !== "map-exit" &&
      (was === undefined ||
        (node.kind === "map-entry" &&
          was.kind === "map-entry" &&
          (mapTitle(was) !== mapTitle(node) || was.schedule !== node.schedule || was.vectorWidth !== node.vectorWidth)))
      ? [id]
      : [];
  });
}

export interface Played extends Replay {
  /** What each step does to the modelled traffic. */
  readonly changes: readonly (number | undefined)[];
}

export function playSteps(sdfg: Sdfg, steps: readonly Step[], text: string, sizes: Sizes): Played {
  const played = replay(sdfg, steps, text);
  const changes = played.graphs.map((graph, i) =>
    predictedChange(i === 0 ? sdfg : (played.graphs[i - 1] ?? sdfg), graph, sizes),
  );
  return { ...played, changes };
}

export function autoSteps(sdfg: Sdfg, text: string, sizes: Sizes): readonly Step[] {
  return auto(sdfg, { text, sizes }).steps;
}

/** A program of our own after its one-click recipe. */
export function tunedGraph(text: string, sizes: Sizes): Sdfg {
  const { sdfg } = need(compileText(text, { now: () => 0 }).value, "a program of our own").program;
  return replay(sdfg, autoSteps(sdfg, text, sizes), text).graphs.at(-1) ?? sdfg;
}
