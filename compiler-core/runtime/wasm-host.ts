// Runs a WebAssembly artefact: puts the inputs into its memory, calls it on one thread or several, takes the outputs out.

import { control, outOfMemory, type WasmArtefact } from "../codegen/wasm/index.ts";
import { elements, mostPages, pageBytes } from "../codegen/wasm/memory-plan.ts";
import { invariant, need } from "../diagnostics/index.ts";
import { bytesOf } from "../sdfg/index.ts";
import type { Inputs } from "./arguments.ts";
import { withoutRows } from "./grown-results.ts";
import { bytesOfArray, type NdArray, viewOf } from "./nd-array.ts";
import type { RunOptions, RunResult } from "./run-result.ts";
import { type StartThread, startThreads, type Threads } from "./wasm-threads.ts";

export interface LoadedWasm {
  readonly artefact: WasmArtefact;
  readonly memory: WebAssembly.Memory;
  /** The program on this thread. */
  readonly run: (...args: (number | bigint)[]) => number;
  /** Waits for the other threads. */
  readonly meet: () => void;
  readonly others: Threads | undefined;
  /** Ends the other threads. */
  readonly stop: () => void;
}

/** A RangeError where the page or process can't have that much memory. `start` is needed for an artefact of several threads. */
export async function loadWasm(artefact: WasmArtefact, start?: StartThread): Promise<LoadedWasm> {
  const { threads } = artefact;
  const initial = artefact.plan.bytes / pageBytes;
  if (initial > mostPages)
    throw new RangeError(
      `Its arrays take ${(artefact.plan.bytes / 1e9).toFixed(1)} GB together, and WebAssembly reaches ${((mostPages * pageBytes) / 1e9).toFixed(1)} GB. The C++ engine has no such limit.`,
    );
  const memory = new WebAssembly.Memory(
    threads > 1 ? { initial, maximum: artefact.maximumPages, shared: true } : { initial },
  );
  const module = await WebAssembly.compile(artefact.bytes as Uint8Array<ArrayBuffer>);
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const program = exports["run"] as LoadedWasm["run"];
  if (threads === 1)
    return { artefact, memory, run: program, meet: () => undefined, others: undefined, stop: () => undefined };
  invariant(start !== undefined, "an artefact of several threads needs a way to start them");
  const others = await startThreads({ module, memory, threads, control }, start);
  const barrier = exports["barrier"] as (threads: number) => void;
  return {
    artefact,
    memory,
    run: (...args) => program(0, threads, ...args),
    meet: () => barrier(threads),
    others,
    stop: others.stop,
  };
}

/**
 * `inputs` are not changed. Each repeat starts from them again; the copying is counted apart. A RangeError where the
 * program asks for more memory than there is.
 */
export function runWasm(loaded: LoadedWasm, inputs: Inputs, options: RunOptions): RunResult {
  const { artefact, memory } = loaded;
  const { program, plan } = artefact;
  const started = options.now();
  const scalars = program.parameters.filter((p) => p.scalar).map((p) => scalarOf(need(inputs[p.name], p.name)));
  const repeat = options.repeat ?? 1;
  const seconds: number[] = [];
  loaded.others?.run(scalars, repeat);
  for (let i = 0; i < repeat; i++) {
    // Taken anew each time: memory may have grown.
    const heap = new Uint8Array(memory.buffer);
    for (const p of program.parameters) {
      const given = inputs[p.name];
      const at = plan.addresses.get(p.name);
      if (at !== undefined && given !== undefined) heap.set(bytesOfArray(given), at);
    }
    const { status, time } = timedRun(loaded, scalars, options);
    seconds.push(time);
    if (status === outOfMemory)
      throw new RangeError("The program asks for more memory than WebAssembly can have here.");
    if (status !== 0) return { kind: "raised", ...need(program.exceptions[status - 1], "exception") };
  }
  const outputs: Record<string, NdArray> = {};
  for (const p of program.parameters) {
    if (p.scalar) continue;
    const shape = p.shape.map((e) => elements([e]));
    const bytes = new Uint8Array(
      memory.buffer,
      need(plan.addresses.get(p.name), p.name),
      elements(p.shape) * bytesOf(p.dtype),
    );
    // A copy that nobody shares.
    outputs[p.name] = {
      dtype: p.dtype,
      shape,
      data: viewOf(p.dtype, Uint8Array.from(bytes).buffer, 0, elements(p.shape)),
    };
  }
  const total = options.now() - started;
  const marshallingSeconds = total - seconds.reduce((a, b) => a + b, 0);
  return { kind: "finished", outputs: withoutRows(outputs), seconds, marshallingSeconds };
}

function timedRun(
  loaded: LoadedWasm,
  scalars: readonly (number | bigint)[],
  options: RunOptions,
): { status: number; time: number } {
  try {
    loaded.meet();
    const before = options.now();
    const status = loaded.run(...scalars);
    return { status, time: options.now() - before };
  } catch (error) {
    loaded.others?.release();
    throw error;
  }
}

function scalarOf(array: NdArray): number | bigint {
  return need(array.data[0], "a value");
}
