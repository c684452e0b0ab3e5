// Runs a built program (see codegen/cpp/harness.ts) on the raw arrays of a job's folder: NAME.in in, NAME.out out, one line
// of JSON about the run. Reading and writing those files is for who asks.
import type { JobFailure } from "../../protocol/job-failure.ts";
import { type Confinement, runChild, shortened } from "./child.ts";

export interface NativeRequest {
  /** The executable. */
  readonly program: string;
  /** What its toolchain says that running it needs. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Holds NAME.in for every argument; gets NAME.out for every array that was written. */
  readonly folder: string;
  /** In the order of the loop program's `symbols`. */
  readonly symbols: readonly (number | bigint)[];
  readonly warmup: number;
  readonly repeat: number;
  readonly threads: number;
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal;
  readonly confinement?: Confinement;
  readonly onLog?: (text: string) => void;
}

export interface NativeRun {
  readonly kind: "ran";
  /** 0, or 1 + the place of the raised exception among the loop program's. */
  readonly status: number;
  /** Of each repeat, of the kernel alone, measured inside the program. */
  readonly seconds: readonly number[];
  /** Of the whole process: starting, reading and writing as well. */
  readonly processSeconds: number;
  /** All that the program reported, for fields that only some programs have. */
  readonly report: Readonly<Record<string, unknown>>;
  readonly log: string;
}

export async function runNative(request: NativeRequest): Promise<NativeRun | JobFailure> {
  const threads = String(request.threads);
  const what = "the program";
  const end = await runChild({
    what,
    command: request.program,
    args: [request.folder, String(request.warmup), String(request.repeat), ...request.symbols.map(String)],
    folder: request.folder,
    timeoutSeconds: request.timeoutSeconds,
    environment: {
      ...request.environment,
      OMP_NUM_THREADS: threads,
      OPENBLAS_NUM_THREADS: threads,
      OMP_DYNAMIC: "false",
      // Who waits gives its core up soon: on a busy machine a spinning thread keeps the one it waits for from running.
      GOMP_SPINCOUNT: "4000",
    },
    ...(request.signal && { signal: request.signal }),
    ...(request.confinement && { confinement: request.confinement }),
    ...(request.onLog && { onLog: request.onLog }),
  });
  if (end.kind !== "ended") return end;
  const crashed: JobFailure = {
    kind: "crashed",
    what,
    status: end.status,
    output: shortened(`${end.stderr}${end.stdout}`),
  };
  const hungry = /^out of memory for (\d+) bytes$/m.exec(end.stderr);
  if (end.status === 3 && hungry !== null) return { kind: "out-of-memory", what, bytes: Number(hungry[1]) };
  if (end.status !== 0) return crashed;
  const report = reportOf(end.stdout);
  if (report === undefined) return crashed;
  return {
    kind: "ran",
    status: report.status,
    seconds: report.nanoseconds.map((n) => n / 1e9),
    processSeconds: end.seconds,
    report: { ...report },
    log: end.stderr,
  };
}

interface Report {
  readonly status: number;
  readonly nanoseconds: readonly number[];
}

/** The last line that the program printed, where it is what the harness prints. */
function reportOf(stdout: string): Report | undefined {
  let value: unknown;
  try {
    value = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  } catch {
    return undefined;
  }
  const { status, nanoseconds } = value as Partial<Report>;
  const isReport =
    Number.isInteger(status) && Array.isArray(nanoseconds) && nanoseconds.every((n) => typeof n === "number");
  return isReport ? (value as Report) : undefined;
}
