// The engines of `run`: each takes a loop program with raw inputs and gives back what the run left.

import { setTimeout } from "node:timers/promises";
import v8 from "node:v8";
import { Worker } from "node:worker_threads";
import { readArray, readArrays } from "../../agent/src/native/array-files.ts";
import { type MapTimes, mapTimes } from "../../agent/src/native/map-times.ts";
import { runNative } from "../../agent/src/native/run-native.ts";
import type { ArrayFile } from "../../agent/src/oracle/oracle.ts";
import { openCache, ownCache } from "../../agent/src/toolchains/cache.ts";
import type { Expansions, Strictness } from "../../agent/src/toolchains/toolchain.ts";
import { buildCpp, buildWasm, type TimedElements } from "../../compiler-core/compiler/index.ts";
import { need } from "../../compiler-core/diagnostics/index.ts";
import type { LoopProgram } from "../../compiler-core/lowering/index.ts";
import {
  hasFusedMultiplyAdd,
  interpret,
  type LoadedWasm,
  loadWasm,
  multiplyAddFor,
  type NdArray,
  nodeThreads,
  type RunResult,
  runWasm,
  withoutRows,
} from "../../compiler-core/runtime/index.ts";
import { evaluate } from "../../compiler-core/symbolic/index.ts";
import { CommandEnd, exit } from "../exit.ts";
import { ended } from "../failure-text.ts";
import { interruptible } from "../interrupt.ts";
import { now, type World } from "../world.ts";

const startThread = nodeThreads(Worker);

export const targets = ["wasm", "cpp", "interpreter"] as const;
export type TargetId = (typeof targets)[number];

export interface EngineRequest {
  readonly program: LoopProgram;
  readonly symbols: Readonly<Record<string, number>>;
  readonly folder: string;
  readonly inputs: Readonly<Record<string, ArrayFile>>;
  readonly strictness: Strictness;
  readonly expansions: Expansions;
  readonly repeat: number;
  readonly threads: number;
  /** What measures itself, where asked for: C++ only. */
  readonly timed?: TimedElements;
}

export interface EngineResult {
  readonly result: RunResult;
  readonly stages: { readonly emit: number; readonly toolchain: number };
  /** Threads that the run really had. */
  readonly threads: number;
  /** Of each element that measured itself. */
  readonly maps?: readonly MapTimes[];
  readonly compiler?: { readonly version: string; readonly flags: readonly string[]; readonly cached: boolean };
}

export function runOn(target: TargetId, world: World, request: EngineRequest): Promise<EngineResult> {
  switch (target) {
    case "interpreter":
      return runInterpreter(request);
    case "wasm":
      return runInPage(request);
    case "cpp":
      return runCpp(world, request);
  }
}

async function runInterpreter({ program, folder, inputs, symbols, repeat }: EngineRequest): Promise<EngineResult> {
  const arrays = readArrays(folder, inputs);
  const seconds: number[] = [];
  let result = interpret(program, arrays, symbols, { now });
  for (let i = 1; i < repeat && result.kind === "finished"; i++) {
    seconds.push(...result.seconds);
    result = interpret(program, arrays, symbols, { now });
  }
  const all = result.kind === "finished" ? { ...result, seconds: [...seconds, ...result.seconds] } : result;
  return { result: all, stages: { emit: 0, toolchain: 0 }, threads: 1 };
}

/** As the page runs it. The engine's own compilation of the bytes counts as the toolchain. */
async function runInPage({
  program,
  folder,
  inputs,
  symbols,
  repeat,
  threads: asked,
  strictness,
}: EngineRequest): Promise<EngineResult> {
  const begin = now();
  // Node 20 has behind a flag what the page's engine has.
  if (!hasFusedMultiplyAdd()) v8.setFlagsFromString("--experimental-wasm-relaxed-simd");
  const artefact = buildWasm(program, symbols, { threads: asked, multiplyAdd: multiplyAddFor(strictness) });
  const emitted = now();
  let loaded: LoadedWasm | undefined;
  try {
    loaded = await loadWasm(artefact, startThread);
    const { threads } = artefact;
    const stages = { emit: emitted - begin, toolchain: now() - emitted };
    const arrays = readArrays(folder, inputs);
    // The first call runs quickly made code; the optimized one is made beside it meanwhile.
    const first = runWasm(loaded, arrays, { now });
    if (first.kind === "raised") return { result: first, stages, threads };
    await setTimeout(tierUpMilliseconds);
    const result = runWasm(loaded, arrays, { now, repeat });
    return { result: result.kind === "finished" ? withoutNumbers(result, program) : result, stages, threads };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CommandEnd(exit.environment, `There is not enough memory for this run in WebAssembly: ${error.message}`);
  } finally {
    loaded?.stop();
  }
}

const tierUpMilliseconds = 100;

/** A complex number is given by its place in memory there; it is an argument, and nothing that a run leaves. */
function withoutNumbers(result: RunResult & { kind: "finished" }, { parameters }: LoopProgram): RunResult {
  const numbers = new Set(parameters.filter((p) => p.scalar).map((p) => p.name));
  const outputs = Object.entries(result.outputs).filter(([name]) => !numbers.has(name));
  return { ...result, outputs: Object.fromEntries(outputs) };
}

async function runCpp({ toolchain }: World, request: EngineRequest): Promise<EngineResult> {
  const { program, folder, symbols, repeat, threads, strictness, expansions, timed } = request;
  const begin = now();
  const { source, timers } = buildCpp(program, [], timed);
  const emit = now() - begin;
  const cache = openCache(ownCache());
  if (cache.kind !== "opened") throw ended(cache);
  const built = await interruptible((signal) =>
    toolchain.compile(source, { strictness, expansions, cache: cache.folder, signal }),
  );
  if (built.kind !== "built") throw ended(built);
  const day = 86_400;
  const values = program.symbols.map((name) => need(symbols[name], name));
  const ran = await interruptible((signal) =>
    runNative({
      program: built.path,
      environment: built.environment,
      folder,
      symbols: values,
      warmup: 1,
      repeat,
      threads,
      timeoutSeconds: day,
      signal,
    }),
  );
  if (ran.kind !== "ran") throw ended(ran);
  const stages = { emit, toolchain: built.seconds };
  const compiler = { version: built.compiler.version, flags: built.flags, cached: built.cached };
  if (ran.status !== 0)
    return {
      result: { kind: "raised", ...need(program.exceptions[ran.status - 1], "exception") },
      stages,
      threads,
      compiler,
    };
  // Whatever the process did beside the timed runs: starting, reading, the warm-up, writing; and reading its files here.
  const before = now();
  const outputs = withoutRows(readOutputs(request));
  const marshallingSeconds = ran.processSeconds - ran.seconds.reduce((a, b) => a + b, 0) + (now() - before);
  const result: RunResult = { kind: "finished", outputs, seconds: ran.seconds, marshallingSeconds };
  return { result, stages, threads, compiler, ...(timed && { maps: mapTimes(timers, ran) }) };
}

/** An array that the program does not write is as it was given. */
function readOutputs({ program, folder, symbols }: EngineRequest): Record<string, NdArray> {
  return Object.fromEntries(
    program.parameters
      .filter((p) => !p.scalar)
      .map((p): [string, NdArray] => {
        const shape = p.shape.map((extent) => evaluate(extent, symbols));
        return [
          p.name,
          readArray(folder, { dtype: p.dtype, shape, file: `${p.name}.${p.written || p.result ? "out" : "in"}` }),
        ];
      }),
  );
}
