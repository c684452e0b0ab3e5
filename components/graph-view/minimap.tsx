// The whole graph, small, with the part in view; a press moves the view there.
import type { PointerEvent, Ref } from "react";
import type { Box, Picture } from "./flatten";

export interface MinimapProps {
  readonly picture: Picture;
  /** Moved by the zoom, without rendering. */
  readonly frame: Ref<SVGRectElement>;
  readonly onCentre: (x: number, y: number) => void;
}

const [widest, highest] = [150, 110];
/** A very long or very wide graph is drawn out of proportion rather than as a line. */
const least = 24;

/** The frame is where the view is; where all is in view, there is nothing to find one's way in. */
export function frameView(frame: SVGRectElement, view: Box): void {
  for (const [key, value] of Object.entries(view)) frame.setAttribute(key, String(value));
  const map = frame.ownerSVGElement;
  if (map === null) return;
  const { width, height } = map.viewBox.baseVal;
  const isAll = view.x <= 0 && view.y <= 0 && view.x + view.width >= width && view.y + view.height >= height;
  map.toggleAttribute("data-idle", isAll);
}

export function Minimap({ picture, frame, onCentre }: MinimapProps) {
  const scale = Math.min(widest / picture.width, highest / picture.height);
  const [width, height] = [Math.max(least, picture.width * scale), Math.max(least, picture.height * scale)];
  const shown = picture.nodes.filter((flat) => flat.depth < 3).slice(0, 300);
  const centre = (event: PointerEvent<SVGSVGElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    const across = ((event.clientX - box.left) / box.width) * picture.width;
    onCentre(across, ((event.clientY - box.top) / box.height) * picture.height);
  };
  return (
    <svg
      className="minimap"
      aria-hidden="true"
      width={width}
      height={height}
      preserveAspectRatio="none"
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
