"use client";
// Three panes side by side and one below, with borders that move; a closed pane leaves a rail with its name.
import { type ReactNode, useEffect, useState } from "react";
import { keep, readKept } from "@/components/documents/kept-values";
import { type ClosablePane, decodeLayout, limits, type PaneId } from "@/components/stores/layout-slice";
import { useStudio } from "@/components/stores/studio-store";
import { Divider } from "@/components/ui/divider";

export interface PanesProps {
  readonly source: ReactNode;
  readonly graph: ReactNode;
  readonly side: ReactNode;
  readonly strip: ReactNode;
  readonly bottom: ReactNode;
}

const titles: Readonly<Record<PaneId, string>> = {
  source: "Source",
  graph: "Graph",
  side: "Details",
  bottom: "Results",
};

export function Panes({ source, graph, side, strip, bottom }: PanesProps) {
  const { layout, front, resizePane, togglePane, bringToFront } = useStudio();
  // On a narrow screen source and details share a column.
  const [column, setColumn] = useState<"source" | "side">("source");
  useEffect(() => {
    if (front === "source" || front === "side") setColumn(front);
  }, [front]);
  useKeptLayout();
  const divider = (pane: ClosablePane, orientation: "vertical" | "horizontal", sign: 1 | -1) =>
    !layout.closed[pane] && (
      <Divider
        label={`Size of ${titles[pane].toLowerCase()}`}
        orientation={orientation}
        size={layout.sizes[pane]}
        least={limits[pane][0]}
        most={limits[pane][1]}
        sign={sign}
        onSize={(size) => resizePane(pane, size)}
        onToggle={() => togglePane(pane)}
      />
    );
  const rail = (pane: ClosablePane) => (
    <button
      type="button"
      className={`rail ${pane}`}
      aria-expanded="false"
      onClick={() => togglePane(pane, false)}
      title={`Open ${titles[pane].toLowerCase()}`}
    >
      {titles[pane]}
    </button>
  );
  const pane = (id: PaneId, content: ReactNode, size?: Readonly<Record<string, number>>) => (
    <section className={`pane ${id}`} data-pane={id} aria-label={titles[id]} tabIndex={-1} style={size}>
      {content}
    </section>
  );
  return (
    <main className={`panes front-${front}`}>
      <nav className="pane-switch" aria-label="Panes">
        {(Object.keys(titles) as PaneId[]).map((id) => (
          <button type="button" key={id} aria-pressed={front === id} onClick={() => bringToFront(id)}>
            {titles[id]}
          </button>
        ))}
      </nav>
      <div className={`upper column-${column}`}>
        <nav className="column-switch" aria-label="Left column">
          {(["source", "side"] as const).map((id) => (
            <button type="button" key={id} aria-pressed={column === id} onClick={() => setColumn(id)}>
              {titles[id]}
            </button>
          ))}
        </nav>
        {layout.closed.source ? rail("source") : pane("source", source, { width: layout.sizes.source })}
        {divider("source", "vertical", 1)}
        {pane("graph", graph)}
        {divider("side", "vertical", -1)}
        {layout.closed.side ? rail("side") : pane("side", side, { width: layout.sizes.side })}
      </div>
      {strip}
      {divider("bottom", "horizontal", -1)}
      {layout.closed.bottom ? rail("bottom") : pane("bottom", bottom, { height: layout.sizes.bottom })}
    </main>
  );
}

function useKeptLayout(): void {
  const layout = useStudio((state) => state.layout);
  const setLayout = useStudio((state) => state.setLayout);
  useEffect(() => setLayout(decodeLayout(readKept("layout"))), [setLayout]);
  useEffect(() => {
    const timer = window.setTimeout(() => keep("layout", layout), 200);
    return () => window.clearTimeout(timer);
  }, [layout]);
}
