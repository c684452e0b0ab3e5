// Small loop programs made by hand: out[i] = f(in0[i], in1[i], …), and their runs on interpreter and WebAssembly.
import { buildWasm } from "../compiler/index.ts";
import { indexValue, type LoopProgram, type Parameter, type Statement, type Value } from "../lowering/index.ts";
import { interpret, loadWasm, type NdArray, runWasm } from "../runtime/index.ts";
import type { DType } from "../sdfg/index.ts";
import { symbol, zero } from "../symbolic/index.ts";
import { now } from "./programs.ts";

const n = symbol("N");
const here = indexValue(symbol("i"));

export function elementwise(
  inputs: readonly DType[],
  output: DType,
  f: (...args: readonly Value[]) => Value,
): LoopProgram {
  return elementwiseAll(inputs, { out: { type: output, f } });
}

/** Several results of the same arguments, each in an array of its name. */
export function elementwiseAll(
  inputs: readonly DType[],
  outputs: Readonly<Record<string, { readonly type: DType; readonly f: (...args: readonly Value[]) => Value }>>,
): LoopProgram {
  const names = inputs.map((_, i) => `in${i}`);
  const parameter = (name: string, dtype: DType, read: boolean): Parameter => ({
    name,
    dtype,
    shape: [n],
    scalar: false,
    read,
    written: !read,
    result: false,
  });
  const loads = inputs.map((type, i): Value => ({ kind: "load", type, memory: names[i] ?? "", at: here }));
  const given = inputs.map((type, i) => parameter(names[i] ?? "", type, true));
  const made = Object.entries(outputs).map(([name, { type }]) => parameter(name, type, false));
  const body = Object.entries(outputs).map(
    ([memory, { type, f }]): Statement => ({ kind: "store", memory, dtype: type, at: here, value: f(...loads) }),
  );
  return {
    name: "elementwise",
    symbols: ["N"],
    parameters: [...given, ...made],
    buffers: {},
    locals: {},
    exceptions: [],
    body: [{ kind: "for", variable: "i", begin: zero, end: n, step: 1, schedule: "sequential", body }],
  };
}

export function interpreted(program: LoopProgram, ...inputs: readonly NdArray[]): NdArray {
  const result = interpret(program, named(inputs), { N: inputs[0]?.shape[0] ?? 0 }, { now });
  if (result.kind !== "finished" || result.outputs["out"] === undefined) throw new Error("the program raised");
  return result.outputs["out"];
}

export async function inWasm(program: LoopProgram, ...inputs: readonly NdArray[]): Promise<NdArray> {
  const artefact = buildWasm(program, { N: inputs[0]?.shape[0] ?? 0 });
  const result = await runWasm(await loadWasm(artefact), named(inputs), { now });
  if (result.kind !== "finished" || result.outputs["out"] === undefined) throw new Error("the program raised");
  return result.outputs["out"];
}

function named(inputs: readonly NdArray[]): Record<string, NdArray> {
  return Object.fromEntries(inputs.map((array, i) => [`in${i}`, array]));
}
