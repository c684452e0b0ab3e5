// What is hard happens once: rewrites a loop program until the target can print each statement as it stands.
import type { LoopProgram } from "../lowering/index.ts";
import type { Capabilities } from "./capabilities.ts";
import { complexToPairs } from "./complex-pairs.ts";
import { legalizeFloatDivision } from "./float-division.ts";
import type { FunctionTable } from "./functions.ts";
import { legalizeIntegers } from "./integer-arithmetic.ts";
import { legalizeFunctions } from "./math-functions.ts";
import { expandMatrixProducts } from "./matrix-products.ts";
import { namePrivates } from "./private-locals.ts";
import { rewriteValues } from "./rewrite.ts";
import { resolveWriteConflicts } from "./write-conflicts.ts";

/**
 * The same program without complex numbers, without integer operations that wrap or divide otherwise than the machine, and
 * with mathematical functions spelled out in `functions`. It gives the same bits on every target that keeps the order of
 * operations and does not contract them.
 */
export function legalize(program: LoopProgram, capabilities: Capabilities): LoopProgram {
  const table: FunctionTable = new Map();
  const simple = complexToPairs(resolveWriteConflicts(expandMatrixProducts(program), capabilities), table);
  const rules = [
    legalizeFloatDivision(table, capabilities),
    legalizeIntegers(table),
    legalizeFunctions(table, capabilities),
  ];
  const legal = rules.reduce(rewriteValues, simple);
  const functions = { ...program.functions, ...Object.fromEntries(table) };
  return { ...namePrivates(legal), ...(Object.keys(functions).length > 0 && { functions }) };
}
