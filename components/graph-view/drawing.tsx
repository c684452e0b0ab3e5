// Draws a placed scene as SVG. What it means is in the outline; for assistive technology this is a picture.
import { line, curveBasis } from "d3";
import { headHeight, type Placed, type PlacedEdge, type PlacedNode } from "./layout";

export interface DrawingProps {
  readonly placed: Placed;
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
  readonly showLabels: boolean;
}

export function Drawing({ placed, selected, onSelect, showLabels }: DrawingProps) {
  return (
    <>
      {placed.edges.map((edge) => (
        <EdgeShape key={edge.id} edge={edge} showLabel={showLabels} />
      ))}
      {placed.nodes.map((p) => (
        <NodeShape key={p.node.id} placed={p} selected={selected} onSelect={onSelect} showLabels={showLabels} />
      ))}
    </>
  );
}

const curve = line<{ x: number; y: number }>((p) => p.x, (p) => p.y);
const spline = line<{ x: number; y: number }>((p) => p.x, (p) => p.y).curve(curveBasis);

function EdgeShape({ edge, showLabel }: { readonly edge: PlacedEdge; readonly showLabel: boolean }) {
  const path = (edge.points.length > 2 ? spline : curve)([...edge.points]) ?? "";
  const middle = edge.points[Math.floor(edge.points.length / 2)];
  return (
    <g className="edge">
      <path d={path} markerEnd="url(#arrow)" />
      {showLabel && edge.label && middle && (
        <text x={middle.x + 4} y={middle.y}>
          {edge.label}
        </text>
      )}
    </g>
  );
}

function NodeShape({ placed, selected, onSelect, showLabels }: { readonly placed: PlacedNode } & Omit<DrawingProps, "placed">) {
  const { node, x, y, width, height, inside } = placed;
  const isFrame = inside !== undefined;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the outline is the accessible form of this picture.
    <g
      transform={`translate(${x} ${y})`}
      className={`node ${node.kind} ${node.transient ? "transient" : ""} ${node.schedule ?? ""} ${selected === node.id ? "selected" : ""}`}
      data-node={node.id}
      onClick={(event) => {
        event.stopPropagation();
        onSelect(node.id);
      }}
    >
      <Shape kind={node.kind} width={width} height={height} frame={isFrame} />
      {isFrame ? (
        <text className="frame-title" x={12} y={16}>
          {node.title}
        </text>
      ) : (
        <text x={width / 2} y={node.detail ? height / 2 - 3 : height / 2 + 4} textAnchor="middle">
          {clipped(node.kind === "tasklet" ? node.detail : node.title, 48)}
        </text>
      )}
      {!isFrame && node.detail && (
        <text className="detail" x={width / 2} y={height / 2 + 12} textAnchor="middle">
          {clipped(node.kind === "tasklet" ? node.title : node.detail, 48)}
        </text>
      )}
      {inside && (
        <g transform={`translate(${(width - inside.width) / 2} ${headHeight})`}>
          <Drawing placed={inside} selected={selected} onSelect={onSelect} showLabels={showLabels} />
        </g>
      )}
    </g>
  );
}

const clipped = (text: string, letters: number) => (text.length > letters ? `${text.slice(0, letters - 1)}…` : text);

function Shape({ kind, width: w, height: h, frame }: { readonly kind: string; readonly width: number; readonly height: number; readonly frame: boolean }) {
  if (kind === "data") return <ellipse cx={w / 2} cy={h / 2} rx={w / 2} ry={h / 2} />;
  if (kind === "tasklet") return <polygon points={`10,0 ${w - 10},0 ${w},10 ${w},${h - 10} ${w - 10},${h} 10,${h} 0,${h - 10} 0,10`} />;
  if (kind === "library") return <path d={`M0,0H${w - 12}L${w},12V${h}H0Z M${w - 12},0V12H${w}`} />;
  if (kind === "map" && frame)
    return (
      <>
        <rect width={w} height={h} />
        <polygon className="head" points={`10,0 ${w - 10},0 ${w},${headHeight} 0,${headHeight}`} />
      </>
    );
  if (kind === "nested")
    return (
      <>
        <rect width={w} height={h} />
        <rect x={3} y={3} width={w - 6} height={h - 6} />
      </>
    );
  return <rect width={w} height={h} rx={3} />;
}
