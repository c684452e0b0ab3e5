// Pan and zoom: the one place where d3 touches the page.
import { select, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity, zoomTransform } from "d3";
import { type RefObject, useEffect, useMemo, useRef } from "react";
import type { Box } from "./flatten";

export interface View {
  /** Shows all of a picture of this size, or its readable top. */
  readonly fit: (width: number, height: number) => void;
  readonly zoomBy: (factor: number) => void;
  readonly panBy: (x: number, y: number) => void;
  readonly centre: (x: number, y: number) => void;
  /** Moves only where the box is not in view. */
  readonly reveal: (box: Box) => void;
  /** The whole box, as large as is readable. */
  readonly frame: (box: Box) => void;
}

export interface ViewState {
  readonly scale: number;
  readonly box: Box;
}

/** Wheel pans, Ctrl and wheel (or a pinch) zooms, dragging pans. The group gets the transform directly, without rendering. */
export function useZoom(
  svg: RefObject<SVGSVGElement | null>,
  group: RefObject<SVGGElement | null>,
  onView: (state: ViewState) => void,
): View {
  const behaviour = useRef<ZoomBehavior<SVGSVGElement, unknown> | null>(null);
  const told = useRef(onView);
  told.current = onView;
  /** What was fitted, until somebody moves the view. */
  const fitted = useRef<{ readonly width: number; readonly height: number } | undefined>(undefined);
  useEffect(() => {
    const node = svg.current;
    if (node === null) return;
    const target = select(node);
    const tell = (transform: ZoomTransform) => {
      const { clientWidth, clientHeight } = node;
      told.current({
        scale: transform.k,
        box: {
          x: -transform.x / transform.k,
          y: -transform.y / transform.k,
          width: clientWidth / transform.k,
          height: clientHeight / transform.k,
        },
      });
    };
    const made = zoom<SVGSVGElement, unknown>()
      .scaleExtent([0.04, 3])
      .filter((event: WheelEvent | MouseEvent) =>
        event.type === "dblclick" ? false : event.type === "wheel" ? event.ctrlKey : !event.button,
      )
      .clickDistance(4)
      .on("zoom", ({ transform, sourceEvent }) => {
        if (sourceEvent) fitted.current = undefined;
        group.current?.setAttribute("transform", transform.toString());
        tell(transform);
      });
    target.call(made);
    target.on("wheel.pan", (event: WheelEvent) => {
      if (event.ctrlKey) return;
      event.preventDefault();
      const k = zoomTransform(node).k;
      fitted.current = undefined;
      made.translateBy(target, -event.deltaX / k, -event.deltaY / k);
    });
    behaviour.current = made;
    const size = new ResizeObserver(() => {
      if (fitted.current !== undefined) made.transform(target, wholeOrTop(node, fitted.current));
      else tell(zoomTransform(node));
    });
    size.observe(node);
    return () => {
      size.disconnect();
      target.on(".zoom", null).on("wheel.pan", null);
    };
  }, [svg, group]);

  return useMemo((): View => {
    const on = (act: (node: SVGSVGElement, made: ZoomBehavior<SVGSVGElement, unknown>) => void) => {
      fitted.current = undefined;
      if (svg.current !== null && behaviour.current !== null) act(svg.current, behaviour.current);
    };
    const frame = (box: Box, most: number) =>
      on((node, made) => {
        const { clientWidth, clientHeight } = node;
        const k = Math.min(
          most,
          Math.max(0.05, Math.min((clientWidth - 48) / box.width, (clientHeight - 48) / box.height)),
        );
        select(node).call(
          made.transform,
          zoomIdentity
            .translate((clientWidth - box.width * k) / 2 - box.x * k, (clientHeight - box.height * k) / 2 - box.y * k)
            .scale(k),
        );
      });
    const centre = (x: number, y: number) =>
      on((node, made) => {
        const { k } = zoomTransform(node);
        select(node).call(
          made.transform,
          zoomIdentity.translate(node.clientWidth / 2 - x * k, node.clientHeight / 2 - y * k).scale(k),
        );
      });
    return {
      centre,
      frame: (box) => frame(box, 1.2),
      zoomBy: (factor) => on((node, made) => made.scaleBy(select(node), factor)),
      panBy: (x, y) =>
        on((node, made) => made.translateBy(select(node), x / zoomTransform(node).k, y / zoomTransform(node).k)),
      fit: (width, height) =>
        on((node, made) => {
          if (width === 0) return;
          fitted.current = { width, height };
          select(node).call(made.transform, wholeOrTop(node, { width, height }));
        }),
      reveal: (box) =>
        on((node) => {
          const { k, x, y } = zoomTransform(node);
          const [left, top, right, bottom] = [
            box.x * k + x,
            box.y * k + y,
            (box.x + box.width) * k + x,
            (box.y + Math.min(box.height, 60)) * k + y,
          ];
          const visible = left < node.clientWidth - 20 && right > 20 && top > 0 && bottom < node.clientHeight;
          if (!visible) centre(box.x + box.width / 2, box.y + Math.min(box.height, (node.clientHeight - 60) / k) / 2);
        }),
    };
  }, [svg]);
}

/** All of a picture, or its readable top: a tall graph does not start whole and tiny. */
function wholeOrTop(
  { clientWidth, clientHeight }: SVGSVGElement,
  { width, height }: { readonly width: number; readonly height: number },
): ZoomTransform {
  const k = Math.min(1, Math.max(0.05, Math.min((clientWidth - 32) / width, (clientHeight - 32) / height)));
  const readable = Math.min(1, Math.max(k, Math.min(0.8, (clientWidth - 32) / width)));
  const isTall = height * readable > clientHeight;
  return zoomIdentity
    .translate((clientWidth - width * readable) / 2, isTall ? 16 : (clientHeight - height * readable) / 2)
    .scale(readable);
}
