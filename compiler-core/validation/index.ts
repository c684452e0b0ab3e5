// Is this a graph that means something? One subject a file; nothing here throws, whatever the graph.
import type { Sdfg } from "../sdfg/index.ts";
import { checkConnectors } from "./connectors.ts";
import { checkControlFlow } from "./control-flow.ts";
import { checkMemlets } from "./memlets.ts";
import { checkNames } from "./names.ts";
import { checkNested } from "./nested.ts";
import type { Problem } from "./problem.ts";
import { checkScopes } from "./scopes.ts";
import { scopesIn } from "./sight.ts";
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
  for (const block of Object.values(sdfg.blocks)) {
    if (block.kind !== "state") continue;
    let whole = true;
    for (const each of checkState(block)) {
      whole &&= each.severity === "warning";
      yield each;
    }
    if (!whole) continue;
    yield* checkScopes(block);
    yield* checkConnectors(block);
    const scopes = scopesIn(block);
    yield* checkMemlets(sdfg, block, scopes);
    yield* checkSymbolsInState(sdfg, block, scopes);
    for (const node of Object.values(block.nodes)) {
      if (node.kind !== "nested-sdfg") continue;
      yield* checkNested(sdfg, node);
      yield* problemsOf(node.sdfg);
    }
  }
}
