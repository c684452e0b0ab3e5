// Real inputs meet a program: what its remaining symbols are worth, and whether every argument is as it was compiled for.
import type { Program } from "../../../compiler-core/compiler/index.ts";
import { type Refusal, refuse } from "../../../compiler-core/diagnostics/index.ts";
import type { LoopProgram } from "../../../compiler-core/lowering/index.ts";
import { evaluate, printExpr, symbolOf } from "../../../compiler-core/symbolic/index.ts";
import type { ArrayFile } from "../oracle/oracle.ts";
import { readArray } from "./array-files.ts";

export type BoundInputs =
  | {
      readonly kind: "bound" /** A value for every symbol of the loop program. */;
      readonly symbols: Readonly<Record<string, number>>;
    }
  | Refusal;

/** `sizes`: the ones that were chosen. The others follow from the shapes of the inputs, and ints from their values. */
export function bindInputs(
  signature: Program["signature"],
  program: LoopProgram,
  sizes: Readonly<Record<string, number>>,
  folder: string,
  inputs: Readonly<Record<string, ArrayFile>>,
): BoundInputs {
  const symbols: Record<string, number> = { ...sizes };
  for (const { name, type } of signature.parameters) {
    const given = inputs[name];
    if (given === undefined) continue;
    if (type.kind === "array") {
      for (const [axis, extent] of type.shape.entries()) {
        const symbol = symbolOf(extent);
        const value = given.shape[axis];
        if (symbol !== undefined && value !== undefined) symbols[symbol] ??= value;
      }
    } else if (type.kind === "int" && program.symbols.includes(name)) {
      const value =
        given.dtype === "int64" && given.shape.length === 0 ? Number(readArray(folder, given).data[0]) : Number.NaN;
      if (!Number.isSafeInteger(value))
        return refuse(
          "wrong-dtype",
          `\`${name}\` is ${given.dtype} of shape (${given.shape.join(", ")}), and the program was compiled for a whole number of at most 2^53.`,
        );
      symbols[name] = value;
    }
  }
  const unknown = program.symbols.find((name) => symbols[name] === undefined);
  if (unknown !== undefined) return refuse("unknown-size", `No input tells what \`${unknown}\` is; give it as a size.`);
  return refuseShapes(program, symbols, inputs) ?? { kind: "bound", symbols };
}

function refuseShapes(
  program: LoopProgram,
  symbols: Readonly<Record<string, number>>,
  inputs: Readonly<Record<string, ArrayFile>>,
): Refusal | undefined {
  for (const p of program.parameters) {
    if (p.result) continue;
    const given = inputs[p.name];
    if (given === undefined) return refuse("missing-input", `There is no value for the argument \`${p.name}\`.`);
    if (given.dtype !== p.dtype)
      return refuse("wrong-dtype", `\`${p.name}\` is ${given.dtype}, and the program was compiled for ${p.dtype}.`);
    const shape = p.shape.map((extent) => evaluate(extent, symbols));
    if (shape.length !== given.shape.length || shape.some((extent, i) => extent !== given.shape[i]))
      return refuse(
        "wrong-shape",
        `\`${p.name}\` has shape (${given.shape.join(", ")}), and these sizes ask for (${p.shape.map(printExpr).join(", ")}) = (${shape.join(", ")}).`,
      );
  }
  return undefined;
}
