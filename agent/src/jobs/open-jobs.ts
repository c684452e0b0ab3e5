// All that jobs need, found and tried out: bounds, folders, a compiler, a Python. What takes time is found in the background.
import { statfsSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { protocolVersion, type Welcome } from "../../protocol/index.ts";
import { memoryBytes } from "../machine/machine.ts";
import { openCache, ownCache, sharedCache } from "../toolchains/cache.ts";
import type { FoundCompiler, MissingCompiler } from "../toolchains/toolchain.ts";
import { type Cell, type JobLimits, prepareCell } from "./confinement.ts";
import type { Engine } from "./engine.ts";
import { findJobPython, type JobPython } from "./job-python.ts";
import { createJobs, type Jobs, jobsOff } from "./jobs.ts";
import { startThinking } from "./thinking.ts";
import { openWorkshop } from "./workspace.ts";

export interface JobsSetup {
  readonly engine: Engine;
  readonly limits: JobLimits;
  readonly cache: string | undefined;
  readonly python: string | undefined;
}

export interface OpenJobs {
  readonly jobs: Jobs;
  readonly cell: Cell;
  readonly cache: string;
  readonly welcome: (session: string) => Promise<Welcome>;
}

const queued = 4;

export function usualLimits(): JobLimits {
  const memory = memoryBytes();
  const wallSeconds = 600;
  const disk = statfsSync(tmpdir());
  return {
    wallSeconds,
    cpuSeconds: wallSeconds * availableParallelism(),
    memoryBytes: 0.75 * memory,
    diskBytes: Math.min(0.75 * memory, 0.5 * disk.bavail * disk.bsize),
    processes: 64 + 4 * availableParallelism(),
    fileBytes: memory / 2,
    openFiles: 256,
  };
}

export async function openJobs({ engine, limits, ...setup }: JobsSetup): Promise<OpenJobs> {
  const prepared = await prepareCell(tmpdir(), limits);
  const isShared = prepared.kind === "ready" && prepared.user !== undefined;
  const opened = openCache(setup.cache ?? (isShared ? sharedCache : ownCache()), isShared ? 0o755 : 0o700);
  const cell: Cell = opened.kind === "opened" ? prepared : { kind: "off", reason: opened.reason };
  const cache = opened.kind === "opened" ? opened.folder : "";
  if (cell.kind === "off") {
    return { jobs: jobsOff(cell.reason), cell, cache, welcome: (session) => greet(session, cell, limits) };
  }
  const compiler = engine.find(cache).catch((error: unknown): MissingCompiler => {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "missing", id: "gxx", reason: `Looking for a C++ compiler failed: ${why}`, install: "" };
  });
  // What is written for another user must be open to it; what is not says so by its own mode.
  if (cell.user !== undefined) process.umask(0o022);
  const workshop = openWorkshop(cell.user);
  const python = findJobPython(workshop.folder, cell, limits, setup.python);
  const jobs = createJobs({
    setting: { engine, cell, cache, limits, python, thinking: startThinking() },
    workshop,
    queued,
    uploadSeconds: 120,
  });
  return { jobs, cell, cache, welcome: (session) => greet(session, cell, limits, compiler, python) };
}

async function greet(
  session: string,
  cell: Cell,
  limits: JobLimits,
  compiler?: Promise<FoundCompiler | MissingCompiler>,
  python?: Promise<JobPython>,
): Promise<Welcome> {
  const [found, interpreter] = [await compiler, await python];
  const missing = [
    ...(found?.kind === "missing" ? [`${found.reason} ${found.install}`] : []),
    ...(interpreter?.kind === "missing" ? [`${interpreter.reason} ${interpreter.install}`] : []),
  ].join("\n");
  return {
    protocol: protocolVersion,
    agent: "0.1.0",
    session,
    jobs:
      cell.kind === "ready"
        ? { kind: "on", as: cell.as, isolated: cell.isolated }
        : { kind: "off", reason: cell.reason },
    toolchains: found?.kind === "found" ? [{ id: found.id, name: "C++", version: found.version }] : [],
    python: interpreter?.kind === "found" ? interpreter.words : null,
    limits: {
      wallSeconds: limits.wallSeconds,
      memoryBytes: limits.memoryBytes,
      queued,
      threads: availableParallelism(),
    },
    ...(missing !== "" && { missing: missing.slice(0, 1000) }),
  };
}
