// What this machine can do at best, measured on request in at most three seconds and kept in a file that is named by
// machine, compiler and source. The numbers are rates with their spread; nothing is filled in where nothing was measured.
import { createHash, randomUUID } from "node:crypto";
import { renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Answer,
  decode,
  type Failure,
  type MachineReport,
  type Peaks,
  peaks as peaksDecoder,
} from "../../protocol/index.ts";
import type { Cell, JobLimits } from "../jobs/confinement.ts";
import { readPlainText } from "../jobs/plain-file.ts";
import { runChild } from "../native/child.ts";
import { isOwnFile } from "../toolchains/cache.ts";
import { gxx } from "../toolchains/gxx.ts";
import { peaksSource } from "./peaks-source.ts";

export interface PeaksSetting {
  readonly cache: string;
  readonly cell: Cell;
  readonly limits: JobLimits;
  /** Measuring beside a running job would measure the job. */
  readonly isBusy: () => boolean;
}

const budgetSeconds = 2.5;

/** Gives what is kept, or measures; requests at the same time share one measurement. */
export function createPeaks(machine: MachineReport, setting: PeaksSetting): (again: boolean) => Promise<Answer<Peaks>> {
  let measuring: Promise<Answer<Peaks>> | undefined;
  return (again) => {
    measuring ??= peaksOf(machine, setting, again).finally(() => {
      measuring = undefined;
    });
    return measuring;
  };
}

async function peaksOf(machine: MachineReport, setting: PeaksSetting, again: boolean): Promise<Answer<Peaks>> {
  const { cache, cell, limits, isBusy } = setting;
  if (cell.kind === "off") return failed({ kind: "jobs-off", reason: cell.reason });
  const compiler = await gxx.find(cache);
  if (compiler.kind === "missing") {
    return failed({
      kind: "toolchain-missing",
      tool: "a C++ compiler",
      reason: compiler.reason,
      install: compiler.install,
    });
  }
  const facts = [machine.id, machine.features, machine.usable, compiler.path, compiler.version, peaksSource];
  const file = join(cache, `peaks-${createHash("sha256").update(JSON.stringify(facts)).digest("hex")}.json`);
  const kept = again ? undefined : readKept(file);
  if (kept !== undefined) return { kind: "done", value: kept };
  if (isBusy()) return failed({ kind: "busy", reason: "A job runs: a measurement beside it would be wrong." });
  const confinement = cell.confine(`peaks-${randomUUID()}`, limits);
  const built = await gxx.compile(peaksSource, { strictness: "relaxed", cache, confinement });
  if (built.kind !== "built") return failed(built);
  const begin = performance.now();
  const largest = Math.min(largestSet(machine), limits.memoryBytes / 4);
  const end = await runChild({
    what: "the measurement",
    command: built.path,
    folder: tmpdir(),
    timeoutSeconds: 10,
    confinement,
    environment: { OMP_WAIT_POLICY: "passive", OMP_DYNAMIC: "false" },
    args: [machine.usable, Math.floor(largest), budgetSeconds].map(String),
  });
  if (end.kind !== "ended") return failed(end);
  const rows = end.status === 0 ? rowsOf(end.stdout) : undefined;
  if (rows === undefined) {
    return failed({ kind: "crashed", what: "the measurement", status: end.status, output: end.stderr.slice(0, 8000) });
  }
  const isCut = end.stderr !== "";
  const measured = {
    ...summed(rows, machine, compiler.version, (performance.now() - begin) / 1000),
    ...(isCut && {
      note: "The machine was busy: the time was over before all was measured. Measure again when it is idle.",
    }),
  };
  writeFileSync(`${file}.new`, JSON.stringify(measured), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return { kind: "done", value: measured };
}

const failed = (failure: Failure): Answer<never> => ({ kind: "failed", failure });

/** Four times the last cache, so that the largest set is memory's; between 64 and 256 MiB. */
function largestSet({ caches }: MachineReport): number {
  const last = Math.max(0, ...caches.map((cache) => cache.bytes));
  return Math.min(256 * 2 ** 20, Math.max(64 * 2 ** 20, 4 * last));
}

function readKept(file: string): Peaks | undefined {
  const text = isOwnFile(file) ? readPlainText(file, 1_000_000) : undefined;
  if (text === undefined) return undefined;
  try {
    const read = decode(peaksDecoder, JSON.parse(text));
    return read.ok ? read.value : undefined;
  } catch {
    return undefined; // Damaged: it is measured anew.
  }
}

type Row = readonly [kernel: string, type: string, bytes: number, threads: number, rates: readonly number[]];

function rowsOf(stdout: string): readonly Row[] | undefined {
  try {
    return JSON.parse(stdout) as readonly Row[];
  } catch {
    return undefined;
  }
}

function summed(rows: readonly Row[], machine: MachineReport, compiler: string, seconds: number): Peaks {
  const ordered = rows.toSorted(([, , bytes, threads], [, , others, more]) => bytes - others || threads - more);
  const of = (...kernels: readonly string[]) => ordered.filter(([kernel]) => kernels.includes(kernel));
  return {
    format: 1,
    machine: machine.id,
    compiler,
    threads: machine.usable,
    takenAt: new Date().toISOString(),
    seconds,
    bandwidth: of("triad", "load").map(([kernel, , bytes, threads, rates]) => ({
      kernel: kernel === "triad" ? "triad" : "load",
      bytes,
      threads,
      rate: rateOf(rates),
    })),
    arithmetic: of("scalar", "simd", "fma").map(([kernel, type, , threads, rates]) => ({
      kernel: kernel === "scalar" || kernel === "simd" ? kernel : "fma",
      dtype: type === "float32" ? type : "float64",
      threads,
      rate: rateOf(rates),
    })),
  };
}

function rateOf(samples: readonly number[]): Peaks["arithmetic"][number]["rate"] {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { best: at(1), median: at(0.5), spread: (at(1) - at(0)) / at(0.5), samples: samples.length };
}
