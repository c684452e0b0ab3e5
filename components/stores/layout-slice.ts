// How the workbench is arranged: which panes are open, how large, and which tab is in front. Kept between visits.
import type { StateCreator } from "zustand";
import type { StudioState } from "./studio-store";

export type PaneId = "source" | "graph" | "side" | "bottom";
export type SideTab = "outline" | "transform" | "inspect";
export type BottomTab = "roofline" | "runs" | "code" | "verification" | "agent";
export type ClosablePane = "source" | "side" | "bottom";

export interface Layout {
  readonly sizes: Readonly<Record<ClosablePane, number>>;
  readonly closed: Readonly<Record<ClosablePane, boolean>>;
  readonly sideTab: SideTab;
  readonly bottomTab: BottomTab;
}

export interface LayoutSlice {
  readonly layout: Layout;
  /** Below 800 px: the one pane that is shown. */
  readonly front: PaneId;
  readonly setLayout: (change: Partial<Layout>) => void;
  readonly resizePane: (pane: ClosablePane, size: number) => void;
  readonly togglePane: (pane: ClosablePane, closed?: boolean) => void;
  readonly bringToFront: (pane: PaneId) => void;
}

export const limits: Readonly<Record<ClosablePane, readonly [number, number]>> = {
  source: [180, 900],
  side: [200, 720],
  bottom: [96, 640],
};

export const firstLayout: Layout = {
  sizes: { source: 400, side: 320, bottom: 270 },
  closed: { source: false, side: false, bottom: false },
  sideTab: "transform",
  bottomTab: "runs",
};

export function clampSize(pane: ClosablePane, size: number): number {
  const [least, most] = limits[pane];
  return Math.round(Math.min(most, Math.max(least, size)));
}

export const layoutSlice: StateCreator<StudioState, [], [], LayoutSlice> = (set) => ({
  layout: firstLayout,
  front: "graph",
  setLayout: (change) => set(({ layout }) => ({ layout: { ...layout, ...change } })),
  resizePane: (pane, size) =>
    set(({ layout }) => ({ layout: { ...layout, sizes: { ...layout.sizes, [pane]: clampSize(pane, size) } } })),
  togglePane: (pane, closed) =>
    set(({ layout }) => ({
      layout: { ...layout, closed: { ...layout.closed, [pane]: closed ?? !layout.closed[pane] } },
    })),
  bringToFront: (front) => set({ front }),
});

/** A layout from storage: whatever is missing or odd is as on the first visit. */
export function decodeLayout(value: unknown): Layout {
  const at = (object: unknown, key: string): unknown =>
    typeof object === "object" && object !== null ? (object as Record<string, unknown>)[key] : undefined;
  const size = (pane: ClosablePane): number => {
    const given = at(at(value, "sizes"), pane);
    return typeof given === "number" && Number.isFinite(given) ? clampSize(pane, given) : firstLayout.sizes[pane];
  };
  const closed = (pane: ClosablePane): boolean => at(at(value, "closed"), pane) === true;
  const oneOf = <Id extends string>(given: unknown, ids: readonly Id[], otherwise: Id): Id =>
    ids.find((id) => id === given) ?? otherwise;
  return {
    sizes: { source: size("source"), side: size("side"), bottom: size("bottom") },
    closed: { source: closed("source"), side: closed("side"), bottom: closed("bottom") },
    sideTab: oneOf(at(value, "sideTab"), ["outline", "transform", "inspect"], firstLayout.sideTab),
    bottomTab: oneOf(
      at(value, "bottomTab"),
      ["roofline", "runs", "code", "verification", "agent"],
      firstLayout.bottomTab,
    ),
  };
}
