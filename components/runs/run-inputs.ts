// What a run begins with: arguments from a file, from the program's own `initialize`, or made up for a graph that has none;
// and the answer that it is compared with.
import type { Program } from "@datawright/compiler-core/compiler";
import type { Inputs, NdArray } from "@datawright/compiler-core/runtime";
import { memoryOf, printBytes } from "@/components/documents/memory";
import type { Sizes } from "@/components/documents/sizes";
import { whyNotGiven } from "@/components/stores/inputs-slice";
import type { NumpyRun } from "@/components/stores/run-slice";
import { python } from "@/components/workers/services";
import { bindInputs } from "./bind-inputs";
import { madeInputs } from "./made-inputs";
import { repetitionsFor } from "./repetitions";
import { RunRefused, type RunSubject } from "./run-subject";

export interface RunInputs {
  readonly inputs: Inputs;
  /** With those that only the inputs tell. */
  readonly sizes: Sizes;
}

/** In Python they are kept under the subject's key, for `runNumpy`. */
export async function inputsFor(subject: RunSubject, say: (message: string) => void): Promise<RunInputs> {
  const { document, program, text, given, sizes, key } = subject;
  const whyNot = whyNotGiven(given);
  if (whyNot !== undefined) throw new RunRefused(whyNot);
  const memory = memoryOf(program.sdfg, sizes);
  const inAll = memory === undefined ? "" : ` (${printBytes(memory.totalBytes)} in all copies)`;
  if (document.form === "graph") {
    say(`Making the inputs${inAll}`);
    const inputs = given.kind === "bound" ? given.arrays : madeInputs(program, sizes);
    return { inputs, sizes };
  }
  say(`${given.kind === "bound" ? `Taking the inputs of ${given.name}` : "Making the inputs with Python"}${inAll}`);
  const file = given.kind === "bound" ? given.bytes : undefined;
  const made = await python().inputs(key, text, program.signature.entry, sizes, inputTypes(program), file);
  const bound = bindInputs(program, made, sizes);
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

/** Its answer to the same inputs, each float moved by one ulp; none where it raises. */
export async function nudgedNumpy(key: string): Promise<Readonly<Record<string, NdArray>> | undefined> {
  const run = await python().run(key, 1, { nudge: true });
  return run.kind === "finished" ? run.outputs : undefined;
}
