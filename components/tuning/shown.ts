import type { Sdfg } from "@datawright/compiler-core/sdfg";
import { type StudioState, useStudio } from "@/components/stores/studio-store";

/** The graph at the cursor: the program as written, or after the steps taken. Where a step can't be taken, the last before it. */
export function graphAtCursor(state: Pick<StudioState, "graph" | "recipe" | "played">): Sdfg | undefined {
  const { graph, recipe, played } = state;
  if (recipe.cursor === 0 || played === undefined) return graph?.sdfg;
  return played.graphs[Math.min(recipe.cursor, played.graphs.length) - 1] ?? graph?.sdfg;
}

/** In words: "as written", or the last step taken and how many there were. */
export function recipeLabel({ recipe }: Pick<StudioState, "recipe">): string {
  const last = recipe.steps[recipe.cursor - 1];
  return last === undefined
    ? "as written"
    : `${recipe.cursor} step${recipe.cursor === 1 ? "" : "s"}, to ${last.transformation}`;
}

/** Resolves when the graphs belong to the steps at hand: at once, or when the worker has played them. */
export function recipePlayed(): Promise<void> {
  const isPlayed = (state: StudioState) => state.playedSteps === state.recipe.steps;
  if (isPlayed(useStudio.getState())) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = useStudio.subscribe((state) => {
      if (!isPlayed(state)) return;
      stop();
      resolve();
    });
  });
}
