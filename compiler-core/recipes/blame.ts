// Which step of a recipe broke the program: found by looking at the graphs between the steps, by halving.
import type { Sdfg } from "../sdfg/index.ts";

/** What a check of one graph says, as of a whole run. */
export type GraphVerdict = "right" | "wrong" | "inconclusive";

export type Blame =
  /** The result of all steps is not wrong: there is nobody to blame. */
  | { readonly kind: "nobody" }
  /** The program is wrong as written, before any step. */
  | { readonly kind: "program" }
  /** The step took a graph that is right and left one that is wrong. Steps count from 0. */
  | { readonly kind: "step"; readonly step: number }
  /** One of these, both included: the graphs between them can't be judged. */
  | { readonly kind: "steps"; readonly first: number; readonly last: number };

/**
 * `graphs` are the program as written and the graph after each step (`replay`); `check` runs one and compares it. Of n steps
 * about log2(n) graphs are checked, besides the two ends. Whatever later steps hide or repeat, the blamed step is wrong: the
 * graph before it was seen to be right, and the graph after it to be wrong.
 */
export async function blame(
  graphs: readonly Sdfg[],
  check: (graph: Sdfg, stepsTaken: number) => Promise<GraphVerdict>,
): Promise<Blame> {
  const verdicts = new Map<number, GraphVerdict>();
  const verdictAt = async (taken: number): Promise<GraphVerdict> => {
    const known = verdicts.get(taken) ?? (await check(graphs[taken] as Sdfg, taken));
    verdicts.set(taken, known);
    return known;
  };
  let [right, wrong] = [0, graphs.length - 1];
  if (graphs.length === 0 || (await verdictAt(wrong)) !== "wrong") return { kind: "nobody" };
  if ((await verdictAt(right)) === "wrong") return { kind: "program" };
  while (wrong - right > 1) {
    const taken = await nearestTold(right, wrong, verdictAt);
    if (taken === undefined) break;
    if ((await verdictAt(taken)) === "right") right = taken;
    else wrong = taken;
  }
  const isSure = wrong - right === 1 && (await verdictAt(right)) === "right";
  return isSure ? { kind: "step", step: right } : { kind: "steps", first: right, last: wrong - 1 };
}

/** Of what lies between, the graph nearest to the middle that can be judged. */
async function nearestTold(
  right: number,
  wrong: number,
  verdictAt: (taken: number) => Promise<GraphVerdict>,
): Promise<number | undefined> {
  const middle = (right + wrong) >> 1;
  const between = Array.from({ length: wrong - right - 1 }, (_, i) => right + 1 + i);
  for (const taken of between.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle)))
    if ((await verdictAt(taken)) !== "inconclusive") return taken;
  return undefined;
}
