// Records steps and plays them again: each finds its target by what it is, and stops rather than guess.
import { type Refusal, refuse } from "../diagnostics/index.ts";
import type { Sdfg } from "../sdfg/index.ts";
import { defaultsOf, type Match, type OptionValues, transform, transformationNamed } from "../transformations/index.ts";
import type { StepObserver } from "./step-times.ts";
import { structuralHash } from "./structural-hash.ts";
import { likeness, type Target, targetsOf } from "./target.ts";

export interface Step {
  readonly transformation: string;
  /** By role. */
  readonly target: Readonly<Record<string, Target>>;
  readonly options: OptionValues;
  /** The structural hash of the graph it made. */
  readonly after: string;
}

/** Takes a step and tells how to find its target again. Options that are left out are recorded with their defaults. */
export function recordStep(
  sdfg: Sdfg,
  transformation: string,
  match: Match,
  options: OptionValues,
  programText: string,
): { readonly kind: "recorded"; readonly step: Step; readonly sdfg: Sdfg } | Refusal {
  const done = transform(sdfg, transformation, match, options);
  if (done.kind === "refusal") return done;
  const isWhole = Object.keys(match).length === 0;
  const targets: ReadonlyMap<string, Target> = isWhole ? new Map() : targetsOf(sdfg, programText);
  const target: Record<string, Target> = {};
  for (const [role, id] of Object.entries(match)) {
    const found = targets.get(id);
    if (found === undefined)
      return refuse("target", "What the step applies to has no name that a recipe could find again.", [id]);
    target[role] = found;
  }
  const known = transformationNamed(transformation);
  const complete = known === undefined ? options : { ...defaultsOf(known), ...options };
  return {
    kind: "recorded",
    sdfg: done.sdfg,
    step: { transformation, target, options: complete, after: structuralHash(done.sdfg) },
  };
}

export interface Replay {
  /** After each step that was taken. */
  readonly graphs: readonly Sdfg[];
  /** Steps whose result is not the graph that was recorded: another program, or another version of the transformation. */
  readonly differing: readonly number[];
  /** Why the step after the last graph was not taken. */
  readonly stopped?: Refusal;
}

export function replay(
  sdfg: Sdfg,
  steps: readonly Step[],
  programText: string,
  observe: StepObserver = () => undefined,
): Replay {
  const graphs: Sdfg[] = [];
  const differing: number[] = [];
  let current = sdfg;
  for (const [i, step] of steps.entries()) {
    const match = findTarget(current, step, programText);
    const done = match.kind === "refusal" ? match : transform(current, step.transformation, match.match, step.options);
    observe(step.transformation);
    if (done.kind === "refusal") return { graphs, differing, stopped: done };
    current = done.sdfg;
    graphs.push(current);
    if (structuralHash(current) !== step.after) differing.push(i);
  }
  return { graphs, differing };
}

/** Three of the four marks must agree for each role, and one match must be better than all others. */
const leastLikeness = 3;

export function findTarget(
  sdfg: Sdfg,
  step: Step,
  programText: string,
): { readonly kind: "found"; readonly match: Match } | Refusal {
  const transformation = transformationNamed(step.transformation);
  if (transformation === undefined)
    return refuse("unknown-transformation", `There is no transformation named ${step.transformation}.`);
  const targets = targetsOf(sdfg, programText);
  const ranked: { match: Match; rank: readonly number[] }[] = [];
  for (const match of transformation.find(sdfg)) {
    const rank = rankOf(match, step, targets);
    if (rank !== undefined) ranked.push({ match, rank });
  }
  ranked.sort((a, b) => compare(b.rank, a.rank));
  const [best, next] = ranked;
  if (best === undefined)
    return refuse(
      "no-target",
      `${step.transformation} finds nothing here that looks like what the recipe means: ${describe(step)}.`,
    );
  if (next !== undefined && compare(best.rank, next.rank) === 0)
    return refuse(
      "ambiguous",
      `${step.transformation} finds several places that look like what the recipe means: ${describe(step)}. Choose one.`,
      [...Object.values(best.match), ...Object.values(next.match)],
    );
  return { kind: "found", match: best.match };
}

/** Likeness first; then how near the lines are, then the ordinals. */
function rankOf(match: Match, step: Step, targets: ReadonlyMap<string, Target>): readonly number[] | undefined {
  const roles = Object.keys(step.target);
  if (roles.length !== Object.keys(match).length) return undefined;
  let [alike, lines, ordinals] = [0, 0, 0];
  for (const role of roles) {
    const id = Object.hasOwn(match, role) ? match[role] : undefined;
    const [here, wanted] = [id === undefined ? undefined : targets.get(id), step.target[role]];
    const likes = here === undefined || wanted === undefined ? undefined : likeness(here, wanted);
    if (here === undefined || wanted === undefined || likes === undefined || likes < leastLikeness) return undefined;
    alike += likes;
    lines -= Math.abs(here.line - wanted.line);
    ordinals -= Math.abs(here.ordinal - wanted.ordinal);
  }
  return [alike, lines, ordinals];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [i, value] of a.entries()) if (value !== b[i]) return value - (b[i] ?? 0);
  return 0;
}

function describe(step: Step): string {
  const parts = Object.values(step.target).map(
    (t) =>
      `the ${t.kind === "map-entry" ? "map" : t.kind} that writes ${t.writes.map((w) => `\`${w}\``).join(", ") || "nothing"}`,
  );
  return parts.join(" and ") || "the whole program";
}
