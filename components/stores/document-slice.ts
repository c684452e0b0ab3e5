import type { StateCreator } from "zustand";
import type { StudioState } from "./studio-store";

export type Provenance = "mine" | "gallery" | "file" | "link";

export interface StudioDocument {
  readonly name: string;
  readonly text: string;
  readonly provenance: Provenance;
  /** Sizes chosen by hand; else those of the preset. */
  readonly sizes?: Readonly<Record<string, number>>;
  readonly preset: string;
}

export interface DocumentSlice {
  readonly document: StudioDocument;
  readonly openDocument: (document: StudioDocument) => void;
  readonly editText: (text: string) => void;
  readonly choosePreset: (preset: string) => void;
}

export const emptyDocument: StudioDocument = { name: "untitled", text: "", provenance: "mine", preset: "S" };

export const documentSlice: StateCreator<StudioState, [], [], DocumentSlice> = (set) => ({
  document: emptyDocument,
  openDocument: (document) => set({ document, run: { kind: "none" }, selected: undefined }),
  editText: (text) => set(({ document }) => ({ document: { ...document, text, provenance: document.provenance === "link" ? "link" : "mine" } })),
  choosePreset: (preset) => set(({ document: { sizes: _, ...document } }) => ({ document: { ...document, preset } })),
});
