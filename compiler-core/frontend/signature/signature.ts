// The types of a kernel's arguments, from its `initialize`, without running Python.
import type { Diagnostic } from "../../diagnostics/index.ts";
import type { DType } from "../../sdfg/index.ts";
import {
  assume,
  type Bindings,
  type Expr,
  printExpr,
  substitute,
  symbol,
  symbolsOf,
  zero,
} from "../../symbolic/index.ts";
import type { FunctionDefinition } from "../../syntax/index.ts";
import { newContext } from "../lower/context.ts";
import { type FrontendCode, ProgramProblem } from "../problem.ts";
import { describe, type Value } from "../types/value.ts";
import { type ModuleFacts, walk } from "./module.ts";

export type ArgumentType =
  | { readonly kind: "array"; readonly dtype: DType; readonly shape: readonly Expr[] }
  /** A number; a weak one is Python's own and yields to NumPy's types. */
  | { readonly kind: "number"; readonly dtype: DType; readonly weak: boolean }
  /** A Python int, as it follows from the sizes where it does. */
  | { readonly kind: "int"; readonly expr?: Expr };

export interface Signature {
  readonly entry: string;
  readonly parameters: readonly { readonly name: string; readonly type: ArgumentType }[];
  /** The symbols that `initialize` takes, in its order, then those that stand for sizes it can't see. */
  readonly sizes: readonly string[];
  /** Those of the sizes that only the real inputs tell: `initialize` does not take them. */
  readonly unseen: readonly string[];
  readonly origin: "initialize" | "inputs";
}

export interface SignatureResult {
  readonly signature: Signature | undefined;
  readonly diagnostics: readonly Diagnostic<FrontendCode>[];
}

export function signatureFromInitialize(facts: ModuleFacts, entry: FunctionDefinition): SignatureResult {
  const initialize = facts.functions.find((f) => f.name === "initialize");
  if (initialize === undefined)
    return problem(
      entry.span,
      `The types of \`${entry.name}\`'s arguments are unknown: this file has no \`initialize\`.`,
      "Add `def initialize(N, …)` that returns the arguments, or give them from an .npz file.",
    );
  const sizes = initialize.parameters.map((p) => p.name);
  const ctx = newContext(facts.names, undefined, walk);
  for (const size of sizes) ctx.assumptions = assume(ctx.assumptions, size, { least: zero });
  try {
    const result = walk.inline(
      ctx,
      initialize,
      new Map(sizes.map((size): [string, Value] => [size, { kind: "int", expr: symbol(size) }])),
    );
    return argumentsFrom(result, entry, initialize, sizes);
  } catch (error) {
    if (!(error instanceof ProgramProblem)) throw error;
    return { signature: undefined, diagnostics: [error.diagnostic] };
  }
}

function argumentsFrom(
  result: Value,
  entry: FunctionDefinition,
  initialize: FunctionDefinition,
  sizes: readonly string[],
): SignatureResult {
  const names = entry.parameters.map((p) => p.name);
  const values =
    result.kind === "dict"
      ? names.map((name) => result.entries.get(name))
      : result.kind === "tuple"
        ? names.map((_, i) => result.items[i])
        : names.length === 1
          ? [result]
          : [];
  const given =
    result.kind === "dict"
      ? result.entries.size
      : result.kind === "tuple"
        ? result.items.length
        : result.kind === "none"
          ? 0
          : 1;
  const missing = names.find((_, i) => values[i] === undefined && entry.parameters[i]?.default === undefined);
  if (missing !== undefined && result.kind === "dict")
    return problem(
      initialize.span,
      `\`initialize\` gives no \`${missing}\`, which \`${entry.name}\` takes.`,
      "Return a dict with a value for each parameter by its name.",
    );
  if (missing !== undefined || given > names.length)
    return problem(
      initialize.span,
      `\`initialize\` returns ${given} value${given === 1 ? "" : "s"}, and \`${entry.name}\` takes ${names.length}: ${names.join(", ")}.`,
      "Return one value for each parameter, in order, or a dict by name.",
    );
  const unseen = new Map<string, Expr>();
  const parameters: { name: string; type: ArgumentType }[] = [];
  for (const [i, name] of names.entries()) {
    const value = values[i];
    if (value === undefined) continue;
    const type = typeOf(value, name, unseen);
    if (type === undefined)
      return problem(
        initialize.span,
        `\`initialize\` returns ${describe(value)} for \`${name}\`: an argument is a number or an array.`,
        "Return arrays and numbers only.",
      );
    parameters.push({ name, type });
  }
  const free = [...unseen.values()].map(printExpr);
  return {
    signature: { entry: entry.name, parameters, sizes: [...sizes, ...free], unseen: free, origin: "initialize" },
    diagnostics: [],
  };
}

/** Symbols that evaluation made up for sizes it can't see (they hold an `@`) get a name that a person can give. */
function typeOf(value: Value, name: string, unseen: Map<string, Expr>): ArgumentType | undefined {
  const named = (expr: Expr, axis: number): Expr => {
    for (const s of symbolsOf(expr))
      if (s.includes("@") && !unseen.has(s)) unseen.set(s, symbol(`${name}_size${axis}`));
    return substitute(expr, unseen as Bindings);
  };
  if (value.kind === "array") return { kind: "array", dtype: value.dtype, shape: value.shape.map(named) };
  if (value.kind === "number") return { kind: "number", dtype: value.dtype, weak: value.weak };
  if (value.kind === "int") return { kind: "int", expr: named(value.expr, 0) };
  return undefined;
}

function problem(span: FunctionDefinition["span"], message: string, fix: string): SignatureResult {
  return { signature: undefined, diagnostics: [{ severity: "error", code: "no-entry", span, message, fix }] };
}
