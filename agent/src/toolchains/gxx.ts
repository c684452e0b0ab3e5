// GNU's or LLVM's C++ compiler with OpenMP, and OpenBLAS where it can be linked.
import { accessSync, constants, realpathSync, statSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { delimiter, join } from "node:path";
import type { JobFailure } from "../../protocol/job-failure.ts";
import { type ChildEnd, runChild } from "../native/child.ts";
import { blasCoreFor, processorFeatures } from "./blas-core.ts";
import { hashOf, isOwnFile, openWorkbench } from "./cache.ts";
import type {
  BuiltProgram,
  CompileOptions,
  FoundCompiler,
  MissingCompiler,
  Strictness,
  Toolchain,
} from "./toolchain.ts";

const names = ["g++", "clang++"] as const;
const install = "apt-get install g++ libopenblas-dev";

export const gxx: Toolchain = { id: "gxx", title: "C++ with OpenMP", find, compile };

export function flagsFor(strictness: Strictness): readonly string[] {
  return [
    "-std=c++17",
    "-O3",
    "-march=native",
    "-fopenmp",
    // No value changes by these: nobody reads errno or the floating-point flags.
    "-fno-math-errno",
    "-fno-trapping-math",
    ...(strictness === "strict" ? ["-ffp-contract=off"] : ["-ffp-contract=off", "-DDATAWRIGHT_RELAXED"]),
  ];
}

/** Strict runs sum in the order of the source, which a BLAS does not promise. */
function blasFlags(compiler: FoundCompiler, strictness: Strictness, source: string): readonly string[] {
  return compiler.blas !== undefined && strictness === "relaxed" && source.includes("DATAWRIGHT_OPENBLAS")
    ? ["-DDATAWRIGHT_OPENBLAS", "-lopenblas"]
    : [];
}

function environmentFor({ blas }: FoundCompiler): Record<string, string> {
  const core = blas === undefined ? undefined : blasCoreFor(blas, processorFeatures());
  return core === undefined ? {} : { OPENBLAS_CORETYPE: core };
}

async function find(cache: string): Promise<FoundCompiler | MissingCompiler> {
  const reasons: string[] = [];
  for (const name of names) {
    const path = onPath(name);
    if (path === undefined) {
      reasons.push(`${name} is not on the PATH`);
      continue;
    }
    const version = await versionOf(path, cache);
    const openmp = await probe(path, version, cache, "openmp", openmpProbe, ["-fopenmp"]);
    if (openmp.kind === "missing") {
      reasons.push(`${name} can't build a program with OpenMP: ${openmp.reason}`);
      continue;
    }
    const blas = await probe(path, version, cache, "openblas", openblasProbe, ["-lopenblas"]);
    return { kind: "found", id: "gxx", path, version, blas: blas.kind === "works" ? blas.says : undefined };
  }
  return { kind: "missing", id: "gxx", reason: `There is no C++ compiler to use: ${reasons.join("; ")}.`, install };
}

function onPath(name: string): string | undefined {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    if (folder === "") continue;
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder: the next one.
    }
  }
  return undefined;
}

async function versionOf(path: string, folder: string): Promise<string> {
  const end = await runChild({ what: path, command: path, args: ["--version"], folder, timeoutSeconds: 20 });
  return end.kind === "ended" && end.status === 0 ? (end.stdout.split("\n")[0] ?? "").trim() : "";
}

const openmpProbe = `#include <cstdio>
#include <omp.h>
int main() { std::printf("%d", omp_get_max_threads()); }
`;
const openblasProbe = `#include <cstdio>
extern "C" char *openblas_get_config(void);
int main() { std::printf("%s", openblas_get_config()); }
`;

type Probe = { readonly kind: "works"; readonly says: string } | { readonly kind: "missing"; readonly reason: string };

/** Builds a tiny program once and keeps it; runs it each time, since a library may go away. What fails is tried again next time. */
async function probe(
  compiler: string,
  version: string,
  cache: string,
  name: string,
  source: string,
  flags: readonly string[],
): Promise<Probe> {
  const program = join(cache, `probe-${name}-${keyOf(compiler, version, flags, source)}`);
  if (!isOwnFile(program)) {
    const built = await build(compiler, source, flags, program, cache, { timeoutSeconds: 60 });
    if (built.kind !== "ended" || built.status !== 0)
      return {
        kind: "missing",
        reason: built.kind === "ended" ? (built.stderr.trim().split("\n").at(-1) ?? "") : built.kind,
      };
  }
  const run = await runChild({ what: name, command: program, args: [], folder: cache, timeoutSeconds: 20 });
  return run.kind === "ended" && run.status === 0
    ? { kind: "works", says: run.stdout.trim() }
    : { kind: "missing", reason: "what it builds does not run" };
}

function keyOf(compiler: string, version: string, flags: readonly string[], source: string): string {
  const file = realpathSync(compiler);
  // `native` means another machine's instructions on another machine.
  return hashOf(file, `${statSync(file).mtimeMs}`, version, process.arch, cpus()[0]?.model ?? "", ...flags, source);
}

type BuildOptions = Pick<CompileOptions, "signal" | "confinement"> & { readonly timeoutSeconds: number };

async function build(
  compiler: string,
  source: string,
  flags: readonly string[],
  program: string,
  cache: string,
  options: BuildOptions,
): Promise<ChildEnd | JobFailure> {
  const bench = openWorkbench(cache, options.confinement);
  try {
    writeFileSync(join(bench.folder, "program.cpp"), source);
    const [early, libraries] = [flags.filter((f) => !f.startsWith("-l")), flags.filter((f) => f.startsWith("-l"))];
    const end = await runChild({
      what: compiler,
      command: compiler,
      args: [...early, "program.cpp", "-o", "program", ...libraries],
      folder: bench.folder,
      environment: { TMPDIR: bench.folder },
      timeoutSeconds: options.timeoutSeconds,
      ...(options.signal && { signal: options.signal }),
      ...(options.confinement && { confinement: options.confinement }),
    });
    if (end.kind === "ended" && end.status === 0) bench.keep("program", program);
    return end;
  } finally {
    bench.close();
  }
}

async function compile(source: string, options: CompileOptions): Promise<BuiltProgram | JobFailure> {
  const begin = performance.now();
  const compiler = await find(options.cache);
  if (compiler.kind === "missing")
    return { kind: "toolchain-missing", tool: "a C++ compiler", reason: compiler.reason, install: compiler.install };
  const flags = [...flagsFor(options.strictness), ...blasFlags(compiler, options.strictness, source)];
  const hash = keyOf(compiler.path, compiler.version, flags, source);
  const path = join(options.cache, `program-${hash}`);
  const done = (cached: boolean, log: string): BuiltProgram => ({
    kind: "built",
    path,
    compiler,
    flags,
    hash,
    environment: environmentFor(compiler),
    cached,
    seconds: (performance.now() - begin) / 1000,
    log,
  });
  if (isOwnFile(path)) return done(true, "");
  const { signal, confinement, timeoutSeconds = 120 } = options;
  const end = await build(compiler.path, source, flags, path, options.cache, {
    timeoutSeconds,
    ...(signal && { signal }),
    ...(confinement && { confinement }),
  });
  if (end.kind !== "ended") return end;
  return end.status === 0
    ? done(false, end.stderr)
    : { kind: "compile-failed", tool: compiler.version, status: end.status, output: end.stderr };
}
