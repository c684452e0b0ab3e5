// Is this a graph that means something? One subject a file; nothing here throws, whatever the graph.
import { type Block, loopsAround, nodesOf, type Sdfg, type State } from "../sdfg/index.ts";
import { checkConnectors } from "./connectors.ts";
import { checkControlFlow } from "./control-flow.ts";
import { checkMemlets } from "./memlets.ts";
import { checkNames } from "./names.ts";
import { checkNested } from "./nested.ts";
import type { Problem } from "./problem.ts";
import { checkScopes } from "./scopes.ts";
import { namesInSight, scopesIn } from "./sight.ts";
import { checkState } from "./states.ts";
import { checkSymbols, checkSymbolsInState } from "./symbols.ts";

export type { Problem, ProblemCode } from "./problem.ts";

/** Enough to act on; a graph with more is wrong as a whole. */
const mostProblems = 200;

/** All that is wrong with a graph and the graphs inside it; without errors it means something. */
export function validate(sdfg: Sdfg): readonly Problem[] {
  const problems: Problem[] = [];
  for (const each of problemsOf(sdfg)) {
    problems.push(each);
    if (problems.length >= mostProblems) break;
  }
  return problems;
}

export function isValid(sdfg: Sdfg): boolean {
  for (const each of problemsOf(sdfg)) if (each.severity === "error") return false;
  return true;
}

function* problemsOf(sdfg: Sdfg): Generator<Problem> {
  yield* checkNames(sdfg);
  let sound = true;
  for (const each of checkControlFlow(sdfg)) {
    sound = false;
    yield each;
  }
  // The other subjects walk the blocks, which has to be possible.
  if (!sound) return;
  yield* checkSymbols(sdfg);
  for (const block of Object.values(sdfg.blocks)) if (block.kind === "state") yield* problemsOfState(sdfg, block);
}

/** What a state was checked in: all that its checks look at outside of it. */
interface Surroundings {
  readonly containers: Sdfg["containers"];
  readonly symbols: Sdfg["symbols"];
  readonly loops: readonly Block[];
  readonly names: ReadonlySet<string>;
}

const checked = new WeakMap<State, Surroundings & { readonly problems: readonly Problem[] }>();

/** A step of a recipe changes few states: the others are as they were found before. */
function problemsOfState(sdfg: Sdfg, state: State): readonly Problem[] {
  const { containers, symbols } = sdfg;
  const here: Surroundings = { containers, symbols, loops: loopsAround(sdfg, state.id), names: namesInSight(sdfg) };
  const before = checked.get(state);
  if (before !== undefined && areSame(before, here)) return before.problems;
  const problems = [...checkInside(sdfg, state)];
  checked.set(state, { ...here, problems });
  return problems;
}

function areSame(a: Surroundings, b: Surroundings): boolean {
  return (
    a.containers === b.containers &&
    a.symbols === b.symbols &&
    a.loops.length === b.loops.length &&
    a.loops.every((loop, i) => loop === b.loops[i]) &&
    a.names.size === b.names.size &&
    [...a.names].every((name) => b.names.has(name))
  );
}

function* checkInside(sdfg: Sdfg, state: State): Generator<Problem> {
  let whole = true;
  for (const each of checkState(state)) {
    whole &&= each.severity === "warning";
    yield each;
  }
  if (!whole) return;
  yield* checkScopes(state);
  yield* checkConnectors(state);
  const scopes = scopesIn(state);
  yield* checkMemlets(sdfg, state, scopes);
  yield* checkSymbolsInState(sdfg, state, scopes);
  for (const node of nodesOf(state)) {
    if (node.kind !== "nested-sdfg") continue;
    yield* checkNested(sdfg, node);
    yield* problemsOf(node.sdfg);
  }
}
