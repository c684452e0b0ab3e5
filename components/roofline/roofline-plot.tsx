// The picture: roofs as lines on logarithmic axes, points hollow since their operations and bytes are modelled, and dashed
// where nothing of them ran.
import { scaleLog } from "d3";
import { threeDigits } from "@/components/runs/statistics";
import { elementUnder, hover } from "@/components/selection/hover";
import { originOf } from "./ghost";
import { axesFor, type Bound, boundOf, type Point, type Roof } from "./roofline";

export interface PointsProps {
  readonly points: readonly Point[];
  readonly roofs: readonly Roof[];
  readonly selected: string | undefined;
  readonly onSelect: (element: string) => void;
}

const levelWords = (point: Point) =>
  point.element !== undefined ? "one map, memory" : point.level === "R" ? "every access" : "compulsory memory traffic";

export function pointWords(point: Point, bound: Bound | undefined): string {
  const rate = `${threeDigits(point.performance / 1e9)} GFLOP/s at ${threeDigits(point.intensity)} operations a byte`;
  const [most, share] = point.predicted
    ? ["at most ", bound && `the bound of ${bound.roof.name}`]
    : ["", bound && `${Math.round(bound.share * 100)} % of ${bound.roof.name}`];
  return `${point.name}, ${levelWords(point)}: ${most}${rate}${share ? `, ${share}` : ""}`;
}

const [width, height] = [640, 250];
/** The room that a line's name needs. */
const nameHeight = 10;
const margin = { left: 52, right: 16, top: 14, bottom: 34 };

export function Plot({ points, roofs, selected, onSelect }: PointsProps) {
  const axes = axesFor(points, roofs);
  const x = scaleLog([10 ** axes.x[0], 10 ** axes.x[1]], [margin.left, width - margin.right]);
  const y = scaleLog([10 ** axes.y[0], 10 ** axes.y[1]], [height - margin.bottom, margin.top]);
  const top =
    Math.max(0, ...roofs.filter((roof) => roof.kind === "arithmetic").map((roof) => roof.rate)) || 10 ** axes.y[1];
  const decades = ([from, to]: readonly [number, number]) =>
    Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  const [before, after] =
    (["R", "D"] as const)
      .map((level) => points.filter((p) => p.level === level && p.element === undefined && !p.predicted))
      .find((pair) => pair.length === 2) ?? [];
  const ghosts = points.filter((point) => point.predicted);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing whose points are a named group.
    <svg
      className="roofline-plot"
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      aria-label="Roofline: arrows go from point to point. The tables beside it have the same numbers."
      onPointerOver={(event) => hover(elementUnder(event.target))}
      onPointerLeave={() => hover(undefined)}
    >
      <defs>
        <marker id="moved" viewBox="0 0 8 8" refX="14" refY="4" markerWidth="8" markerHeight="8" orient="auto">
          <path d="M0,0L8,4L0,8Z" />
        </marker>
      </defs>
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
      {roofs.map((roof, i) => {
        const [left, right] = x.domain() as [number, number];
        const isFlat = roof.kind === "arithmetic";
        const bend = isFlat ? right : Math.min(right, top / roof.rate);
        const start = isFlat
          ? Math.max(left, top / Math.max(...roofs.filter((r) => r.kind === "bandwidth").map((r) => r.rate), 1))
          : Math.max(left, 10 ** axes.y[0] / roof.rate);
        const at = (intensity: number) => y(isFlat ? roof.rate : roof.rate * intensity);
        const above = roofs.slice(0, i).filter((r) => r.kind === "bandwidth");
        // Of lines that lie close together one has its name here; the table has them all.
        const isNamed = isFlat || above.every((r) => Math.abs(y(r.rate) - y(roof.rate)) >= nameHeight);
        const slope = (Math.atan2(at(bend) - at(start), x(bend) - x(start)) * 180) / Math.PI;
        return (
          <g key={roof.name} className={`roof ${roof.kind}`}>
            <title>{roof.name}</title>
            <line x1={x(start)} x2={x(bend)} y1={at(start)} y2={at(bend)} />
            {isNamed &&
              (isFlat ? (
                <text x={x(bend)} y={at(bend) - 5} textAnchor="end">
                  {roof.name}
                </text>
              ) : (
                <text x={x(start) + 6} y={at(start) - 4} transform={`rotate(${slope} ${x(start)} ${at(start)})`}>
                  {roof.name}
                </text>
              ))}
          </g>
        );
      })}
      {before && after && (
        <line
          className="moved"
          markerEnd="url(#moved)"
          x1={x(before.intensity)}
          y1={y(before.performance)}
          x2={x(after.intensity)}
          y2={y(after.performance)}
        />
      )}
      {ghosts.map((ghost) => {
        const from = originOf(ghost, points);
        return (
          from && (
            <line
              key={ghost.id}
              className="to-ghost"
              x1={x(from.intensity)}
              y1={y(from.performance)}
              x2={x(ghost.intensity)}
              y2={y(ghost.performance)}
            />
          )
        );
      })}
      {ghosts.length > 0 && (
        <g className="ghost-legend" transform={`translate(${width - margin.right - 8} ${height - margin.bottom - 10})`}>
          <circle r={4} />
          <text x={-9} y={3} textAnchor="end">
            preview, predicted: at most this fast under these roofs
          </text>
        </g>
      )}
      {points.map((point, i) => (
        // biome-ignore lint/a11y/useSemanticElements: a point of a drawing.
        <g
          key={point.id}
          className={`point ${point.element === undefined ? point.level : "map-point"} ${point.predicted ? "ghost" : ""} ${point.element !== undefined && point.element === selected ? "selected" : ""}`}
          transform={`translate(${x(point.intensity)} ${y(point.performance)})`}
          role="button"
          tabIndex={i === 0 ? 0 : -1}
          aria-label={pointWords(point, boundOf(point, roofs))}
          data-node={point.element}
          onFocus={() => hover(point.element)}
          onBlur={() => hover(undefined)}
          onClick={() => point.element !== undefined && onSelect(point.element)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && point.element !== undefined) onSelect(point.element);
            else if (!walk(event)) return;
            event.preventDefault();
          }}
        >
          <title>{pointWords(point, boundOf(point, roofs))}</title>
          <circle r={point.element === undefined ? 6 : 4} />
          {point.element === undefined && (
            <text y={3.5} textAnchor="middle">
              {point.level}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

/** Right and down to the next point, left and up to the one before. */
function walk({ key, currentTarget }: React.KeyboardEvent<SVGGElement>): boolean {
  const step = key === "ArrowRight" || key === "ArrowDown" ? 1 : key === "ArrowLeft" || key === "ArrowUp" ? -1 : 0;
  const points = [...(currentTarget.parentElement?.querySelectorAll<SVGGElement>(".point") ?? [])];
  points[(points.indexOf(currentTarget) + step + points.length) % points.length]?.focus();
  return step !== 0;
}

const printPower = (value: number) =>
  value >= 0.01 && value < 1000 ? String(Number(value.toPrecision(1))) : value.toExponential(0);
