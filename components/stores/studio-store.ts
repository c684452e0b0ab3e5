// The studio's state: plain data in slices, one file each, joined here.
"use client";
import { create } from "zustand";
import { type AgentSlice, agentSlice } from "./agent-slice";
import { type CompileSlice, compileSlice } from "./compile-slice";
import { type DocumentSlice, documentSlice } from "./document-slice";
import { type InputsSlice, inputsSlice } from "./inputs-slice";
import { type LayoutSlice, layoutSlice } from "./layout-slice";
import { type NoticeSlice, noticeSlice } from "./notice-slice";
import { type RecipeSlice, recipeSlice } from "./recipe-slice";
import { type RunSlice, runSlice } from "./run-slice";
import { type SelectionSlice, selectionSlice } from "./selection-slice";

export type StudioState = DocumentSlice &
  CompileSlice &
  RunSlice &
  InputsSlice &
  SelectionSlice &
  LayoutSlice &
  NoticeSlice &
  RecipeSlice &
  AgentSlice;

export const useStudio = create<StudioState>()((...args) => ({
  ...documentSlice(...args),
  ...compileSlice(...args),
  ...runSlice(...args),
  ...inputsSlice(...args),
  ...selectionSlice(...args),
  ...layoutSlice(...args),
  ...noticeSlice(...args),
  ...recipeSlice(...args),
  ...agentSlice(...args),
}));
