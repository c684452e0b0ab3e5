// One job from its text to its result: compile, make the inputs, run, compare. Everything that runs does so in the job's
// cell; everything read back was written by a program that we don't trust.
import { createHash } from "node:crypto";
import { countOf } from "../../../compiler-core/runtime/index.ts";
import { bytesOf } from "../../../compiler-core/sdfg/index.ts";
import type { Failure, JobEvent, JobRequest, JobResult, JobStage } from "../../protocol/index.ts";
import { mapTimes } from "../native/map-times.ts";
import type { NativeRun } from "../native/run-native.ts";
import type { BuiltProgram } from "../toolchains/toolchain.ts";
import { asKilled, type Cell, type JobLimits } from "./confinement.ts";
import type { CppArtefact, Engine } from "./engine.ts";
import { makeInputs, nudgedReference } from "./job-inputs.ts";
import type { JobPython } from "./job-python.ts";
import { leftOutputs } from "./left-outputs.ts";
import { type OutputFile, outputsOf, seconds } from "./prepare.ts";
import type { Thinking } from "./thinking.ts";
import { compareRaised, isVerdict, judgeRun } from "./verify.ts";
import type { Workspace } from "./workspace.ts";

export interface JobContext {
  readonly engine: Engine;
  readonly cell: Cell & { readonly kind: "ready" };
  readonly python: Promise<JobPython>;
  readonly thinking: Thinking;
  readonly cache: string;
  readonly limits: JobLimits;
  readonly workspace: Workspace;
  readonly signal: AbortSignal;
  readonly say: (event: JobEvent) => void;
}

export type JobEnd =
  | { readonly result: JobResult; readonly outputs: readonly OutputFile[] }
  | { readonly failure: Failure };

export async function runJob(request: JobRequest, context: JobContext): Promise<JobEnd> {
  const { say, engine, workspace, signal, cache, limits } = context;
  const stages: Partial<Record<JobStage, number>> = {};
  const timed = async <Value>(stage: JobStage, body: () => Promise<Value>): Promise<Value> => {
    say({ kind: "stage", stage });
    const begin = seconds();
    const value = await body();
    stages[stage] = seconds() - begin;
    return value;
  };

  say({ kind: "stage", stage: "frontend" });
  const bounds = { signal, timeoutSeconds: limits.wallSeconds };
  const prepared = await context.thinking.prepare(request, bounds);
  if (prepared.kind !== "prepared") return { failure: prepared };
  Object.assign(stages, prepared.stages);

  const confinement = context.cell.confine(workspace.id, limits);
  const { strictness } = request;
  const built = await timed("toolchain", () =>
    engine.compile(prepared.artefact, { strictness, cache, signal, confinement, timeoutSeconds: limits.wallSeconds }),
  );
  if (built.kind !== "built") return { failure: built };
  if (built.log !== "") say({ kind: "log", stream: "agent", text: built.log.slice(0, 100_000) });

  workspace.handOver();
  const inputs = await timed("inputs", () => makeInputs(request, prepared, context));
  if ("failure" in inputs) return inputs;
  const { symbols } = inputs;

  const run = await timed("run", () =>
    engine.run(prepared.artefact, built, {
      folder: workspace.folder,
      symbols: prepared.program.symbols.map((name) => symbols[name] ?? 0),
      warmup: 1,
      repeat: request.repeat,
      threads: request.threads,
      timeoutSeconds: limits.wallSeconds,
      signal,
      confinement,
      onLog: (text) => tell(text, say),
    }),
  );
  if (run.kind !== "ran") return { failure: asKilled(run) };
  const raised = run.status > 0 ? prepared.program.exceptions[run.status - 1] : undefined;
  if (raised !== undefined) {
    const { exception, message, span } = raised;
    const compared = request.verify
      ? { verdict: compareRaised({ exception, message, line: span.line }, inputs.reference) }
      : {};
    return { result: { kind: "raised", exception, message, span: { ...span }, ...compared }, outputs: [] };
  }

  let outputs: readonly OutputFile[];
  try {
    outputs = leftOutputs(outputsOf(prepared.program, symbols), workspace.folder);
  } catch (error) {
    // What the program left is not what it should have.
    if (!(error instanceof RangeError)) throw error;
    return { failure: { kind: "refused-access", reason: error.message } };
  }
  const result = finished(request, prepared.artefact, built, run, outputs, stages);
  if (!request.verify) return { result, outputs };
  const verdict = await timed("verify", () =>
    judgeRun(
      (nudged) => context.thinking.compare({ inputs, outputs, folder: workspace.folder, nudged }, bounds),
      () => nudgedReference(request, prepared, context),
    ),
  );
  if (!isVerdict(verdict)) return { failure: verdict };
  const numpy = inputs.reference.kind === "ran" ? { numpy: inputs.reference.seconds } : {};
  return { result: { ...result, stages: { ...stages }, verdict, ...numpy }, outputs };
}

/** The harness tells of its repeats among what the program itself prints. */
function tell(text: string, say: JobContext["say"]): void {
  const own = /^run (\d+) of (\d+)\n/gm;
  const last = [...text.matchAll(own)].at(-1);
  if (last !== undefined) say({ kind: "progress", done: Number(last[1]), of: Number(last[2]), unit: "runs" });
  const rest = text.replace(own, "");
  if (rest !== "") say({ kind: "log", stream: "stderr", text: rest.slice(0, 100_000) });
}

function finished(
  request: JobRequest,
  { timers }: CppArtefact,
  built: BuiltProgram,
  run: NativeRun,
  outputs: readonly OutputFile[],
  stages: Readonly<Partial<Record<JobStage, number>>>,
): JobResult & { kind: "finished" } {
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const { compiler, flags, cached } = built;
  return {
    kind: "finished",
    seconds: run.seconds,
    marshallingSeconds: Math.max(0, run.processSeconds - run.seconds.reduce((sum, s) => sum + s, 0)),
    stages: { ...stages },
    outputs: outputs.map(({ name, dtype, shape }) => ({ name, dtype, shape, bytes: countOf(shape) * bytesOf(dtype) })),
    compiler: { name: compiler.id, version: compiler.version, flags, cached },
    hashes: { program: hash(request.program.text), recipe: hash(JSON.stringify(request.steps)) },
    threads: request.threads,
    ...(request.timers && { maps: mapTimes(timers, run) }),
  };
}
