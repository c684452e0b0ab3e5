// GNU's or LLVM's C++ compiler with OpenMP, and OpenBLAS where it can be linked.
import { accessSync, constants, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { delimiter, join } from "node:path";
import type { JobFailure } from "../../protocol/job-failure.ts";
import { type ChildEnd, runChild, shortened } from "../native/child.ts";
import { blasCoreFor, processorFeatures } from "./blas-core.ts";
import { hashOf, isOwnFile, openWorkbench } from "./cache.ts";
import { touch, trimCache } from "./cache-quota.ts";
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
const mayUseBlas = (source: string, { strictness, expansions }: CompileOptions) =>
  strictness === "relaxed" && expansions !== "pure" && source.includes("DATAWRIGHT_OPENBLAS");

function environmentFor({ blas }: FoundCompiler): Record<string, string> {
  const core = blas === undefined ? undefined : blasCoreFor(blas, processorFeatures());
  return core === undefined ? {} : { OPENBLAS_CORETYPE: core };
}

async function find(cache: string): Promise<FoundCompiler | MissingCompiler> {
  const compiler = await locate(cache);
  return compiler.kind === "found" ? withBlas(compiler, cache) : compiler;
}

async function withBlas(compiler: FoundCompiler, cache: string, signal?: AbortSignal): Promise<FoundCompiler> {
  const program = await probe(compiler, cache, "openblas", openblasProbe, ["-lopenblas"], signal);
  if (program.kind === "missing") return compiler;
  // It runs each time: a library that was linked once may be gone.
  const run = await runChild({ what: "OpenBLAS", command: program.path, args: [], folder: cache, timeoutSeconds: 20 });
  return run.kind === "ended" && run.status === 0 ? { ...compiler, blas: run.stdout.trim() } : compiler;
}

/** The first compiler that can build a program with OpenMP. Starts no process where all of it is known from before. */
async function locate(cache: string, signal?: AbortSignal): Promise<FoundCompiler | MissingCompiler> {
  const reasons: string[] = [];
  for (const name of names) {
    const path = onPath(name);
    if (path === undefined) {
      reasons.push(`${name} is not on the PATH`);
      continue;
    }
    const compiler: FoundCompiler = {
      kind: "found",
      id: "gxx",
      path,
      version: await versionOf(path, cache, signal),
      blas: undefined,
    };
    // With all that programs are built with: an old compiler is told before it is given one.
    const openmp = await probe(compiler, cache, "openmp", openmpProbe, flagsFor("strict"), signal);
    if (openmp.kind === "works") return compiler;
    reasons.push(`${name} can't build a program with OpenMP in C++17: ${openmp.reason}`);
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

/** Asked once for each compiler and kept beside what it built. */
async function versionOf(path: string, cache: string, signal?: AbortSignal): Promise<string> {
  const kept = join(cache, `version-${hashOf(...identityOf(path))}`);
  if (isOwnFile(kept)) return readFileSync(kept, "utf8");
  const end = await runChild({
    what: path,
    command: path,
    args: ["--version"],
    folder: cache,
    timeoutSeconds: 20,
    ...(signal && { signal }),
  });
  if (end.kind !== "ended" || end.status !== 0) return "";
  const version = (end.stdout.split("\n")[0] ?? "").trim();
  const bench = openWorkbench(cache);
  writeFileSync(join(bench.folder, "version"), version);
  bench.keep("version", kept);
  bench.close();
  return version;
}

/** Which file a compiler is: another one in its place, or a newer one, is another compiler. */
function identityOf(path: string): readonly string[] {
  const file = realpathSync(path);
  const { mtimeMs, size } = statSync(file);
  return [file, `${mtimeMs}`, `${size}`];
}

const openmpProbe = `#include <cstdio>
#include <omp.h>
int main() { if constexpr (sizeof(long long) == 8) std::printf("%d", omp_get_max_threads()); }
`;
const openblasProbe = `#include <cstdio>
extern "C" char *openblas_get_config(void);
int main() { std::printf("%s", openblas_get_config()); }
`;

type Probe = { readonly kind: "works"; readonly path: string } | { readonly kind: "missing"; readonly reason: string };

/** Builds a tiny program once and keeps it. What fails is tried again next time: the missing part may have been installed. */
async function probe(
  compiler: FoundCompiler,
  cache: string,
  name: string,
  source: string,
  flags: readonly string[],
  signal?: AbortSignal,
): Promise<Probe> {
  const path = join(cache, `probe-${name}-${keyOf(compiler, flags, source)}`);
  if (isOwnFile(path)) return { kind: "works", path };
  const end = await build(compiler.path, source, flags, path, cache, { timeoutSeconds: 60, ...(signal && { signal }) });
  if (end.kind === "ended" && end.status === 0) return { kind: "works", path };
  return { kind: "missing", reason: end.kind === "ended" ? (end.stderr.trim().split("\n").at(-1) ?? "") : end.kind };
}

function keyOf({ path, version }: FoundCompiler, flags: readonly string[], source: string): string {
  // `native` means another machine's instructions on another machine.
  return hashOf(...identityOf(path), version, process.arch, cpus()[0]?.model ?? "", ...flags, source);
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
  const located = await locate(options.cache, options.signal);
  if (options.signal?.aborted) return { kind: "cancelled" };
  if (located.kind === "missing")
    return { kind: "toolchain-missing", tool: "a C++ compiler", reason: located.reason, install: located.install };
  const compiler = mayUseBlas(source, options) ? await withBlas(located, options.cache, options.signal) : located;
  const blas = compiler.blas === undefined ? [] : ["-DDATAWRIGHT_OPENBLAS", "-lopenblas"];
  const flags = [...flagsFor(options.strictness), ...blas];
  const hash = keyOf(compiler, flags, source);
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
  if (isOwnFile(path)) {
    touch(path);
    return done(true, "");
  }
  const { signal, confinement, timeoutSeconds = 120 } = options;
  const end = await build(compiler.path, source, flags, path, options.cache, {
    timeoutSeconds,
    ...(signal && { signal }),
    ...(confinement && { confinement }),
  });
  if (end.kind !== "ended") return end;
  trimCache(options.cache);
  return end.status === 0
    ? done(false, end.stderr)
    : { kind: "compile-failed", tool: compiler.version, status: end.status, output: shortened(end.stderr, 100_000) };
}
