// One job from its text to its result: compile, make the inputs, run, compare. Everything that runs does so in the job's
// cell; everything read back was written by a program that we don't trust.
import { createHash } from "node:crypto";
import { countOf, judge, type NdArray, viewOf } from "../../../compiler-core/runtime/index.ts";
import { bytesOf } from "../../../compiler-core/sdfg/index.ts";
import type {
  ArrayHeader,
  Failure,
  JobEvent,
  JobRequest,
  JobResult,
  JobStage,
  JobVerdict,
} from "../../protocol/index.ts";
import type { NativeRun } from "../native/run-native.ts";
import type { Raised } from "../oracle/oracle.ts";
import { askPython } from "../oracle/python.ts";
import type { BuiltProgram } from "../toolchains/toolchain.ts";
import { asKilled, type Cell, type JobLimits } from "./confinement.ts";
import type { Engine } from "./engine.ts";
import type { JobPython } from "./job-python.ts";
import { readPart } from "./plain-file.ts";
import { type OutputFile, outputsOf, type Prepared, prepare, refuseHeaders, seconds } from "./prepare.ts";
import type { Workspace } from "./workspace.ts";

export interface JobContext {
  readonly engine: Engine;
  readonly cell: Cell & { readonly kind: "ready" };
  readonly python: Promise<JobPython>;
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
  const prepared = prepare(request);
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
  const inputs = await timed("inputs", () => inputsFor(request, prepared, context));
  if ("failure" in inputs) return inputs;
  const { symbols } = inputs;

