// The picture's numbers as tables: for those who read rather than look, and to be exact.
import { threeDigits } from "@/components/runs/statistics";
import { boundOf, type Roof } from "./roofline";
import type { PointsProps } from "./roofline-plot";

export function PointTable({ points, roofs, selected, onSelect }: PointsProps) {
  return (
    <table className="numbers">
      <caption className="visually-hidden">Points</caption>
      <thead>
        <tr>
          <th scope="col">program</th>
          <th scope="col">level</th>
          <th scope="col">op/byte</th>
          <th scope="col">GFLOP/s</th>
          <th scope="col">of the roof</th>
          <th scope="col">bound by</th>
        </tr>
      </thead>
      <tbody>
        {points.map((point) => {
          const bound = boundOf(point, roofs);
          return (
            <tr
              key={point.id}
              data-node={point.element}
              className={point.element && point.element === selected ? "selected" : ""}
            >
              <td>
                {point.element === undefined ? (
                  point.name
                ) : (
                  <button type="button" className="number-link" onClick={() => onSelect(point.element ?? "")}>
                    {point.name}
                  </button>
                )}
              </td>
              <td>{point.element !== undefined ? "one map" : point.level === "R" ? "R accesses" : "D memory"}</td>
              <td>{threeDigits(point.intensity)}</td>
              {point.predicted ? (
                <PredictedCells performance={point.performance} />
              ) : (
                <>
                  <td>{threeDigits(point.performance / 1e9)}</td>
                  <td
                    className={bound && bound.share > 1.05 ? "wrong" : ""}
                    title={
                      bound && bound.share > 1.05
                        ? "Above the roof: it runs from a faster cache than this roof, or the roof was measured while the machine was busy."
                        : undefined
                    }
                  >
                    {bound ? `${Math.round(bound.share * 100)} %` : "–"}
                  </td>
                </>
              )}
              <td>{bound?.roof.name ?? "roofs not measured"}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A bound, which is never a share of itself. */
function PredictedCells({ performance }: { readonly performance: number }) {
  const title =
    "Predicted: operations and bytes as modelled, and as fast as the measured roof allows. A run may be slower.";
  return (
    <>
      <td title={title}>at most {threeDigits(performance / 1e9)}</td>
      <td title={title}>predicted</td>
    </>
  );
}

/** A roof with a wider spread says little. */
const unsure = 0.2;

export function RoofTable({ roofs }: { readonly roofs: readonly Roof[] }) {
  return (
    <table className="numbers">
      <caption className="visually-hidden">Measured roofs</caption>
      <thead>
        <tr>
          <th scope="col">roof, measured in this page</th>
          <th scope="col">rate</th>
          <th scope="col">±</th>
        </tr>
      </thead>
      <tbody>
        {roofs.map((roof) => (
          <tr key={roof.name}>
            <td>{roof.name}</td>
            <td>
              {threeDigits(roof.rate / 1e9)} {roof.kind === "bandwidth" ? "GB/s" : "GFLOP/s"}
            </td>
            <td
              className={roof.spread > unsure ? "wrong" : ""}
              title={roof.spread > unsure ? "Something else kept the machine busy: measure again." : undefined}
            >
              {threeDigits(roof.spread * 100)} %
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
