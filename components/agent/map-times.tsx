"use client";
// Where the time of a run on the agent went: each map and loop that measured itself, the longest first.
import { useMemo } from "react";
import { printSeconds, statisticsOf, threeDigits } from "@/components/runs/statistics";
import type { MeasuredMaps } from "@/components/stores/agent-slice";

export interface MapTimesProps {
  readonly maps: MeasuredMaps["maps"];
  /** Of all repeats together, in seconds. */
  readonly total: number;
  readonly text: string;
  readonly onSelect: (element: string) => void;
}

export function MapTimesTable({ maps, total, text, onSelect }: MapTimesProps) {
  const rows = useMemo(
    () =>
      maps
        .map((map) => ({ ...map, times: statisticsOf(map.seconds), sum: sumOf(map.seconds) }))
        .sort((a, b) => b.sum - a.sum),
    [maps],
  );
  const lines = text.split("\n");
  // Medians of parts do not add up to the median of the whole; sums do.
  const covered = sumOf(rows.map(({ sum }) => sum));
  return (
    <table className="numbers map-times" data-testid="map-times">
      <caption>
        Times of maps and loops, measured: {threeDigits((100 * covered) / total)} % of the run. Measuring takes a little
        time itself.
      </caption>
      <thead>
        <tr>
          <th scope="col">line</th>
          <th scope="col">median</th>
          <th scope="col">share</th>
          <th scope="col">95 % interval</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ element, line, times, sum }) => (
          <tr key={element}>
            <td>
              <button
                type="button"
                className="quiet code"
                title="Select it in the graph"
                onClick={() => onSelect(element)}
              >
                {line > 0 ? `${line}: ${lines[line - 1]?.trim() ?? ""}` : "of no line"}
              </button>
            </td>
            <td>{printSeconds(times.median)}</td>
            <td>{threeDigits((100 * sum) / total)} %</td>
            <td>
              {printSeconds(times.low)} – {printSeconds(times.high)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
