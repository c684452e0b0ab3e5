// Matches the arrays of a call to the program's parameters, before anything runs.

import { type Refusal, refuse } from "../diagnostics/index.ts";
import type { LoopProgram, Parameter } from "../lowering/index.ts";
import { evaluate, printExpr } from "../symbolic/index.ts";
import { allocate, copyOf, type NdArray } from "./nd-array.ts";

export type Inputs = Readonly<Record<string, NdArray>>;

/** Shapes in numbers, for a program's parameters. */
export function shapesFor(
  program: LoopProgram,
  sizes: Readonly<Record<string, number>>,
): ReadonlyMap<string, number[]> {
  return new Map(program.parameters.map((p) => [p.name, p.shape.map((e) => evaluate(e, sizes))]));
}

/** Why these inputs can't be given to the program, if so. */
export function refuseInputs(
  program: LoopProgram,
  inputs: Inputs,
  sizes: Readonly<Record<string, number>>,
): Refusal | undefined {
  const shapes = shapesFor(program, sizes);
  for (const p of program.parameters) {
    if (p.result) continue;
    const given = inputs[p.name];
    if (given === undefined) return refuse("missing-input", `There is no value for the argument \`${p.name}\`.`);
    if (given.dtype !== p.dtype)
      return refuse("wrong-dtype", `\`${p.name}\` is ${given.dtype}, and the program was compiled for ${p.dtype}.`);
    const shape = shapes.get(p.name) ?? [];
    if (shape.length !== given.shape.length || shape.some((extent, i) => extent !== given.shape[i]))
      return refuse(
        "wrong-shape",
        `\`${p.name}\` has shape (${given.shape.join(", ")}), and these sizes ask for (${p.shape.map(printExpr).join(", ")}) = (${shape.join(", ")}).`,
      );
  }
  return undefined;
}

/** Copies of the inputs and fresh memory for results: what one run may write to. */
export function freshArguments(
  program: LoopProgram,
  inputs: Inputs,
  sizes: Readonly<Record<string, number>>,
): Map<string, NdArray> {
  const shapes = shapesFor(program, sizes);
  return new Map(program.parameters.map((p): [string, NdArray] => [p.name, argumentFor(p, inputs, shapes)]));
}

function argumentFor(p: Parameter, inputs: Inputs, shapes: ReadonlyMap<string, number[]>): NdArray {
  const given = inputs[p.name];
  return given === undefined ? allocate(p.dtype, shapes.get(p.name) ?? []) : copyOf(given);
}
