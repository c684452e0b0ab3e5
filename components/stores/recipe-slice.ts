// The recipe at hand, the undo of everything but typing, and what the compiler's worker says about it.
import type { Program } from "@datawright/compiler-core/compiler";
import type { Step } from "@datawright/compiler-core/recipes";
import type { StateCreator } from "zustand";
import type { Moment } from "@/components/documents/moment";
import { emptyRecipe, type RecipeState } from "@/components/tuning/recipe-state";
import type { Candidate, Played, Preview } from "@/components/tuning/tuning";
import type { StudioState } from "./studio-store";

export interface PlayedSteps extends Played {
  readonly program: Program;
  readonly steps: readonly Step[];
}

export interface RecipeSlice {
  readonly recipe: RecipeState;
  readonly past: readonly Moment[];
  readonly future: readonly Moment[];
  /** The steps' graphs; of an older program or older steps while those at hand are played. */
  readonly played: PlayedSteps | undefined;
  readonly candidates: readonly Candidate[] | undefined;
  readonly preview: (Extract<Preview, { kind: "preview" }> & { readonly title: string }) | undefined;
  /** The document whose step at the cursor is opened for its options. */
  readonly optionsOf: string | undefined;
  readonly setOptionsOf: (id: string | undefined) => void;
  readonly setRecipe: (recipe: RecipeState) => void;
  /** As setRecipe, without a place to go back to: for what opens with a document, or moves the cursor. */
  readonly resetRecipe: (recipe: RecipeState) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly setPlayed: (played: PlayedSteps | undefined) => void;
  readonly setCandidates: (candidates: readonly Candidate[] | undefined) => void;
  readonly setPreview: (preview: RecipeSlice["preview"]) => void;
}

const longestPast = 200;

function momentOf({ recipe, document: { preset, sizes, inputs } }: Pick<StudioState, "recipe" | "document">): Moment {
  return { recipe, settings: { preset, ...(sizes && { sizes }), ...(inputs && { inputs }) } };
}

/** A place to go back to, for whatever changes next. */
export function remembering(state: StudioState): Pick<RecipeSlice, "past" | "future"> {
  return { past: [...state.past, momentOf(state)].slice(-longestPast), future: [] };
}

function backTo(
  { document: { sizes: _, inputs: __, ...document } }: StudioState,
  { recipe, settings }: Moment,
): Partial<StudioState> {
  return { recipe, document: { ...document, ...settings, changedAt: Date.now() }, preview: undefined };
}

/** A document is as new as its recipe: another tab that shows it follows. */
function withRecipe({ document }: StudioState, recipe: RecipeState): Partial<StudioState> {
  return { recipe, document: { ...document, changedAt: Date.now() }, preview: undefined };
}

export const recipeSlice: StateCreator<StudioState, [], [], RecipeSlice> = (set) => ({
  recipe: emptyRecipe,
  past: [],
  future: [],
  played: undefined,
  candidates: undefined,
  preview: undefined,
  optionsOf: undefined,
  setOptionsOf: (optionsOf) => set({ optionsOf }),
  setRecipe: (recipe) => set((before) => ({ ...withRecipe(before, recipe), ...remembering(before) })),
  resetRecipe: (recipe) => set((before) => withRecipe(before, recipe)),
  undo: () =>
    set((state) => {
      const before = state.past.at(-1);
      return before === undefined
        ? {}
        : { ...backTo(state, before), past: state.past.slice(0, -1), future: [momentOf(state), ...state.future] };
    }),
  redo: () =>
    set((state) => {
      const [next, ...rest] = state.future;
      return next === undefined ? {} : { ...backTo(state, next), past: [...state.past, momentOf(state)], future: rest };
    }),
  setPlayed: (played) => set({ played }),
  setCandidates: (candidates) => set({ candidates }),
  setPreview: (preview) => set({ preview }),
});
