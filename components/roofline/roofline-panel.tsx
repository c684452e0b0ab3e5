"use client";
import type { MapTimes } from "@datawright/agent/protocol";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import type { Command } from "@/components/commands/command";
import { CommandButton } from "@/components/commands/command-button";
// The roofline: measured roofs, points hollow where modelled, a preview's ghost, the same in a table.
import type { Sizes } from "@/components/documents/sizes";
import { type Scene, sceneOf } from "@/components/graph-view/scene";
import { statisticsOf } from "@/components/runs/statistics";
import type { FinishedRun, RoofsState } from "@/components/stores/run-slice";
import { ghostsOf } from "./ghost";
import { type Point, pointsOf, pointsOfMaps, type TotalWork } from "./roofline";
import { Plot } from "./roofline-plot";
import { PointTable, RoofTable } from "./roofline-tables";
import "./roofline.css";

export interface RooflinePanelProps {
  readonly run: FinishedRun | undefined;
  readonly stale: boolean;
  /** Times of single maps of the graph at hand, where an agent took them. */
  readonly maps: { readonly sdfg: Sdfg; readonly sizes: Sizes; readonly times: readonly MapTimes[] } | undefined;
  /** What the previewed graph computes and moves, while there is one. */
  readonly preview: { readonly work: TotalWork; readonly sizes: Sizes } | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (element: string) => void;
  readonly roofs: RoofsState;
  readonly commands: readonly Command[];
  readonly mac: boolean;
}

export function RooflinePanel(props: RooflinePanelProps) {
  const { run, stale, maps, preview, selected, onSelect, commands, mac } = props;
  const roofs = props.roofs.kind === "known" ? props.roofs.roofs : undefined;
  const whole = run && !stale ? pointsOfRun(run) : [];
  const single = maps ? pointsOfMaps(maps.sdfg, maps.sizes, maps.times, nameOf(maps.sdfg)) : [];
  const measured = [...whole, ...single];
  const ghosts = preview && roofs ? ghostsOf(preview.work, preview.sizes, roofs) : [];
  const points = [...measured, ...ghosts];
  return (
    <div className="roofline">
      <div className="roofline-side">
        <p>
          <CommandButton commands={commands} mac={mac} id="measure-roofs" className={roofs ? "" : "primary"}>
            {roofs ? "Measure again" : "Measure this page’s roofs"}
          </CommandButton>
        </p>
        {props.roofs.kind === "failed" && (
          <p className="wrong">The roofs could not be measured: {props.roofs.message}</p>
        )}
        {measured.length === 0 && (
          <p className="soft">
            {stale
              ? "The newest run is of a previous version: run again to see its point."
              : "Run the program: its point appears here, operations and bytes as modelled, time as measured."}
          </p>
        )}
        {preview && roofs && ghosts.length === 0 && (
          <p className="soft">No prediction for the preview: the model can’t count its work. Apply it and run.</p>
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

/** "subtract over i = 0:N → out, line 21": maps over the same range are told apart by what they compute and write. */
function nameOf(sdfg: Sdfg): (element: string) => string {
  const names = new Map(namesIn(sceneOf(sdfg)));
  return (element) => names.get(element) ?? element;
}

function* namesIn({ nodes, edges }: Scene): Generator<readonly [string, string]> {
  const titles = new Map(nodes.map((node) => [node.id, node.title]));
  for (const { id, kind, title, detail, line, inside } of nodes) {
    const written = [...new Set(edges.flatMap((edge) => (edge.from === id ? (titles.get(edge.to) ?? []) : [])))];
    const where = line === undefined ? "" : `, line ${line}`;
    yield [id, kind === "map" ? `${detail} over ${title} → ${written.join(", ") || "nothing"}${where}` : title];
    if (inside !== undefined) yield* namesIn(inside);
  }
}

function pointsOfRun({ result, graphs, sizes, label, written }: FinishedRun): readonly Point[] {
  if (result.kind !== "finished") return [];
  const now = pointsOf(graphs.run, sizes, statisticsOf(result.seconds).median, label);
  const before = written ? pointsOf(graphs.written, sizes, statisticsOf(written).median, "as written") : [];
  return [...before, ...now];
}
