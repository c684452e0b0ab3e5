// The whole graph, small, with the part in view; a press moves the view there.
import type { PointerEvent, Ref } from "react";
import type { Picture } from "./flatten";

export interface MinimapProps {
  readonly picture: Picture;
  /** Moved by the zoom, without rendering. */
  readonly frame: Ref<SVGRectElement>;
  readonly onCentre: (x: number, y: number) => void;
}

const [widest, highest] = [150, 110];

export function Minimap({ picture, frame, onCentre }: MinimapProps) {
  const scale = Math.min(widest / picture.width, highest / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  const shown = picture.nodes.filter((flat) => flat.depth < 3).slice(0, 300);
  const centre = (event: PointerEvent<SVGSVGElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    onCentre((event.clientX - box.left) / scale, (event.clientY - box.top) / scale);
  };
  return (
    <svg
      className="minimap"
      aria-hidden="true"
      width={width}
      height={height}
      viewBox={`0 0 ${picture.width} ${picture.height}`}
      onPointerDown={centre}
      onPointerMove={centre}
    >
      {shown.map((flat) => (
        <rect
          key={flat.node.id}
          className={`mini ${flat.node.kind}`}
          x={flat.x}
          y={flat.y}
          width={flat.width}
          height={flat.height}
        />
      ))}
      <rect ref={frame} className="in-view" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
