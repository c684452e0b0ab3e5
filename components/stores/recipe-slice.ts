// The recipe at hand, its undo, and what the compiler's worker says about it.
import type { Step } from "@datawright/compiler-core/recipes";
import type { StateCreator } from "zustand";
import { emptyRecipe, type RecipeState } from "@/components/tuning/recipe-state";
import type { Candidate, Played, Preview } from "@/components/tuning/tuning";
import type { StudioState } from "./studio-store";

export interface RecipeSlice {
  readonly recipe: RecipeState;
  readonly past: readonly RecipeState[];
  readonly future: readonly RecipeState[];
  /** The steps' graphs, for the graph and steps at hand; none while they are computed. */
  readonly played: Played | undefined;
  /** The steps that `played` belongs to. */
  readonly playedSteps: readonly Step[] | undefined;
  readonly candidates: readonly Candidate[] | undefined;
  readonly preview: (Extract<Preview, { kind: "preview" }> & { readonly title: string }) | undefined;
  readonly optimizing: boolean;
  readonly setRecipe: (recipe: RecipeState) => void;
  /** As setRecipe, without a place to go back to: for what opens with a document, or moves the cursor. */
  readonly resetRecipe: (recipe: RecipeState) => void;
  readonly undoRecipe: () => void;
  readonly redoRecipe: () => void;
  readonly setPlayed: (played: Played | undefined, steps: readonly Step[]) => void;
  readonly setCandidates: (candidates: readonly Candidate[] | undefined) => void;
  readonly setPreview: (preview: RecipeSlice["preview"]) => void;
  readonly setOptimizing: (optimizing: boolean) => void;
}

const longestPast = 200;

export const recipeSlice: StateCreator<StudioState, [], [], RecipeSlice> = (set) => ({
  recipe: emptyRecipe,
  past: [],
  future: [],
  played: undefined,
  playedSteps: undefined,
  candidates: undefined,
  preview: undefined,
  optimizing: false,
  setRecipe: (recipe) =>
    set(({ recipe: before, past }) => ({
      recipe,
      past: [...past, before].slice(-longestPast),
      future: [],
      preview: undefined,
    })),
  resetRecipe: (recipe) => set({ recipe, preview: undefined }),
  undoRecipe: () =>
    set(({ recipe, past, future }) => {
      const before = past.at(-1);
      return before === undefined
        ? {}
        : { recipe: before, past: past.slice(0, -1), future: [recipe, ...future], preview: undefined };
    }),
  redoRecipe: () =>
    set(({ recipe, past, future }) => {
      const [next, ...rest] = future;
      return next === undefined ? {} : { recipe: next, past: [...past, recipe], future: rest, preview: undefined };
    }),
  setPlayed: (played, playedSteps) => set({ played, playedSteps }),
  setCandidates: (candidates) => set({ candidates }),
  setPreview: (preview) => set({ preview }),
  setOptimizing: (optimizing) => set({ optimizing }),
});
