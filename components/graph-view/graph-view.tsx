"use client";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { elementUnder, hover } from "@/components/selection/hover";
import { closedAtFirst, collapsed, elementBudget, pathTo } from "./collapse";
import { Drawing } from "./drawing";
import { farLabels, farStep } from "./far-labels";
import { type Box, detailAt, drawn, flatten } from "./flatten";
import { graphControls } from "./graph-controls";
import { frameView, Minimap } from "./minimap";
import type { Overlay } from "./overlay";
import type { Placed } from "./placed";
import type { Scene } from "./scene";
import { Search } from "./search";
import { studioLayouter } from "./studio-layouter";
import { useZoom } from "./use-zoom";
import "./graph-view.css";

export interface GraphViewProps {
  readonly scene: Scene;
  /** The program's name: another one is fitted into view anew. */
  readonly name: string;
  readonly base: string;
  readonly selected: string | undefined;
  readonly marked: ReadonlySet<string>;
  readonly carried: ReadonlyMap<string, number>;
  readonly overlay: Overlay | undefined;
  readonly stale: boolean;
  readonly onSelect: (id: string | undefined) => void;
  /** A picture is there, or the words why there is none. */
  readonly onShown: () => void;
}

export function GraphView({
  scene,
  name,
  base,
  selected,
  marked,
  carried,
  overlay,
  stale,
  onSelect,
  onShown,
}: GraphViewProps) {
  const svg = useRef<SVGSVGElement>(null);
  const group = useRef<SVGGElement>(null);
  const inView = useRef<SVGRectElement>(null);
  const [box, setBox] = useState<Box>({ x: 0, y: 0, width: 1, height: 1 });
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [searching, setSearching] = useState(false);
  const [placed, setPlaced] = useState<Placed>();
  const [failure, setFailure] = useState<string>();
  const [step, setStep] = useState<number>();
  const fitted = useRef({ name: "", width: 1, height: 1 });

  const picture = useMemo(() => placed && flatten(placed), [placed]);
  const isLarge = picture !== undefined && picture.nodes.length + picture.edges.length > elementBudget;
  const inReach = useMemo(() => picture && drawn(picture, box, elementBudget), [picture, box]);
  const labels = useMemo(
    () => (inReach === undefined || step === undefined ? [] : farLabels(inReach, step)),
    [inReach, step],
  );
  const pending = useRef(0);
  const seen = useRef<Box>(undefined);
  const view = useZoom(svg, group, (state) => {
    svg.current?.setAttribute("data-detail", detailAt(state.scale));
    svg.current?.style.setProperty("--scale", String(state.scale));
    seen.current = state.box;
    setStep(farStep(state.scale));
    if (inView.current) frameView(inView.current, state.box);
    if (!isLarge) return;
    cancelAnimationFrame(pending.current);
    pending.current = requestAnimationFrame(() => setBox(state.box));
  });

  const first = useMemo(() => closedAtFirst(scene), [scene]);
  const closed = useMemo(
    () => new Set([...[...first].filter((id) => !toggled.has(id)), ...[...toggled].filter((id) => !first.has(id))]),
    [first, toggled],
  );
  const shown = useMemo(() => collapsed(scene, closed), [scene, closed]);
  const toggle = (id: string) => setToggled((before) => switched(before, [id]));

  useEffect(() => {
    let current = true;
    studioLayouter(base)
      .place(shown)
      .then(
        (result) => {
          if (!current) return;
          setFailure(undefined);
          setPlaced(result);
        },
        (error: unknown) => current && setFailure(error instanceof Error ? error.message : String(error)),
      );
    return () => {
      current = false;
    };
  }, [shown, base]);

  const shows = picture !== undefined || failure !== undefined;
  useEffect(() => {
    if (shows) onShown();
  }, [shows, onShown]);

  useEffect(() => {
    if (picture && inView.current && seen.current) frameView(inView.current, seen.current);
  }, [picture]);

  useEffect(() => {
    if (picture === undefined) return;
    // A step that changes little leaves the view where it is; one that makes another picture is shown from its top.
    const { name: was, width, height } = fitted.current;
    const alike = (a: number, b: number) => a / b < 1.5 && b / a < 1.5;
    if (was === name && alike(picture.width, width) && alike(picture.height, height)) return;
    fitted.current = { name, width: picture.width, height: picture.height };
    view.fit(picture.width, picture.height);
  }, [picture, name, view]);

  // What is selected elsewhere is opened and brought into view here, once: closing a scope afterwards is the person's choice.
  const revealed = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (selected === undefined) revealed.current = undefined;
    if (selected === undefined || picture === undefined || revealed.current === selected) return;
    const flat = picture.nodes.find((candidate) => candidate.node.id === selected);
    if (flat !== undefined) {
      revealed.current = selected;
      view.reveal(flat);
      return;
    }
    const around = (pathTo(scene, selected) ?? []).map((scope) => scope.id).filter((id) => closed.has(id));
    if (around.length > 0) setToggled((before) => switched(before, around));
  }, [selected, picture, scene, closed, view]);

  useEffect(
    () =>
      graphControls.attach({
        zoomBy: view.zoomBy,
        fit: () => picture && view.fit(picture.width, picture.height),
        frameSelection: () => {
          const flat = picture?.nodes.find((candidate) => candidate.node.id === selected);
          if (flat) view.frame(flat);
        },
        search: () => setSearching(true),
        picture: () => svg.current,
      }),
    [view, picture, selected],
  );

  const onKey = (event: KeyboardEvent) => {
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [60, 0],
      ArrowRight: [-60, 0],
      ArrowUp: [0, 60],
      ArrowDown: [0, -60],
    };
    const move = moves[event.key];
    if (move) view.panBy(...move);
    else if (event.key === "Enter" && selected !== undefined) toggle(selected);
    else if (event.key === "Escape") onSelect(undefined);
    else return;
    event.preventDefault();
  };

  return (
    <div className={`graph-view ${stale ? "stale" : ""}`}>
      {failure && (
        <p className="graph-message">The graph could not be laid out: {failure} The outline shows the same graph.</p>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a picture that can be panned has no element of its own. */}
      <div
        className="graph-canvas"
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows pan here.
        tabIndex={0}
        data-first-focus
        aria-label="Picture of the graph. Arrows pan, plus and minus zoom. The outline has the same content as text."
        onKeyDown={onKey}
      >
        <svg
          ref={svg}
          aria-hidden="true"
          data-testid="graph"
          data-detail="near"
          onClick={(event) => onSelect(elementUnder(event.target))}
          onDoubleClick={(event) => {
            const id = elementUnder(event.target);
            if (id !== undefined) toggle(id);
          }}
          onPointerOver={(event) => hover(elementUnder(event.target))}
          onPointerLeave={() => hover(undefined)}
        >
          <defs>
            <marker
              id="arrow"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="9"
              markerHeight="9"
              markerUnits="userSpaceOnUse"
              orient="auto-start-reverse"
            >
              <path d="M0,0L8,4L0,8Z" />
            </marker>
          </defs>
          <g ref={group}>
            {inReach && (
              <Drawing
                picture={inReach}
                selected={selected}
                marked={marked}
                carried={carried}
                overlay={overlay}
                farLabels={labels}
              />
            )}
          </g>
        </svg>
      </div>
      {searching && <Search scene={scene} onSelect={onSelect} onClose={() => setSearching(false)} />}
      {picture && <Minimap picture={picture} frame={inView} onCentre={view.centre} />}
      <div className="graph-buttons">
        <button
          type="button"
          onClick={() => setSearching(!searching)}
          aria-pressed={searching}
          aria-label="Search the graph"
          title="Search the graph (/)"
        >
          ⌕
        </button>
        <button type="button" onClick={() => view.zoomBy(1.25)} aria-label="Zoom in" title="Zoom in (+)">
          +
        </button>
        <button type="button" onClick={() => view.zoomBy(0.8)} aria-label="Zoom out" title="Zoom out (−)">
          −
        </button>
        <button
          type="button"
          onClick={() => picture && view.fit(picture.width, picture.height)}
          title="Fit the graph (0)"
        >
          Fit
        </button>
      </div>
    </div>
  );
}

/** Each of these in the set if it was not, and out if it was. */
function switched(set: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return new Set([...[...set].filter((id) => !ids.includes(id)), ...ids.filter((id) => !set.has(id))]);
}
