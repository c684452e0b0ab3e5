// What an oracle is: a Python with NumPy that makes a program's arguments and runs it, leaving raw arrays in a folder.
// It runs in a child process; one contract for the machine's own Python and for Pyodide.
import { constants, copyFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Decoded,
  decode,
  dictionary,
  integer,
  list,
  number,
  optional,
  record,
  text,
} from "../../protocol/decode.ts";
import type { JobFailure } from "../../protocol/job-failure.ts";
import * as limits from "../../protocol/limits.ts";
import { readPlainText, writePlainText } from "../jobs/plain-file.ts";
import { type Confinement, runChild, shortened } from "../native/child.ts";

export type OracleId = "python" | "pyodide";

export interface OracleRequest {
  readonly text: string;
  readonly entry: string;
  /** The program's own `initialize` with these sizes, or an .npz by its absolute path. */
  readonly inputs:
    | { readonly kind: "initialize"; readonly sizes: Readonly<Record<string, number>> }
    | { readonly kind: "file"; readonly path: string };
  /** dtypes to cast array arguments to: only for a Python whose integers are narrower than the program's. */
  readonly types: Readonly<Record<string, string>>;
  /** How often NumPy runs the program; 0 makes the arguments only. */
  readonly repeat: number;
  /** Moves each float of the inputs by one ulp before NumPy runs; the inputs in the folder stay as they are. */
  readonly nudge?: boolean;
  readonly folder: string;
  readonly threads: number;
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal;
  readonly confinement?: Confinement;
}

/** An array as raw bytes in a file of the folder: row-major, little-endian. */
export interface ArrayFile {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Without the folder. An argument that the program left as it was has its .in file here. */
  readonly file: string;
}

export interface Raised {
  readonly exception: string;
  readonly message: string;
  /** In the program's text; 0 where none of its lines was running. */
  readonly line: number;
}

export type OracleAnswer = {
  readonly python: string;
  readonly numpy: string;
  /** Width of this Python's default integer. */
  readonly bits: 32 | 64;
} & (
  | { readonly kind: "made"; readonly inputs: Readonly<Record<string, ArrayFile>> }
  | {
      readonly kind: "ran";
      readonly inputs: Readonly<Record<string, ArrayFile>>;
      readonly outputs: Readonly<Record<string, ArrayFile>>;
      readonly seconds: readonly number[];
    }
  | { readonly kind: "raised"; readonly inputs: Readonly<Record<string, ArrayFile>>; readonly raised: Raised }
  /** The arguments could not be made. */
  | { readonly kind: "unmade"; readonly raised: Raised }
);

/** Asks the Python that `command` starts; `scriptArgs` go before the folder. */
export async function ask(
  what: string,
  command: string,
  scriptArgs: readonly string[],
  request: OracleRequest,
): Promise<OracleAnswer | JobFailure> {
  const { folder, inputs, threads, signal, confinement } = request;
  const answer = join(folder, "answer.json");
  rmSync(answer, { force: true });
  const file = inputs.kind === "file" ? "given.npz" : null;
  if (inputs.kind === "file") copyFileSync(inputs.path, join(folder, "given.npz"), constants.COPYFILE_FICLONE);
  const sizes = inputs.kind === "file" ? {} : inputs.sizes;
  writePlainText(
    join(folder, "request.json"),
    JSON.stringify({
      text: request.text,
      entry: request.entry,
      file,
      sizes,
      types: request.types,
      repeat: request.repeat,
      nudge: request.nudge ?? false,
    }),
  );
  const count = String(threads);
  const end = await runChild({
    what,
    command,
    args: [...scriptArgs, folder, copyInto(folder, "public/python/driver.py")],
    folder,
    timeoutSeconds: request.timeoutSeconds,
    environment: {
      OMP_NUM_THREADS: count,
      OPENBLAS_NUM_THREADS: count,
      MKL_NUM_THREADS: count,
      PYTHONDONTWRITEBYTECODE: "1",
    },
    ...(signal && { signal }),
    ...(confinement && { confinement }),
  });
  if (end.kind !== "ended") return end;
  if (end.status !== 0 && end.stderr.startsWith("no NumPy"))
    return {
      kind: "toolchain-missing",
      tool: "Python with NumPy",
      reason: `${what} has ${end.stderr.trim()}.`,
      install: "apt-get install python3-numpy",
    };
  // A program wrote this: a link, a device, a flood of text or another document is no answer.
  const written = readPlainText(answer, 1_000_000);
  const told = shortened(`${end.stderr}${end.stdout}`);
  if (end.status !== 0 || written === undefined) return { kind: "crashed", what, status: end.status, output: told };
  const answered = decode(answerFile, parsed(written));
  if (answered.ok) return answerOf(answered.value);
  const why = `Its answer is not what Datawright's own script writes: ${answered.where} ${answered.why}.\n`;
  return { kind: "crashed", what, status: end.status, output: why + told };
}

/** A file of ours where the job's user can read it: the checkout may be closed to it. */
export function copyInto(folder: string, path: string): string {
  const copy = join(folder, basename(path));
  writePlainText(copy, readFileSync(ownFile(path), "utf8"));
  return copy;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // No JSON is no answer.
  }
}

/** Only names that the script itself gives to the files of a job. */
const fileName = /^[\p{L}_][\p{L}\p{N}_]{0,99}\.(in|ref|nudged)$/u;
const arrayFiles = dictionary(
  record({
    dtype: text(100),
    shape: list(integer(0, limits.arrays.extent), limits.arrays.dimensions),
    file: text(110, fileName),
  }),
  ...([limits.arrays.count, limits.identifier] as const),
);
const raisedThere = record({ exception: text(1000), message: text(1_000_000), line: integer(0, 2 ** 31) });
const answerFile = record({
  python: text(200),
  numpy: text(200),
  bits: integer(32, 64),
  unmade: optional(raisedThere),
  raised: optional(raisedThere),
  inputs: optional(arrayFiles),
  outputs: optional(arrayFiles),
  seconds: optional(list(number, limits.repeats)),
});

function answerOf({ python, numpy, bits, unmade, raised, ...files }: Decoded<typeof answerFile>): OracleAnswer {
  const facts = { python, numpy, bits: bits === 64 ? 64 : 32 } as const;
  const { inputs = {}, outputs, seconds = [] } = files;
  if (unmade !== undefined) return { ...facts, kind: "unmade", raised: unmade };
  if (raised !== undefined) return { ...facts, kind: "raised", inputs, raised };
  return outputs === undefined
    ? { ...facts, kind: "made", inputs }
    : { ...facts, kind: "ran", inputs, outputs, seconds };
}

/** A file of this project by its path from the root, whether this code runs from its sources or bundled. */
export function ownFile(path: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, path)) && folder !== dirname(folder)) folder = dirname(folder);
  return join(folder, path);
}
