// Pan and zoom: the one place where d3 touches the page.
import { select, zoom, zoomIdentity, type ZoomBehavior } from "d3";
import { type RefObject, useEffect, useRef, useState } from "react";

export interface View {
  readonly scale: number;
  /** Shows all of a picture of this size. */
  readonly fit: (width: number, height: number) => void;
  readonly zoomBy: (factor: number) => void;
}

/** Wheel pans, Ctrl and wheel (or a pinch) zooms, dragging pans. The group gets the transform directly, without rendering. */
export function useZoom(svg: RefObject<SVGSVGElement | null>, group: RefObject<SVGGElement | null>): View {
  const [scale, setScale] = useState(1);
  const behaviour = useRef<ZoomBehavior<SVGSVGElement, unknown> | null>(null);
  useEffect(() => {
    if (svg.current === null) return;
    const target = select(svg.current);
    const made = zoom<SVGSVGElement, unknown>()
      .scaleExtent([0.05, 3])
      .filter((event: WheelEvent | MouseEvent) => (event.type === "wheel" ? event.ctrlKey : !event.button))
      .on("zoom", ({ transform }) => {
        group.current?.setAttribute("transform", transform.toString());
        setScale(transform.k);
      });
    target.call(made);
    target.on("wheel.pan", (event: WheelEvent) => {
      if (event.ctrlKey) return;
      event.preventDefault();
      made.translateBy(target, -event.deltaX, -event.deltaY);
    });
    behaviour.current = made;
    return () => {
      target.on(".zoom", null).on("wheel.pan", null);
    };
  }, [svg, group]);
  const fit = (width: number, height: number) => {
    if (svg.current === null || behaviour.current === null || width === 0) return;
    const { clientWidth, clientHeight } = svg.current;
    const k = Math.min(1, Math.max(0.05, Math.min((clientWidth - 24) / width, (clientHeight - 24) / height)));
    // A tall graph starts readable at its top rather than whole and tiny.
    const readable = Math.max(k, Math.min(0.55, (clientWidth - 24) / width));
    const tall = height * readable > clientHeight;
    select(svg.current).call(behaviour.current.transform, zoomIdentity.translate((clientWidth - width * readable) / 2, tall ? 12 : (clientHeight - height * readable) / 2).scale(readable));
  };
  const zoomBy = (factor: number) => {
    if (svg.current !== null && behaviour.current !== null) behaviour.current.scaleBy(select(svg.current), factor);
  };
  return { scale, fit, zoomBy };
}
