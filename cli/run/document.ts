// What a run says of itself: the one JSON document of `run --json`. Field names are part of the command's contract.
import { cpus, totalmem } from "node:os";
import { evaluateCount, type GraphWork, printCount } from "../../compiler-core/analysis/index.ts";
import type { OutputVerdict, RunResult } from "../../compiler-core/runtime/index.ts";
import { raisedDocument } from "../exit.ts";
import type { AppliedRecipe } from "../recipe.ts";
import { statisticsOf } from "../statistics.ts";
import { type Checked, raisedBy } from "./check.ts";
import type { EngineResult, TargetId } from "./engines.ts";
import type { Consulted } from "./oracle.ts";

/** Modelled: operations by the rule of analysis/work-of-code.ts, and bytes that have to enter and leave. Null: unknown until run. */
export interface DocumentWork {
  readonly flop: number | null;
  readonly flop_expression: string;
  /** False where a branch or an early end may skip some of it. */
  readonly flop_exact: boolean;
  readonly bytes: number | null;
  readonly bytes_expression: string;
}

export function documentWork({ flop, traffic }: GraphWork, symbols: Readonly<Record<string, number>>): DocumentWork {
  return {
    flop: evaluateCount(flop, symbols) ?? null,
    flop_expression: printCount(flop),
    flop_exact: flop.exact,
    bytes: evaluateCount(traffic, symbols) ?? null,
    bytes_expression: printCount(traffic),
  };
}

export interface RunFacts {
  readonly program: { readonly file: string; readonly entry: string };
  readonly target: TargetId;
  readonly recipe: AppliedRecipe;
  readonly preset: string | undefined;
  readonly sizes: Readonly<Record<string, number>>;
  readonly checked: Checked | undefined;
  readonly consulted: Consulted | undefined;
  readonly run: EngineResult;
  /** Seconds by stage. */
  readonly stages: Readonly<Record<string, number>>;
  readonly work: DocumentWork;
}

export type RunDocument = ReturnType<typeof documentOf>;

const stageNames = ["parse", "frontend", "simplify", "recipe", "lower", "emit", "toolchain"] as const;

export function documentOf(facts: RunFacts) {
  const { recipe, checked, consulted, run } = facts;
  const raised = raisedBy(run.result);
  return {
    program: facts.program.entry,
    file: facts.program.file,
    target: facts.target,
    threads: run.threads,
    recipe: recipe.name,
    strictness: recipe.strictness,
    steps: recipe.steps,
    preset: facts.preset ?? null,
    sizes: facts.sizes,
    verdict: checked?.verdict ?? null,
    rule: checked?.rule ?? null,
    outputs: checked?.outputs.map(outputDocument) ?? arraysOf(run.result),
    raised: raised === undefined ? null : raisedDocument(raised),
    time: timeOf(run.result),
    maps: run.maps?.map(({ element, line, seconds }) => ({ element, line, ...secondsDocument(seconds) })) ?? null,
    numpy: consulted?.answer.kind === "ran" ? { ...secondsDocument(consulted.answer.seconds) } : null,
    oracle:
      consulted === undefined
        ? null
        : { name: consulted.oracle, python: consulted.answer.python, numpy: consulted.answer.numpy },
    stages: Object.fromEntries(stageNames.map((name) => [name, facts.stages[name] ?? 0])),
    work: facts.work,
    machine: {
      model: cpus()[0]?.model ?? "unknown",
      processors: cpus().length,
      memory_bytes: totalmem(),
      system: `${process.platform} ${process.arch}`,
      node: process.versions.node,
      compiler: run.compiler ?? null,
    },
  };
}

function outputDocument(o: OutputVerdict) {
  return {
    name: o.name,
    dtype: o.dtype,
    shape: o.shape,
    max_abs_error: finite(o.maxAbsError),
    max_rel_error: finite(o.maxRelError),
    right: o.right,
    rule: o.rule,
    ...(!o.right && o.worst !== undefined && { index: o.worst, actual: o.actual, expected: o.expected }),
  };
}

/** Without a check there are no errors to tell, only what there is. */
function arraysOf(result: RunResult) {
  if (result.kind === "raised") return [];
  return Object.entries(result.outputs).map(([name, { dtype, shape }]) => ({
    name,
    dtype,
    shape,
    max_abs_error: null,
    max_rel_error: null,
  }));
}

function timeOf(result: RunResult) {
  return result.kind === "raised"
    ? null
    : { ...secondsDocument(result.seconds), marshalling_s: result.marshallingSeconds };
}

function secondsDocument(seconds: readonly number[]) {
  const { median, min, ci95, repeats } = statisticsOf(seconds);
  return { median_s: median, min_s: min, ci95_s: ci95, repeats };
}

/** JSON has no NaN: what does not apply is null. */
const finite = (value: number) => (Number.isFinite(value) ? value : null);
