// A program file → its signature and its graph. The frontend's door.
import { type Diagnostic, need, type Outcome, type Span } from "../diagnostics/index.ts";
import { rowsOf, type Sdfg } from "../sdfg/index.ts";
import { assume, type Expr, equal, symbol, symbolOf, symbolsOf, zero } from "../symbolic/index.ts";
import type { Expression, FunctionDefinition, Module, Statement } from "../syntax/index.ts";
import { settle } from "./lower/assign.ts";
import { GraphBuilder, isPointName } from "./lower/builder.ts";
import { type Context, newContext } from "./lower/context.ts";
import { copyInto, newArray, wholePlace } from "./lower/elementwise.ts";
import { namesIn } from "./lower/liveness.ts";
import { requireDtype } from "./lower/mixed-type.ts";
import { withSingleReturn } from "./lower/single-return.ts";
import { walkBody } from "./lower/statement.ts";
import { type FrontendCode, fail, ProgramProblem } from "./problem.ts";
import { type ModuleFacts, readModule, walk } from "./signature/module.ts";
import { type Signature, signatureFromInitialize } from "./signature/signature.ts";
import { describe, dtypeOf, isNumeric, type Numeric, shapeOf, type Value } from "./types/value.ts";

export interface Program {
  readonly sdfg: Sdfg;
  readonly signature: Signature;
  readonly presets: ModuleFacts["presets"];
}

export interface FrontendOptions {
  /** Which function to compile, where the file leaves a choice. */
  readonly entry?: string;
  /** Types given from outside (an input file); else `initialize` tells them. */
  readonly signature?: Signature;
}

export function compileModule(module: Module, options: FrontendOptions = {}): Outcome<Program, FrontendCode> {
  const facts = readModule(module);
  const diagnostics: Diagnostic<FrontendCode>[] = [...facts.diagnostics];
  const entry = chooseEntry(facts, options.entry);
  if ("message" in entry) return { value: undefined, diagnostics: [...diagnostics, entry] };
  const typed = options.signature
    ? { signature: options.signature, diagnostics: [] }
    : signatureFromInitialize(facts, entry);
  diagnostics.push(...typed.diagnostics);
  if (typed.signature === undefined) return { value: undefined, diagnostics };
  const lowered = lowerFunction(facts, entry, typed.signature);
  diagnostics.push(...lowered.diagnostics);
  if (lowered.value === undefined) return { value: undefined, diagnostics };
  return { value: { sdfg: lowered.value, signature: typed.signature, presets: facts.presets }, diagnostics };
}

const mostNamed = 20;

function namesOf(functions: readonly FunctionDefinition[]): string {
  const names = functions.slice(0, mostNamed).map((f) => f.name);
  return functions.length > mostNamed ? `${names.join(", ")} and more` : names.join(", ") || "none";
}

/** The function asked for, or the one that no other calls. */
function chooseEntry(facts: ModuleFacts, wanted: string | undefined): FunctionDefinition | Diagnostic<FrontendCode> {
  const kernels = facts.functions.filter((f) => f.name !== "initialize");
  const at = facts.functions[0]?.span ?? { line: 1, column: 0, endLine: 1, endColumn: 1 };
  const problem = (message: string, fix: string): Diagnostic<FrontendCode> => ({
    severity: "error",
    code: "no-entry",
    span: at,
    message,
    fix,
  });
  if (wanted !== undefined)
    return (
      kernels.find((f) => f.name === wanted) ??
      problem(`There is no function \`${wanted}\` in this file.`, `It has: ${namesOf(kernels)}.`)
    );
  const called = new Set(facts.functions.flatMap((f) => [...namesCalledIn(f.body)].filter((name) => name !== f.name)));
  const [first, ...others] = kernels.filter((f) => !called.has(f.name));
  if (first === undefined)
    return problem(
      "There is no function to compile in this file.",
      "Define a function that takes arrays and computes with NumPy.",
    );
  if (others.length > 0)
    return problem(
      `This file has several functions that could be the program: ${namesOf([first, ...others])}.`,
      "Choose one as the entry.",
    );
  return first;
}

function namesCalledIn(body: readonly Statement[]): Set<string> {
  const names = new Set<string>();
  const visit = (e: Expression | undefined) => {
    if (e !== undefined) namesIn(e, names);
  };
  for (const s of body) {
    if (s.kind === "assign" || s.kind === "augmented" || s.kind === "expression" || s.kind === "return") visit(s.value);
    if (s.kind === "for") visit(s.iterable);
    if (s.kind === "while" || s.kind === "if") visit(s.test);
    if (s.kind === "for" || s.kind === "while" || s.kind === "if")
      for (const name of namesCalledIn([...s.body, ...s.otherwise])) names.add(name);
  }
  return names;
}

function lowerFunction(
  facts: ModuleFacts,
  entry: FunctionDefinition,
  signature: Signature,
): Outcome<Sdfg, FrontendCode> {
  const graph = new GraphBuilder();
  const ctx = newContext(facts.names, graph, walk);
  for (const size of signature.sizes) {
    if (isPointName(size)) return { value: undefined, diagnostics: [reserved(size, entry.span)] };
    graph.symbols.set(size, { dtype: "int64", least: zero });
    ctx.assumptions = assume(ctx.assumptions, size, { least: zero });
  }
  const diagnostics: Diagnostic<FrontendCode>[] = [];
  const attempt = (body: () => void) => {
    try {
      body();
    } catch (error) {
      if (!(error instanceof ProgramProblem)) throw error;
      diagnostics.push(error.diagnostic);
    }
  };
  attempt(() => {
    for (const p of entry.parameters) ctx.locals.set(p.name, argument(ctx, graph, p, signature));
  });
  let returns: string[] = [];
  attempt(() => {
    ctx.calls.push(entry.name);
    walkBody(ctx, withSingleReturn(entry.body), new Set());
    returns = returned(ctx, graph, ctx.returned, entry, signature);
    for (const write of ctx.epilogue) write();
  });
  if (diagnostics.some((d) => d.severity === "error")) return { value: undefined, diagnostics };
  const argNames = signature.parameters
    .map((p) => p.name)
    .filter((name) => graph.containers.has(name) || graph.symbols.has(name));
  return { value: graph.finish(entry.name, argNames, returns), diagnostics };
}

