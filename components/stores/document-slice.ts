import type { StateCreator } from "zustand";
import { emptyDocument, type StudioDocument } from "@/components/documents/document";
import type { StorageState } from "@/components/documents/library";
import { emptyRecipe } from "@/components/tuning/recipe-state";
import type { StudioState } from "./studio-store";

export type { StudioDocument } from "@/components/documents/document";

export interface DocumentSlice {
  readonly document: StudioDocument;
  /** Every kept document, newest first, without the one that is open where that is newer. */
  readonly documents: readonly StudioDocument[];
  readonly storage: StorageState;
  /** Another tab edits this document; here it can only be read. */
  readonly readOnly: boolean;
  readonly openDocument: (document: StudioDocument) => void;
  readonly setDocuments: (documents: readonly StudioDocument[]) => void;
  readonly setStorage: (storage: StorageState) => void;
  readonly setReadOnly: (readOnly: boolean) => void;
  /** Changes the open document and its time. */
  readonly changeDocument: (change: Partial<Pick<StudioDocument, "name" | "text" | "preset">>) => void;
  /** Sizes by hand; none means the preset's. */
  readonly setSizes: (sizes: Readonly<Record<string, number>> | undefined) => void;
}

export const documentSlice: StateCreator<StudioState, [], [], DocumentSlice> = (set) => ({
  document: emptyDocument,
  documents: [],
  storage: { kind: "kept" },
  readOnly: false,
  openDocument: (document) =>
    set({
      document,
      run: { kind: "none" },
      selected: document.selected,
      readOnly: false,
      recipe: document.recipe ?? emptyRecipe,
      past: [],
      future: [],
      preview: undefined,
      baseline: undefined,
    }),
  setDocuments: (documents) => set({ documents }),
  setStorage: (storage) => set({ storage }),
  setReadOnly: (readOnly) => set({ readOnly }),
  changeDocument: (change) => set(({ document }) => ({ document: { ...document, ...change, changedAt: Date.now() } })),
  setSizes: (sizes) =>
    set(({ document: { sizes: _, ...document } }) => ({
      document: { ...document, ...(sizes !== undefined && { sizes }), changedAt: Date.now() },
    })),
});
