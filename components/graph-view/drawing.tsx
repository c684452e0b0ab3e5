// Draws a flat picture as SVG, each thing by its id, so that what stays glides and what is new appears. What it means
// is in the outline; for assistive technology this is a picture.
import { curveBasis, line } from "d3";
import type { FarLabel } from "./far-labels";
import type { FlatEdge, FlatNode, Picture } from "./flatten";
import { type Overlay, widthOf } from "./overlay";
import { headHeight, type Point } from "./placed";
import type { SceneNode } from "./scene";
import { clipped } from "./scene-text";

export interface DrawingProps {
  readonly picture: Picture;
  readonly selected: string | undefined;
  /** Elements that a step would change. */
  readonly marked: ReadonlySet<string>;
  /** Bytes by an edge's ends. */
  readonly carried: ReadonlyMap<string, number>;
  readonly overlay: Overlay | undefined;
  /** What is written while the picture is seen from afar. */
  readonly farLabels: readonly FarLabel[];
}

export function Drawing({ picture, selected, marked, carried, overlay, farLabels }: DrawingProps) {
  const shown = { selected, marked, overlay };
  return (
    <>
      {picture.nodes
        .filter((flat) => flat.isFrame)
        .map((flat) => (
          <NodeShape key={flat.node.id} flat={flat} {...shown} />
        ))}
      {picture.edges.map((flat) => (
        <EdgeShape key={flat.id} flat={flat} width={widthOf(carried.get(flat.edge.id))} />
      ))}
      {picture.nodes
        .filter((flat) => !flat.isFrame)
        .map((flat) => (
          <NodeShape key={flat.node.id} flat={flat} {...shown} />
        ))}
      {farLabels.map(({ id, text, x, y, anchor, kind }) => (
        <text key={id} className={`far ${kind}`} x={x} y={y} textAnchor={anchor} data-label={id}>
          {text}
        </text>
      ))}
    </>
  );
}

const straight = line<Point>(
  (p) => p.x,
  (p) => p.y,
);
const spline = line<Point>(
  (p) => p.x,
  (p) => p.y,
).curve(curveBasis);

function EdgeShape({ flat: { edge, points }, width }: { readonly flat: FlatEdge; readonly width: number }) {
  const path = (points.length > 2 ? spline : straight)([...points]) ?? "";
  const middle = points[Math.floor(points.length / 2)];
  return (
    <g className="edge">
      <path d={path} strokeWidth={width} markerEnd="url(#arrow)" />
      {edge.label && middle && (
        <text className="near" x={middle.x + 4} y={middle.y}>
          {clipped(edge.label, 40)}
        </text>
      )}
    </g>
  );
}

interface NodeShapeProps extends Pick<DrawingProps, "selected" | "marked" | "overlay"> {
  readonly flat: FlatNode;
}

function NodeShape({ flat: { node, x, y, width, height, isFrame }, selected, marked, overlay }: NodeShapeProps) {
  const colour = overlay?.colours.get(node.id);
  const states = [
    node.transient && "transient",
    node.schedule,
    isFrame && "frame",
    node.closed && "closed",
    selected === node.id && "selected",
    marked.has(node.id) && "marked",
    colour !== undefined && "coloured",
  ];
  const letters = Math.max(8, Math.floor((width - 16) / 6.7));
  return (
    <g
      className={["node", node.kind, ...states.filter(Boolean)].join(" ")}
      style={{
        transform: `translate(${x}px, ${y}px)`,
        ...(colour && { "--overlay-fill": colour.fill, "--overlay-text": colour.text }),
      }}
      data-node={node.id}
    >
      <Shape kind={node.kind} width={width} height={height} frame={isFrame} />
      {isFrame ? (
        <text className="frame-title" x={12} y={16}>
          {clipped(node.title, letters)}
        </text>
      ) : (
        <LeafText node={node} width={width} height={height} letters={letters} />
      )}
    </g>
  );
}

interface LeafTextProps {
  readonly node: SceneNode;
  readonly width: number;
  readonly height: number;
  readonly letters: number;
}

/** The name at every distance where it can be read; near, what it is or does as well. */
function LeafText({ node, width, height, letters }: LeafTextProps) {
  const [first, second] = node.kind === "tasklet" ? [node.detail, node.title] : [node.title, node.detail];
  const centre = { x: width / 2, textAnchor: "middle" as const };
  return (
    <>
      <text className="only-middle" {...centre} y={height / 2 + 5}>
        {clipped(node.title, Math.floor(letters * 0.75))}
      </text>
      <text className="near" {...centre} y={second ? height / 2 - 3 : height / 2 + 4}>
        {clipped(first, letters)}
      </text>
      {second && (
        <text className="detail near" {...centre} y={height / 2 + 12}>
          {clipped(second, letters + 4)}
        </text>
      )}
    </>
  );
}

function Shape({
  kind,
  width: w,
  height: h,
  frame,
}: {
  readonly kind: string;
  readonly width: number;
  readonly height: number;
  readonly frame: boolean;
}) {
  if (kind === "data") return <ellipse cx={w / 2} cy={h / 2} rx={w / 2} ry={h / 2} />;
  if (kind === "tasklet")
    return <polygon points={`10,0 ${w - 10},0 ${w},10 ${w},${h - 10} ${w - 10},${h} 10,${h} 0,${h - 10} 0,10`} />;
  if (kind === "library") return <path d={`M0,0H${w - 12}L${w},12V${h}H0Z M${w - 12},0V12H${w}`} />;
  if (kind === "map" && frame)
    return (
      <>
        <rect width={w} height={h} />
        <polygon className="head" points={`10,0 ${w - 10},0 ${w},${headHeight} 0,${headHeight}`} />
        <polygon className="foot" points={`0,${h - 8} ${w},${h - 8} ${w - 10},${h} 10,${h}`} />
      </>
    );
  if (kind === "map")
    return <polygon className="head" points={`10,0 ${w - 10},0 ${w},${h / 2} ${w - 10},${h} 10,${h} 0,${h / 2}`} />;
  if (kind === "nested")
    return (
      <>
        <rect width={w} height={h} />
        <rect x={3} y={3} width={w - 6} height={h - 6} />
      </>
    );
  return (
    <>
      <rect width={w} height={h} rx={3} />
      {frame && kind !== "state" && <line className="under" x1={0} x2={w} y1={headHeight} y2={headHeight} />}
    </>
  );
}
