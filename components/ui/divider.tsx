"use client";
// A border that can be moved: by pointer, by arrow keys, closed by Enter or a double click.
import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import "./divider.css";

export interface DividerProps {
  readonly label: string;
  /** The direction of the line itself. */
  readonly orientation: "vertical" | "horizontal";
  readonly size: number;
  readonly least: number;
  readonly most: number;
  /** +1 where moving right or down makes the pane larger, else −1. */
  readonly sign: 1 | -1;
  readonly onSize: (size: number) => void;
  readonly onToggle: () => void;
}

export function Divider({ label, orientation, size, least, most, sign, onSize, onToggle }: DividerProps) {
  const start = useRef<{ readonly at: number; readonly size: number } | undefined>(undefined);
  const along = (event: PointerEvent) => (orientation === "vertical" ? event.clientX : event.clientY);
  const onKey = (event: KeyboardEvent) => {
    const [less, more] = orientation === "vertical" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    const step = event.shiftKey ? 64 : 16;
    if (event.key === less) onSize(size - sign * step);
    else if (event.key === more) onSize(size + sign * step);
    else if (event.key === "Home") onSize(least);
    else if (event.key === "End") onSize(most);
    else if (event.key === "Enter") onToggle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is a widget, which <hr> is not.
    <div
      role="separator"
      tabIndex={0}
      className={`divider ${orientation}`}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={Math.round(size)}
      aria-valuemin={least}
      aria-valuemax={Math.round(most)}
      title={`${label}: drag, arrow keys, Enter closes`}
      onKeyDown={onKey}
      onDoubleClick={onToggle}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: along(event), size };
      }}
      onPointerMove={(event) => start.current && onSize(start.current.size + sign * (along(event) - start.current.at))}
      onPointerUp={() => {
        start.current = undefined;
      }}
    />
  );
}
