// The arguments of a job: made by the program's own `initialize` under Python, or sent by the page; then what the program's
// symbols are worth with them. Whatever Python answers was written by a program that we don't trust.
import type { Failure, JobRequest } from "../../protocol/index.ts";
import { refuseArrayFiles } from "../native/array-files.ts";
import { bindInputs } from "../native/bind-inputs.ts";
import type { ArrayFile, OracleRequest, Raised } from "../oracle/oracle.ts";
import { askPython } from "../oracle/python.ts";
import { asKilled } from "./confinement.ts";
import type { Prepared } from "./prepare.ts";
import type { JobContext } from "./run-job.ts";

export interface JobInputs {
  /** Of every symbol of the loop program. */
  readonly symbols: Readonly<Record<string, number>>;
  readonly files: Readonly<Record<string, ArrayFile>>;
  /** What NumPy makes of the program, where it was asked. */
  readonly reference: Reference;
}

export type Reference =
  | {
      readonly kind: "ran";
      readonly outputs: Readonly<Record<string, ArrayFile>>;
      readonly seconds: readonly number[];
      /** Width of that Python's default integer. */
      readonly bits: 32 | 64;
    }
  | { readonly kind: "raised"; readonly raised: Raised }
  | { readonly kind: "none"; readonly why: string };

type Failed = { readonly failure: Failure };

export async function makeInputs(
  request: JobRequest,
  prepared: Prepared,
  context: JobContext,
): Promise<JobInputs | Failed> {
  const given = request.inputs;
  if (given.kind === "initialize") return askForInputs(request, prepared, context);
  const files = given.arrays.map(({ name, ...facts }): [string, ArrayFile] => [name, { ...facts, file: `${name}.in` }]);
  const why = "These inputs came from the page, which compares by itself.";
  return bind(request, prepared, context, Object.fromEntries(files), { kind: "none", why });
}

async function askForInputs(request: JobRequest, prepared: Prepared, context: JobContext): Promise<JobInputs | Failed> {
  const python = await context.python;
  if (python.kind === "missing") {
    const { reason, install } = python;
    return { failure: { kind: "toolchain-missing", tool: "Python with NumPy", reason, install } };
  }
  const repeat = request.verify ? Math.min(request.repeat, 3) : 0;
  const answer = await askPython(questionOf(request, prepared, context, repeat), python.path);
  if (!("python" in answer)) return { failure: asKilled(answer) };
  if (answer.kind === "unmade") {
    const { exception, message, line } = answer.raised;
    const reason = `\`initialize\` raised ${exception} in line ${line}: ${message}`.slice(0, 5000);
    return { failure: { kind: "python-failed", reason, output: "" } };
  }
  const reason = refuseArrayFiles({ ...answer.inputs, ...(answer.kind === "ran" && answer.outputs) });
  if (reason !== undefined) return { failure: { kind: "refused", code: "unsupported-dtype", reason } };
  const reference = answer.kind === "made" ? ({ kind: "none", why: "NumPy was not asked." } as const) : answer;
  return bind(request, prepared, context, answer.inputs, reference);
}

function questionOf(
  { program, sizes, threads }: JobRequest,
  { signature }: Prepared,
  { workspace, limits: bounds, signal, cell }: JobContext,
  repeat: number,
): OracleRequest {
  return {
    text: program.text,
    entry: signature.entry,
    types: {},
    threads,
    signal,
    inputs: { kind: "initialize", sizes },
    repeat,
    folder: workspace.folder,
    timeoutSeconds: bounds.wallSeconds,
    confinement: cell.confine(workspace.id, bounds),
  };
}

/** NumPy's answer to the same inputs, each float moved by one ulp; undefined where there is none. */
export async function nudgedReference(
  request: JobRequest,
  prepared: Prepared,
  context: JobContext,
): Promise<Readonly<Record<string, ArrayFile>> | undefined> {
  const python = await context.python;
  if (python.kind === "missing") return undefined;
  const answer = await askPython({ ...questionOf(request, prepared, context, 1), nudge: true }, python.path);
  return answer.kind === "ran" && refuseArrayFiles(answer.outputs) === undefined ? answer.outputs : undefined;
}

function bind(
  request: JobRequest,
  { signature, program }: Prepared,
  context: JobContext,
  files: JobInputs["files"],
  reference: Reference,
): JobInputs | Failed {
  try {
    const bound = bindInputs(signature, program, request.sizes, context.workspace.folder, files);
    if (bound.kind === "bound") return { symbols: bound.symbols, files, reference };
    return { failure: { kind: "refused", code: bound.code, reason: bound.reason } };
  } catch (error) {
    // A file that is not what its header says.
    if (!(error instanceof RangeError)) throw error;
    return { failure: { kind: "refused", code: "damaged-input", reason: error.message } };
  }
}
