"use client";
import type { Diagnostic } from "@datawright/compiler-core/diagnostics";
import { useMemo } from "react";
import { cyclePanes } from "@/components/commands/use-keys";
import { type Lines, SourceEditor } from "@/components/source-editor/source-editor";
import type { StudioState } from "@/components/stores/studio-store";
import { GraphFile } from "./graph-file";

export interface SourcePaneProps {
  readonly state: StudioState;
  readonly dark: boolean;
  readonly errors: readonly Diagnostic[];
  readonly pageIsUsable: boolean;
  readonly onLine: (line: number) => void;
  readonly onHoverLine: (line: number | undefined) => void;
  readonly linesOfElement: (element: string) => Lines | undefined;
  readonly onReady: () => void;
}

const none: readonly Diagnostic[] = [];

/** The same lines are the same value, whichever graph told them. */
function useLines(lines: Lines | undefined): Lines | undefined {
  const [from, to] = lines ?? [];
  return useMemo(() => (from === undefined || to === undefined ? undefined : [from, to]), [from, to]);
}

export function SourcePane(props: SourcePaneProps) {
  const { state, dark, errors, pageIsUsable, onLine, onHoverLine, linesOfElement, onReady } = props;
  const { document: open, compiled, graph, selected, select, readOnly, changeDocument, togglePane } = state;
  const isGraph = open.form === "graph";
  const lines = useLines(selected === undefined ? undefined : linesOfElement(selected));
  return (
    <>
      <div className="pane-head">
        <h2>Source</h2>
        <span className="soft">{readOnly ? "read only" : `${open.name}${isGraph ? ".sdfg" : ".py"}`}</span>
        <span className="spacer" />
        <button
          type="button"
          aria-label="Close the source"
          title="Close the source"
          onClick={() => togglePane("source", true)}
        >
          ✕
        </button>
      </div>
      <div className="pane-body">
        {isGraph && <GraphFile document={open} graph={graph} compiled={compiled} onSelect={select} />}
        {open.id !== "" && !isGraph && (
          <SourceEditor
            id={open.id}
            text={open.text}
            dark={dark}
            readOnly={readOnly}
            diagnostics={compiled?.diagnostics ?? none}
            highlightedLines={lines}
            pageIsUsable={pageIsUsable}
            linesOfElement={linesOfElement}
            onChange={(text) => text !== open.text && changeDocument({ text })}
            onLine={onLine}
            onHoverLine={onHoverLine}
            onLeave={cyclePanes}
            onReady={onReady}
          />
        )}
      </div>
      {errors.length > 0 && (
        <ul className="problems" aria-label="Problems">
          {errors.map((d) => (
            <li key={`${d.code}${d.span.line}${d.span.column}`}>
              {d.span.line > 0 && <strong className="wrong">line {d.span.line}</strong>} {d.message}{" "}
              {d.fix && <span className="soft">{d.fix}</span>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
