"use client";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
// The roofline: measured roofs, points hollow where modelled, the same in a table.
import { scaleLog } from "d3";
import { useState } from "react";
import { statisticsOf, threeDigits } from "@/components/runs/statistics";
import type { FinishedRun } from "@/components/stores/run-slice";
import { measureRoofs } from "./measure-roofs";
import { axesFor, boundOf, type Point, pointsOf, type Roof } from "./roofline";
import "./roofline.css";

export interface RooflinePanelProps {
  readonly run: FinishedRun | undefined;
  /** The graph that was run, and the program as written. */
  readonly sdfg: Sdfg | undefined;
  readonly written: Sdfg | undefined;
  readonly stale: boolean;
  readonly roofs: readonly Roof[] | undefined;
  readonly onRoofs: (roofs: readonly Roof[]) => void;
}

export function RooflinePanel({ run, sdfg, written, stale, roofs, onRoofs }: RooflinePanelProps) {
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
  const points = run && sdfg && !stale ? pointsOfRun(run, sdfg, written) : [];
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
        {points.length > 0 && <PointTable points={points} roofs={roofs ?? []} />}
        {roofs && <RoofTable roofs={roofs} />}
      </div>
      {(points.length > 0 || roofs !== undefined) && <Plot points={points} roofs={roofs ?? []} />}
    </div>
  );
}

function pointsOfRun(run: FinishedRun, sdfg: Sdfg, written: Sdfg | undefined): readonly Point[] {
  if (run.result.kind !== "finished") return [];
  const now = pointsOf(sdfg, run.sizes, statisticsOf(run.result.seconds).median, run.label);
  const before =
    run.written && written ? pointsOf(written, run.sizes, statisticsOf(run.written).median, "as written") : [];
  return [...before, ...now];
}

const [width, height] = [520, 300];
const margin = { left: 52, right: 16, top: 14, bottom: 34 };

function Plot({ points, roofs }: { readonly points: readonly Point[]; readonly roofs: readonly Roof[] }) {
  const axes = axesFor(points, roofs);
  const x = scaleLog([10 ** axes.x[0], 10 ** axes.x[1]], [margin.left, width - margin.right]);
  const y = scaleLog([10 ** axes.y[0], 10 ** axes.y[1]], [height - margin.bottom, margin.top]);
  const top =
    Math.max(0, ...roofs.filter((roof) => roof.kind === "arithmetic").map((roof) => roof.rate)) || 10 ** axes.y[1];
  const decades = ([from, to]: readonly [number, number]) =>
    Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  const [before, after] =
    (["R", "D"] as const)
      .map((level) => points.filter((point) => point.level === level))
      .find((pair) => pair.length === 2) ?? [];
  return (
    <svg
      className="roofline-plot"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label="Roofline; the tables beside it have the same numbers"
    >
      {decades(axes.x).map((value) => (
        <g key={value} className="grid">
          <line x1={x(value)} x2={x(value)} y1={margin.top} y2={height - margin.bottom} />
          <text x={x(value)} y={height - margin.bottom + 13} textAnchor="middle">
            {printPower(value)}
          </text>
        </g>
      ))}
      {decades(axes.y).map((value) => (
        <g key={value} className="grid">
          <line x1={margin.left} x2={width - margin.right} y1={y(value)} y2={y(value)} />
          <text x={margin.left - 6} y={y(value) + 4} textAnchor="end">
            {printPower(value / 1e9)}
          </text>
        </g>
      ))}
      <text className="axis" x={(margin.left + width - margin.right) / 2} y={height - 4} textAnchor="middle">
        operations a byte
      </text>
      <text
        className="axis"
        transform={`translate(11 ${(height - margin.bottom + margin.top) / 2}) rotate(-90)`}
        textAnchor="middle"
      >
        GFLOP/s
      </text>
      {roofs.map((roof) => {
        const [left, right] = x.domain() as [number, number];
        const bend = roof.kind === "arithmetic" ? right : Math.min(right, top / roof.rate);
        const start =
          roof.kind === "arithmetic"
            ? Math.max(left, top / Math.max(...roofs.filter((r) => r.kind === "bandwidth").map((r) => r.rate), 1))
            : Math.max(left, 10 ** axes.y[0] / roof.rate);
        const at = (intensity: number) => y(roof.kind === "arithmetic" ? roof.rate : roof.rate * intensity);
        return (
          <g key={roof.name} className={`roof ${roof.kind}`}>
            <line x1={x(start)} x2={x(bend)} y1={at(start)} y2={at(bend)} />
            <text
              x={x(start) + 6}
              y={at(start) - 5}
              transform={
                roof.kind === "bandwidth"
                  ? `rotate(${(Math.atan2(at(bend) - at(start), x(bend) - x(start)) * 180) / Math.PI} ${x(start)} ${at(start)})`
                  : undefined
              }
            >
              {roof.name}
            </text>
          </g>
        );
      })}
      {before && after && (
        <line
          className="moved"
          x1={x(before.intensity)}
          y1={y(before.performance)}
          x2={x(after.intensity)}
          y2={y(after.performance)}
        />
      )}
      {points.map((point) => (
        <g
          key={point.id}
          className={`point ${point.level}`}
          transform={`translate(${x(point.intensity)} ${y(point.performance)})`}
        >
          <title>{`${point.name}, ${point.level === "R" ? "every access" : "compulsory memory traffic"}: ${threeDigits(point.performance / 1e9)} GFLOP/s at ${threeDigits(point.intensity)} operations a byte`}</title>
          <circle r={6} />
          <text y={3.5} textAnchor="middle">
            {point.level}
          </text>
        </g>
      ))}
    </svg>
  );
}

const printPower = (value: number) =>
  value >= 0.01 && value < 1000 ? String(Number(value.toPrecision(1))) : value.toExponential(0);

function PointTable({ points, roofs }: { readonly points: readonly Point[]; readonly roofs: readonly Roof[] }) {
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
        </tr>
      </thead>
      <tbody>
        {points.map((point) => {
          const bound = boundOf(point, roofs);
          return (
            <tr key={point.id}>
              <td>{point.name}</td>
              <td>{point.level === "R" ? "R accesses" : "D memory"}</td>
              <td>{threeDigits(point.intensity)}</td>
              <td>{threeDigits(point.performance / 1e9)}</td>
              <td
                className={bound && bound.share > 1.05 ? "wrong" : ""}
                title={
                  bound && bound.share > 1.05
                    ? "Above the roof: it runs from a faster cache than this roof, or the roof was measured while the machine was busy."
                    : undefined
                }
              >
                {bound ? `${Math.round(bound.share * 100)} % of ${bound.roof.name}` : "roofs not measured"}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function RoofTable({ roofs }: { readonly roofs: readonly Roof[] }) {
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
            <td>{threeDigits(roof.spread * 100)} %</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
