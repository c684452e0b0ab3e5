// The functions that a legalized program needs, made when first asked for, so that each stands after those it applies.
import type { FusedProduct, LoopFunction, Value } from "../lowering/index.ts";
import type { DType } from "../sdfg/index.ts";
import { typeOf } from "./values.ts";

export type FunctionTable = Map<string, LoopFunction>;

/** Binds a value to a name within the function, and gives back the name as a value. */
export interface Bind {
  (name: string, value: Value): Value;
  /** Where functions that the bound values apply are made. */
  readonly table: FunctionTable;
}

/** How one function is made. Its body may apply others of the same table. */
export interface Recipe {
  readonly name: string;
  readonly parameters: Readonly<Record<string, DType>>;
  readonly result: DType;
  /** For arguments that hardly ever occur: worth a branch around it. */
  readonly rare?: true;
  /** The same result as first · second + third, rounded once. */
  readonly fused?: (args: readonly Value[]) => FusedProduct;
  readonly body: (args: readonly Value[], bind: Bind, table: FunctionTable) => Value;
}

export function applied(table: FunctionTable, recipe: Recipe, ...args: readonly Value[]): Value {
  if (!table.has(recipe.name)) {
    const made = build(recipe, table);
    table.set(recipe.name, made);
  }
  return { kind: "apply", type: recipe.result, name: recipe.name, args };
}

function build(recipe: Recipe, table: FunctionTable): LoopFunction {
  const parameters = Object.entries(recipe.parameters).map(([name, type]) => ({ name, type }));
  const taken = new Set(parameters.map((p) => p.name));
  const lets: { name: string; value: Value }[] = [];
  const named = (wanted: string, value: Value): Value => {
    let name = wanted;
    for (let i = 2; taken.has(name); i++) name = `${wanted}${i}`;
    taken.add(name);
    lets.push({ name, value });
    return { kind: "local", type: typeOf(value), name };
  };
  const args = parameters.map(({ name, type }): Value => ({ kind: "local", type, name }));
  const result = recipe.body(args, Object.assign(named, { table }), table);
  return {
    parameters,
    lets,
    result,
    ...(recipe.rare && { rare: true }),
    ...(recipe.fused && { fused: recipe.fused(args) }),
  };
}
