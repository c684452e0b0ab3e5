import type { StateCreator } from "zustand";
import { emptyDocument, type StudioDocument } from "@/components/documents/document";
import type { StorageState } from "@/components/documents/library";
import { decodeMoments } from "@/components/documents/moment";
import { emptyRecipe } from "@/components/tuning/recipe-state";
import { remembering } from "./recipe-slice";
import type { StudioState } from "./studio-store";

export type { StudioDocument } from "@/components/documents/document";

export interface DocumentSlice {
  readonly document: StudioDocument;
  /** Every kept document, newest first, without the one that is open where that is newer. */
  readonly documents: readonly StudioDocument[];
  readonly storage: StorageState;
  /** What was deleted last, until it comes back or another takes its place. */
  readonly deleted: StudioDocument | undefined;
  /** Another tab edits this document; here it can only be read. */
  readonly readOnly: boolean;
  readonly openDocument: (document: StudioDocument) => void;
  readonly setDocuments: (documents: readonly StudioDocument[]) => void;
  readonly setStorage: (storage: StorageState) => void;
  readonly setReadOnly: (readOnly: boolean) => void;
  /** Changes the open document and its time. */
  readonly changeDocument: (change: Partial<Pick<StudioDocument, "name" | "text">>) => void;
  /** The sizes of a preset, in the place of those by hand. */
  readonly setPreset: (preset: string) => void;
  readonly setSizes: (sizes: Readonly<Record<string, number>>) => void;
  /** Arguments from a file; none means those that the program makes. */
  readonly setInputs: (inputs: StudioDocument["inputs"]) => void;
  readonly setDeleted: (document: StudioDocument | undefined) => void;
}

export const documentSlice: StateCreator<StudioState, [], [], DocumentSlice> = (set) => ({
  document: emptyDocument,
  documents: [],
  storage: { kind: "kept" },
  deleted: undefined,
  readOnly: false,
  openDocument: (document) =>
    set((before) => ({
      // Another document's graph says nothing about this one.
      ...(before.document.id !== document.id && {
        compiled: undefined,
        compiledText: undefined,
        graph: undefined,
        graphText: "",
        run: { kind: "none" },
        baseline: undefined,
      }),
      document,
      selected: document.selected,
      readOnly: false,
      recipe: document.recipe ?? emptyRecipe,
      ...decodeMoments(document.moments),
      preview: undefined,
    })),
  setDocuments: (documents) => set({ documents }),
  setStorage: (storage) => set({ storage }),
  setReadOnly: (readOnly) => set({ readOnly }),
  changeDocument: (change) => set(({ document }) => ({ document: { ...document, ...change, changedAt: Date.now() } })),
  setPreset: (preset) =>
    set((state) => {
      const { sizes: _, ...document } = state.document;
      return { document: { ...document, preset, changedAt: Date.now() }, ...remembering(state) };
    }),
  setSizes: (sizes) =>
    set((state) => ({ document: { ...state.document, sizes, changedAt: Date.now() }, ...remembering(state) })),
  setInputs: (inputs) =>
    set((state) => {
      const { inputs: _, ...document } = state.document;
      return {
        document: { ...document, ...(inputs !== undefined && { inputs }), changedAt: Date.now() },
        ...remembering(state),
      };
    }),
  setDeleted: (deleted) => set({ deleted }),
});
