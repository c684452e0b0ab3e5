import type { StudioState } from "@/components/stores/studio-store";

/** The one thing to do next, which its button shows: take what is previewed, else find steps, else run what they made. */
export function primaryOf({ preview, recipe }: Pick<StudioState, "preview" | "recipe">): "apply" | "optimize" | "run" {
  if (preview !== undefined) return "apply";
  return recipe.steps.length === 0 ? "optimize" : "run";
}
