// A program file's module level: imports, constants, functions, presets. Nothing is run; constants are read.
import type { Diagnostic } from "../../diagnostics/index.ts";
import { constantOf } from "../../symbolic/index.ts";
import type { FunctionDefinition, Module } from "../../syntax/index.ts";
import { assignValue } from "../lower/assign.ts";
import { newContext, type Walk } from "../lower/context.ts";
import { evaluate } from "../lower/expression.ts";
import { inlineBody } from "../lower/statement.ts";
import { type FrontendCode, ProgramProblem } from "../problem.ts";
import type { Value } from "../types/value.ts";

export const walk: Walk = { evaluate, inline: inlineBody };

export interface ModuleFacts {
  readonly names: ReadonlyMap<string, Value>;
  readonly functions: readonly FunctionDefinition[];
  /** Sizes by preset name, as far as the text gives them as numbers. */
  readonly presets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly diagnostics: readonly Diagnostic<FrontendCode>[];
}

export function readModule(module: Module): ModuleFacts {
  const ctx = newContext(new Map(), undefined, walk);
  const diagnostics: Diagnostic<FrontendCode>[] = [];
  const functions: FunctionDefinition[] = [];
  for (const s of module.body) {
    try {
      if (s.kind === "function") {
        functions.push(s);
        ctx.locals.set(s.name, { kind: "function", definition: s });
      } else if (s.kind === "import") {
        for (const name of s.names)
          ctx.locals.set(name.as, {
            kind: "library",
            path: name.member === undefined ? name.module : `${name.module}.${name.member}`,
          });
      } else if (s.kind === "assign") {
        const value = evaluate(ctx, s.value);
        for (const target of s.targets) assignValue(ctx, target, value, s.span);
      }
    } catch (error) {
      if (!(error instanceof ProgramProblem)) throw error;
      // A constant that can't be read matters only where it is used; there it is an unknown name.
      diagnostics.push({ ...error.diagnostic, severity: "note" });
    }
  }
  return { names: ctx.locals, functions, presets: presetsFrom(ctx.locals.get("presets")), diagnostics };
}

function presetsFrom(value: Value | undefined): Record<string, Record<string, number>> {
  const presets: Record<string, Record<string, number>> = {};
  if (value?.kind !== "dict") return presets;
  for (const [name, sizes] of value.entries) {
    if (sizes.kind !== "dict") continue;
    const numbers = [...sizes.entries].flatMap(([symbol, size]): [string, number][] => {
      const n = size.kind === "int" ? constantOf(size.expr) : undefined;
      return n === undefined ? [] : [[symbol, n]];
    });
    presets[name] = Object.fromEntries(numbers);
  }
  return presets;
}
