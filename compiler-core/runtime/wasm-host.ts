// Runs a WebAssembly artefact on one thread: puts the inputs into its memory, calls it, takes the outputs out.
import { need } from "../diagnostics/index.ts";
import type { WasmArtefact } from "../codegen/wasm/index.ts";
import { elements, pageBytes } from "../codegen/wasm/memory-plan.ts";
import type { Inputs } from "./arguments.ts";
import { bytesOfArray, type NdArray, viewOf } from "./nd-array.ts";
import type { RunOptions, RunResult } from "./run-result.ts";

export interface LoadedWasm {
  readonly artefact: WasmArtefact;
  readonly memory: WebAssembly.Memory;
  readonly run: (...args: (number | bigint)[]) => number;
}

/** A RangeError where the page or process can't have that much memory. */
export async function loadWasm(artefact: WasmArtefact): Promise<LoadedWasm> {
  const memory = new WebAssembly.Memory({ initial: artefact.plan.bytes / pageBytes });
  const { instance } = await WebAssembly.instantiate(artefact.bytes as Uint8Array<ArrayBuffer>, { env: { memory } });
  return { artefact, memory, run: instance.exports["run"] as LoadedWasm["run"] };
}

/** `inputs` are not changed. Each repeat starts from them again; the copying is counted apart. */
export function runWasm(loaded: LoadedWasm, inputs: Inputs, options: RunOptions): RunResult {
  const { artefact, memory } = loaded;
  const { program, plan } = artefact;
  const started = options.now();
  const scalars = program.parameters.filter((p) => p.scalar).map((p) => scalarOf(need(inputs[p.name], p.name)));
  const heap = new Uint8Array(memory.buffer);
  const seconds: number[] = [];
  for (let i = 0; i < (options.repeat ?? 1); i++) {
    for (const p of program.parameters) {
      const given = inputs[p.name];
      const at = plan.addresses.get(p.name);
      if (at !== undefined && given !== undefined) heap.set(bytesOfArray(given), at);
    }
    const before = options.now();
    const status = loaded.run(...scalars);
    seconds.push(options.now() - before);
    if (status !== 0) return { kind: "raised", ...need(program.exceptions[status - 1], "exception") };
  }
  const outputs: Record<string, NdArray> = {};
  for (const p of program.parameters) {
    if (p.scalar) continue;
    const shape = p.shape.map((e) => elements([e]));
    const view = viewOf(p.dtype, memory.buffer, need(plan.addresses.get(p.name), p.name), elements(p.shape));
    outputs[p.name] = { dtype: p.dtype, shape, data: view.slice() as NdArray["data"] };
  }
  const total = options.now() - started;
  return { kind: "finished", outputs, seconds, marshallingSeconds: total - seconds.reduce((a, b) => a + b, 0) };
}

function scalarOf(array: NdArray): number | bigint {
  return need(array.data[0], "a value");
}
