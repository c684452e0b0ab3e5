"use client";
// The roofline: measured roofs, points hollow where modelled, the same in a table.
import type { MapTimes } from "@datawright/agent/protocol";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import { useState } from "react";
import { walkScene } from "@/components/graph-view/collapse";
import { sceneOf } from "@/components/graph-view/scene";
import { statisticsOf } from "@/components/runs/statistics";
import type { FinishedRun } from "@/components/stores/run-slice";
import { measureRoofs } from "./measure-roofs";
import { type Point, pointsOf, pointsOfMaps, type Roof, type Sizes } from "./roofline";
import { Plot } from "./roofline-plot";
import { PointTable, RoofTable } from "./roofline-tables";
import "./roofline.css";

export interface RooflinePanelProps {
  readonly run: FinishedRun | undefined;
  /** The graph that was run, and the program as written. */
  readonly sdfg: Sdfg | undefined;
  readonly written: Sdfg | undefined;
  readonly stale: boolean;
  readonly sizes: Sizes;
  /** Times of single maps, where an agent took them of this graph. */
  readonly maps: readonly MapTimes[] | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (element: string) => void;
  readonly roofs: readonly Roof[] | undefined;
  readonly onRoofs: (roofs: readonly Roof[]) => void;
}

export function RooflinePanel(props: RooflinePanelProps) {
  const { run, sdfg, written, stale, sizes, maps, selected, onSelect, roofs, onRoofs } = props;
  const [state, setState] = useState<"idle" | "measuring" | { readonly failed: string }>("idle");
  const measure = () => {
    setState("measuring");
    measureRoofs().then(
      (measured) => {
        onRoofs(measured);
        setState("idle");
      },
      (error: unknown) => setState({ failed: error instanceof Error ? error.message : String(error) }),
    );
  };
  const whole = run && sdfg && !stale ? pointsOfRun(run, sdfg, written) : [];
  const single = sdfg && maps ? pointsOfMaps(sdfg, sizes, maps, nameOf(sdfg)) : [];
  const points = [...whole, ...single];
  return (
    <div className="roofline">
      <div className="roofline-side">
        <p>
          <button
            type="button"
            className={roofs === undefined ? "primary" : ""}
            disabled={state === "measuring"}
            onClick={measure}
          >
            {state === "measuring"
              ? "Measuring …"
              : roofs === undefined
                ? "Measure this page’s roofs"
                : "Measure again"}
          </button>
        </p>
        {typeof state === "object" && <p className="wrong">The roofs could not be measured: {state.failed}</p>}
        {points.length === 0 && (
          <p className="soft">
            {stale
              ? "The newest run is of a previous version: run again to see its point."
              : "Run the program: its point appears here, operations and bytes as modelled, time as measured."}
          </p>
        )}
        {points.length > 0 && (
          <PointTable points={points} roofs={roofs ?? []} selected={selected} onSelect={onSelect} />
        )}
        {roofs && <RoofTable roofs={roofs} />}
      </div>
      {(points.length > 0 || roofs !== undefined) && (
        <Plot points={points} roofs={roofs ?? []} selected={selected} onSelect={onSelect} />
      )}
    </div>
  );
}

function nameOf(sdfg: Sdfg): (element: string) => string {
  const titles = new Map([...walkScene(sceneOf(sdfg))].map((node) => [node.id, node.title]));
  return (element) => titles.get(element) ?? element;
}

function pointsOfRun(run: FinishedRun, sdfg: Sdfg, written: Sdfg | undefined): readonly Point[] {
  if (run.result.kind !== "finished") return [];
  const now = pointsOf(sdfg, run.sizes, statisticsOf(run.result.seconds).median, run.label);
  const before =
    run.written && written ? pointsOf(written, run.sizes, statisticsOf(run.written).median, "as written") : [];
  return [...before, ...now];
}
