import type { Sdfg } from "@datawright/compiler-core/sdfg";
import type { StudioState } from "@/components/stores/studio-store";

/** The graph at the cursor: the program as written, or after the steps taken. Where a step can't be taken, the last before it. */
export function graphAtCursor(state: Pick<StudioState, "graph" | "recipe" | "played">): Sdfg | undefined {
  const { graph, recipe, played } = state;
  if (recipe.cursor === 0 || played === undefined) return graph?.sdfg;
  return played.graphs[Math.min(recipe.cursor, played.graphs.length) - 1] ?? graph?.sdfg;
}

/** Whether what was played is of the program and the steps at hand. */
export function isPlayed({ graph, recipe, played }: Pick<StudioState, "graph" | "recipe" | "played">): boolean {
  return (
    graph === undefined || recipe.steps.length === 0 || (played?.program === graph && played.steps === recipe.steps)
  );
}

/** The graph that a step was taken on; nothing while the steps are played, or where one before it can't be taken. */
export function graphBeforeStep(
  state: Pick<StudioState, "graph" | "recipe" | "played">,
  step: number,
): Sdfg | undefined {
  if (step === 0) return state.graph?.sdfg;
  return isPlayed(state) ? state.played?.graphs[step - 1] : undefined;
}
