// A DaCe file → a program without a text: its graph as it runs here, or as it was read and why it does not run.
import { done, type Outcome, type Refusal, refuse } from "../diagnostics/index.ts";
import type { ArgumentType, Program } from "../frontend/index.ts";
import type { Sdfg } from "../sdfg/index.ts";
import { executable, type OpenCode, readSdfgFile } from "../serialization/index.ts";
import { symbol, symbolsOf } from "../symbolic/index.ts";
import { type Problem, validate } from "../validation/index.ts";
import { lowerProgram } from "./compile.ts";

export interface OpenedGraph {
  readonly program: Program;
  /** What the graph breaks; with an error among them it is shown and not run. */
  readonly problems: readonly Problem[];
  readonly refusal?: Refusal;
}

/** Sizes to begin with: a file has none of its own. */
const presets = { T: 8, S: 64, M: 256 };

export function openGraph(content: Uint8Array | string): Outcome<OpenedGraph, OpenCode> {
  const { value: read, diagnostics } = readSdfgFile(content);
  if (read === undefined) return { value: undefined, diagnostics };
  const problems = validate(read);
  const invalid = problems.find((problem) => problem.severity === "error");
  const graph =
    invalid === undefined ? executable(read) : refuse("invalid-graph", invalid.message, [...invalid.elements]);
  if ("kind" in graph) {
    // What was opened is kept as text elsewhere; the graph travels without it.
    const { file: _, ...bare } = read;
    return done({ program: programOf(bare, sizesOfArguments(bare)), problems, refusal: graph });
  }
  return done({ program: programOf(graph, lowerProgram(graph).symbols), problems });
}

function programOf(sdfg: Sdfg, sizes: readonly string[]): Program {
  const parameters = sdfg.argNames.map((name) => ({ name, type: typeOf(sdfg, name) }));
  return {
    sdfg,
    signature: { entry: sdfg.name, parameters, sizes, unseen: [], origin: "inputs" },
    presets: Object.fromEntries(
      Object.entries(presets).map(([preset, size]) => [preset, Object.fromEntries(sizes.map((name) => [name, size]))]),
    ),
  };
}

function typeOf(sdfg: Sdfg, name: string): ArgumentType {
  const container = Object.hasOwn(sdfg.containers, name) ? sdfg.containers[name] : undefined;
  if (container === undefined) return { kind: "int", expr: symbol(name) };
  const { kind, dtype, shape } = container;
  return kind === "scalar" ? { kind: "number", dtype, weak: false } : { kind: "array", dtype, shape };
}

function sizesOfArguments(sdfg: Sdfg): readonly string[] {
  const given = Object.values(sdfg.containers).filter((container) => !container.transient);
  return [...new Set(given.flatMap(({ shape }) => shape.flatMap((extent) => [...symbolsOf(extent)])))].sort();
}