function reserved(name: string, span: Span): Diagnostic<FrontendCode> {
  return {
    severity: "error",
    code: "unsupported-syntax",
    span,
    message: `An argument or a size can't be called \`${name}\`: the points of arrays are counted by names like this.`,
    fix: "Give it another name.",
  };
}

function argument(
  ctx: Context,
  graph: GraphBuilder,
  parameter: FunctionDefinition["parameters"][number],
  signature: Signature,
): Value {
  const { name, span } = parameter;
  const type = signature.parameters.find((p) => p.name === name)?.type;
  if (type === undefined)
    return parameter.default === undefined
      ? fail("wrong-arguments", span, `There is no value for the argument \`${name}\`.`)
      : walk.evaluate(ctx, parameter.default);
  if (isPointName(name)) throw new ProgramProblem(reserved(name, span));
  switch (type.kind) {
    case "array":
      graph.argument(name, { dtype: type.dtype, shape: type.shape, origin: span });
      return type.shape.length === 0
        ? { kind: "number", dtype: type.dtype, weak: false, place: wholePlace(name, []) }
        : { kind: "array", dtype: type.dtype, shape: type.shape, place: wholePlace(name, type.shape) };
    case "number":
      graph.argument(name, { dtype: type.dtype, shape: [], origin: span, ...(type.weak && { weak: true as const }) });
      return { kind: "number", dtype: type.dtype, weak: type.weak, place: wholePlace(name, []) };
    case "int": {
      const same = type.expr === undefined ? undefined : symbolOf(type.expr);
      if (same !== undefined && signature.sizes.includes(same)) return { kind: "int", expr: symbol(same) };
      graph.symbols.set(name, { dtype: "int64" });
      return { kind: "int", expr: symbol(name) };
    }
  }
}

/**
 * Containers named `__return` (or `__return_0`, …) that hold what the function returns. One whose first extent only the data
 * decides has room for the most, and is followed by one that tells the extent (see runtime/grown-results.ts).
 */
function returned(
  ctx: Context,
  graph: GraphBuilder,
  value: Value | undefined,
  entry: FunctionDefinition,
  signature: Signature,
): string[] {
  if (value === undefined || value.kind === "none") return [];
  const items = (value.kind === "tuple" ? value.items : [value]).map((item) => settle(ctx, item, "result", entry.span));
  graph.beginStatement("return", entry.body.at(-1)?.span ?? entry.span);
  // What the caller knows before the run: sizes, and whole numbers among the arguments.
  const ints = signature.parameters.filter((p) => p.type.kind === "int").map((p) => p.name);
  const given = new Set([...signature.sizes, ...ints]);
  return items.flatMap((item, i) => {
    requireDtype(ctx, item, entry.body.at(-1)?.span ?? entry.span);
    const name = value.kind === "tuple" ? `__return_${i}` : "__return";
    if (!isNumeric(item))
      return fail(
        "unsupported-syntax",
        entry.span,
        `\`${entry.name}\` returns ${describe(item)}.`,
        "Return numbers and arrays only.",
      );
    const shape = shapeOf(item);
    const most = shape.map((extent, axis) => (isKnown(extent, given) ? extent : mostOf(ctx, extent, axis, given)));
    const room = most.filter((extent) => extent !== undefined);
    if (room.length < most.length)
      return fail(
        "unknown-size",
        entry.span,
        `\`${entry.name}\` returns an array whose size only the data decides.`,
        "Return what is computed from it, or an array of a size that the arguments give.",
      );
    const store = (as: string, value: Numeric, extents: readonly Expr[], within: readonly Expr[]) => {
      const { place = wholePlace(as, within) } = newArray(ctx, as, dtypeOf(value), within, entry.span);
      const weak = value.kind === "int" || (value.kind === "number" && value.weak);
      graph.containers.set(place.container, {
        ...need(graph.containers.get(place.container), as),
        transient: false,
        ...(weak && { weak: true as const }),
      });
      copyInto(ctx, value, { place, shape: extents, dtype: dtypeOf(value) }, "return", entry.span);
      return place.container;
    };
    const result = store(name, item, shape, room);
    const [rows, bound] = [shape[0], room[0]];
    if (rows === undefined || bound === undefined || equal(rows, bound)) return [result];
    return [result, store(rowsOf(result), { kind: "int", expr: rows }, [], [])];
  });
}

function isKnown(extent: Expr, given: ReadonlySet<string>): boolean {
  return [...symbolsOf(extent)].every((symbol) => given.has(symbol));
}

/** What a first extent that only the data decides can't exceed; the other extents say where an element lies. */
function mostOf(ctx: Context, extent: Expr, axis: number, given: ReadonlySet<string>): Expr | undefined {
  const name = symbolOf(extent);
  const most = axis > 0 || name === undefined ? undefined : ctx.assumptions.bounds.get(name)?.most;
  return most !== undefined && isKnown(most, given) ? most : undefined;
}
