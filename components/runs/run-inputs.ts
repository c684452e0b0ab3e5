// What a run begins with: arguments from a file, from the program's own `initialize`, or made up for a graph that has none;
// and the answer that it is compared with.
import type { Program } from "@datawright/compiler-core/compiler";
import type { Inputs, NdArray } from "@datawright/compiler-core/runtime";
import { memoryOf, printBytes } from "@/components/documents/memory";
import { whyNotGiven } from "@/components/stores/inputs-slice";
import type { NumpyRun } from "@/components/stores/run-slice";
import type { StudioState } from "@/components/stores/studio-store";
import { python } from "@/components/workers/services";
import { bindInputs } from "./bind-inputs";
import { madeInputs } from "./made-inputs";
import { repetitionsFor } from "./repetitions";

export type Sizes = Readonly<Record<string, number>>;

/** It can't be run, and here is why: said to the person as it stands. */
export class RunRefused extends Error {
  override readonly name = "RunRefused";
}

export interface RunInputs {
  readonly inputs: Inputs;
  /** With those that only the inputs tell. */
  readonly sizes: Sizes;
}

/** `key` names the inputs in Python, for `runNumpy`. */
export async function inputsFor(
  state: Pick<StudioState, "document" | "graphText" | "given">,
  graph: Program,
  sizes: Sizes,
  key: string,
  working: (message: string) => void,
): Promise<RunInputs> {
  const { document, graphText, given } = state;
  const whyNot = whyNotGiven(given);
  if (whyNot !== undefined) throw new RunRefused(whyNot);
  const memory = memoryOf(graph.sdfg, sizes);
  const inAll = memory === undefined ? "" : ` (${printBytes(memory.totalBytes)} in all copies)`;
  if (document.form === "graph") {
    working(`Making the inputs${inAll}`);
    const inputs = given.kind === "bound" ? given.arrays : madeInputs(graph, sizes);
    return { inputs, sizes };
  }
  working(`${given.kind === "bound" ? `Taking the inputs of ${given.name}` : "Making the inputs with Python"}${inAll}`);
  const file = given.kind === "bound" ? given.bytes : undefined;
  const made = await python().inputs(key, graphText, graph.signature.entry, sizes, inputTypes(graph), file);
  const bound = bindInputs(graph, made, sizes);
  if (bound.kind === "refusal") throw new RunRefused(bound.reason);
  return { inputs: made, sizes: bound.sizes };
}

/** dtypes that the inputs must have, by name. */
function inputTypes(program: Program): Record<string, string> {
  return Object.fromEntries(
    program.signature.parameters.flatMap((p) => (p.type.kind === "array" ? [[p.name, p.type.dtype]] : [])),
  );
}

export interface NumpyAnswer {
  readonly expected: Readonly<Record<string, NdArray>> | undefined;
  readonly numpy: NumpyRun;
}

/** NumPy's answer to the inputs under `key`, and its times where they are wanted. */
export async function runNumpy(key: string, timed: boolean): Promise<NumpyAnswer> {
  const warm = await python().run(key, 1);
  if (warm.kind === "raised") return { expected: undefined, numpy: { raised: warm } };
  if (!timed) return { expected: warm.outputs, numpy: { seconds: warm.seconds } };
  const again = await python().run(key, repetitionsFor(warm.seconds[0] ?? 0));
  return {
    expected: warm.outputs,
    numpy: again.kind === "finished" ? { seconds: again.seconds } : { raised: again },
  };
}
