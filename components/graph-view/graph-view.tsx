"use client";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import { Layouter, type Placed } from "./layout";
import { Drawing } from "./drawing";
import { sceneOf } from "./scene";
import { useZoom } from "./use-zoom";
import "./graph-view.css";

export interface GraphViewProps {
  readonly sdfg: Sdfg;
  readonly base: string;
  readonly selected: string | undefined;
  readonly stale: boolean;
  readonly onSelect: (id: string | undefined) => void;
}

let layouter: Layouter | undefined;

export function GraphView({ sdfg, base, selected, stale, onSelect }: GraphViewProps) {
  const svg = useRef<SVGSVGElement>(null);
  const group = useRef<SVGGElement>(null);
  const { scale, fit, zoomBy } = useZoom(svg, group);
  const scene = useMemo(() => sceneOf(sdfg), [sdfg]);
  const [placed, setPlaced] = useState<Placed>();
  const [failure, setFailure] = useState<string>();
  const fitted = useRef<string>("");

  useEffect(() => {
    let current = true;
    layouter ??= new Layouter(base);
    layouter.place(scene).then(
      (result) => {
        if (!current) return;
        setFailure(undefined);
        setPlaced(result);
      },
      (error: unknown) => current && setFailure(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      current = false;
    };
  }, [scene, base]);

  useEffect(() => {
    if (placed === undefined || fitted.current === sdfg.name) return;
    fitted.current = sdfg.name;
    fit(placed.width, placed.height);
  });

  return (
    <div className={`graph-view ${stale ? "stale" : ""}`}>
      {failure && <p className="graph-message">The graph could not be laid out: {failure} The outline shows the same graph.</p>}
      <svg ref={svg} aria-hidden="true" onClick={() => onSelect(undefined)} data-testid="graph">
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path d="M0,0L8,4L0,8Z" />
          </marker>
        </defs>
        <g ref={group}>{placed && <Drawing placed={placed} selected={selected} onSelect={onSelect} showLabels={scale > 0.9} />}</g>
      </svg>
      <div className="graph-buttons">
        <button type="button" onClick={() => zoomBy(1.25)} aria-label="Zoom in" title="Zoom in (+)">+</button>
        <button type="button" onClick={() => zoomBy(0.8)} aria-label="Zoom out" title="Zoom out (−)">−</button>
        <button type="button" onClick={() => placed && fit(placed.width, placed.height)} aria-label="Fit the graph" title="Fit (0)">Fit</button>
      </div>
    </div>
  );
}
