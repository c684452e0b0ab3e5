// What the studio says to the person: one line under the toolbar, and words for those who listen.
import type { StateCreator } from "zustand";
import type { StudioState } from "./studio-store";

export interface Notice {
  readonly tone: "note" | "problem";
  readonly text: string;
  /** One thing to do about it, by the command's id. */
  readonly command?: { readonly id: string; readonly words: string };
}

export type Overlay = "palette" | "keys" | "documents" | "sizes";

export interface NoticeSlice {
  readonly notice: Notice | undefined;
  /** Spoken politely, never shown. */
  readonly announcement: string;
  readonly overlay: Overlay | undefined;
  readonly setNotice: (notice: Notice | undefined) => void;
  readonly announce: (text: string) => void;
  readonly showOverlay: (overlay: Overlay | undefined) => void;
}

export const noticeSlice: StateCreator<StudioState, [], [], NoticeSlice> = (set) => ({
  notice: undefined,
  announcement: "",
  overlay: undefined,
  setNotice: (notice) => set({ notice }),
  announce: (announcement) => set({ announcement }),
  showOverlay: (overlay) => set({ overlay }),
});
