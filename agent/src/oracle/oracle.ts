// What an oracle is: a Python with NumPy that makes a program's arguments and runs it, leaving raw arrays in a folder.
// It runs in a child process; one contract for the machine's own Python and for Pyodide.
import { constants, copyFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JobFailure } from "../../protocol/job-failure.ts";
import { readPlainText } from "../jobs/plain-file.ts";
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
  writeFileSync(
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
    args: [...scriptArgs, folder, ownFile("public/python/driver.py")],
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
  // A program wrote this: a link, a device or a flood of text is no answer.
  const written = readPlainText(answer, 1_000_000);
  if (end.status !== 0 || written === undefined)
    return { kind: "crashed", what, status: end.status, output: shortened(`${end.stderr}${end.stdout}`) };
  return read(JSON.parse(written));
}

type Read = Pick<OracleAnswer, "python" | "numpy" | "bits"> & {
  readonly unmade?: Raised;
  readonly raised?: Raised;
  readonly inputs: Readonly<Record<string, ArrayFile>>;
  readonly outputs?: Readonly<Record<string, ArrayFile>>;
  readonly seconds: readonly number[];
};

function read({ unmade, raised, inputs, outputs, seconds, ...facts }: Read): OracleAnswer {
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