  const run = await timed("run", () =>
    engine.run(prepared.artefact, built, {
      ...{ folder: workspace.folder, symbols: prepared.program.symbols.map((name) => symbols[name] ?? 0) },
      ...{
        warmup: 1,
        repeat: request.repeat,
        threads: request.threads,
        timeoutSeconds: limits.wallSeconds,
        signal,
        confinement,
      },
      onLog: (text) => say({ kind: "log", stream: "stderr", text: text.slice(0, 100_000) }),
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

  const outputs = outputsOf(prepared.program, symbols);
  const verified = request.verify ? await timed("verify", () => verify(inputs, outputs, workspace.folder)) : {};
  const result = { ...finished(request, built, run, outputs, stages), ...verified };
  return { result, outputs };
}

interface Made {
  /** Of every symbol of the loop program. */
  readonly symbols: Readonly<Record<string, number>>;
  readonly headers: readonly ArrayHeader[];
  /** NumPy's answer, where it was asked for. */
  readonly reference?: Reference;
}

type Reference =
  | {
      readonly kind: "ran";
      readonly outputs: Readonly<Record<string, ArrayFileFacts>>;
      readonly seconds: readonly number[];
    }
  | { readonly kind: "raised"; readonly raised: Raised }
  | { readonly kind: "none"; readonly why: string };

interface ArrayFileFacts {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly file: string;
}

async function inputsFor(
  request: JobRequest,
  prepared: Prepared,
  context: JobContext,
): Promise<Made | { readonly failure: Failure }> {
  const { workspace, limits, signal, python } = context;
  const given = request.inputs;
  if (given.kind === "chunks") {
    const made = symbolsFor(prepared, request.sizes, given.arrays, workspace.folder);
    if ("failure" in made) return made;
    return {
      ...made,
      headers: given.arrays,
      reference: { kind: "none", why: "These inputs came from the page, which compares by itself." },
    };
  }
  const interpreter = await python;
  if (interpreter.kind === "missing") {
    const { reason } = interpreter;
    const failure = {
      kind: "toolchain-missing",
      tool: "Python with NumPy",
      reason,
      install: "apt-get install python3-numpy",
    } as const;
    return { failure };
  }
  const answer = await askPython(
    {
      ...{
        text: request.program.text,
        entry: prepared.signature.entry,
        inputs: { kind: "initialize", sizes: request.sizes },
      },
      ...{
        types: {},
        repeat: request.verify ? Math.min(request.repeat, 3) : 0,
        folder: workspace.folder,
        threads: request.threads,
      },
      ...{ timeoutSeconds: limits.wallSeconds, signal, confinement: context.cell.confine(workspace.id, limits) },
    },
    interpreter.path,
  );
  if (!("python" in answer)) return { failure: asKilled(answer) };
  if (answer.kind === "unmade") {
    const { exception, message, line } = answer.raised;
    return {
      failure: {
        kind: "python-failed",
        reason: `\`initialize\` raised ${exception} in line ${line}: ${message}`.slice(0, 5000),
        output: "",
      },
    };
  }
  const headers = Object.entries(answer.inputs).map(([name, facts]) => ({
    name,
    dtype: facts.dtype as ArrayHeader["dtype"],
    shape: facts.shape,
  }));
  const made = symbolsFor(prepared, request.sizes, headers, workspace.folder);
  if ("failure" in made) return made;
  const reference: Reference = answer.kind === "made" ? { kind: "none", why: "NumPy was not asked." } : answer;
  return { ...made, headers, reference };
}

/** The sizes as asked for, and the program's other ints as their arguments say; then whether all arguments fit. */
function symbolsFor(
  prepared: Prepared,
  sizes: Readonly<Record<string, number>>,
  headers: readonly ArrayHeader[],
  folder: string,
): Pick<Made, "symbols" | "headers"> | { readonly failure: Failure } {
  const symbols: Record<string, number> = { ...sizes };
  for (const name of prepared.program.symbols) {
    if (Object.hasOwn(sizes, name)) continue;
    const bytes = readPart(folder, `${name}.in`, 8, 0, 8);
    if (bytes === undefined)
      return { failure: { kind: "refused", code: "missing-size", reason: `There is no value for \`${name}\`.` } };
    symbols[name] = Number(new DataView(bytes.buffer).getBigInt64(0, true));
  }
  const refusal = refuseHeaders(prepared.program, headers, symbols);
  return refusal === undefined ? { symbols, headers } : { failure: refusal };
}

async function verify(
  { reference }: Made,
  outputs: readonly OutputFile[],
  folder: string,
): Promise<{ readonly verdict: JobVerdict; readonly numpy?: readonly number[] }> {
  if (reference?.kind !== "ran") return { verdict: compareRaised(undefined, reference) };
  const written = new Map(outputs.map((o) => [o.name, o]));
  const actual: Record<string, NdArray> = {};
  const expected: Record<string, NdArray> = {};
  for (const [name, facts] of Object.entries(reference.outputs)) {
    // An argument that the program leaves as it was has no file of its own: it is what it was given.
    const own = written.get(name) ?? { ...facts, file: `${name}.in` };
    const [ours, numpys] = [readArray(folder, own), readArray(folder, facts)];
    if (numpys === undefined)
      return { verdict: { kind: "inconclusive", reason: `NumPy's \`${name}\` could not be read back.`, outputs: [] } };
    expected[name] = numpys;
    if (ours !== undefined) actual[name] = ours;
  }
  const verdict = judge(actual, expected);
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  const rows = verdict.outputs.map((o) => ({
    ...o,
    maxAbsError: finite(o.maxAbsError),
    maxRelError: finite(o.maxRelError),
  }));
  return {
    verdict: { kind: verdict.kind, reason: verdict.kind === "right" ? verdict.rule : verdict.reason, outputs: rows },
    numpy: reference.seconds,
  };
}

/** Where one side or both did not finish: they agree in type, message and line, or they don't. */
function compareRaised(ours: Raised | undefined, reference: Reference | undefined): JobVerdict {
  const verdict = (kind: JobVerdict["kind"], reason: string): JobVerdict => ({ kind, reason, outputs: [] });
  if (reference === undefined || reference.kind === "none")
    return verdict("inconclusive", reference?.why ?? "NumPy was not asked.");
  const words = (r: Raised) => `${r.exception} in line ${r.line}: ${r.message}`;
  if (reference.kind === "ran")
    return verdict("wrong", `It raised ${ours === undefined ? "nothing" : words(ours)}, and NumPy finished.`);
  if (ours === undefined) return verdict("wrong", `It finished, and NumPy raised ${words(reference.raised)}`);
  const same = words(ours) === words(reference.raised);
  return same
    ? verdict("right", "the same exception, message and line")
    : verdict("wrong", `It raised ${words(ours)}, and NumPy raised ${words(reference.raised)}`);
}

/** `file` may be anything that a program wrote into its answer: only the names that the agent gives are read. */
function readArray(folder: string, { dtype, shape, file }: ArrayFileFacts): NdArray | undefined {
  if (!/^[\p{L}_][\p{L}\p{N}_]*\.(in|out|ref)$/u.test(file)) return undefined;
  const known = dtype as ArrayHeader["dtype"];
  const size = countOf(shape) * bytesOf(known);
  const bytes = readPart(folder, file, size, 0, size);
  return bytes === undefined
    ? undefined
    : { dtype: known, shape, data: viewOf(known, bytes.buffer, 0, countOf(shape)) };
}

function finished(
  request: JobRequest,
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
  };
}
