"use client";
import dynamic from "next/dynamic";
import { useEffect, useMemo, useState } from "react";
import { Outline } from "@/components/outline/outline";
import { sceneOf } from "@/components/graph-view/scene";
import { cancelRun, runKey, runProgram, sizesOf } from "@/components/runs/run-program";
import { RunSummary } from "@/components/runs/run-summary";
import { useStudio } from "@/components/stores/studio-store";
import { base, python } from "@/components/workers/services";
import { Toolbar } from "./toolbar";
import { useCompilation } from "./use-compilation";
import { useOpening } from "./use-opening";
import { lineOf, useTheme } from "./use-theme";
import "./workbench.css";

const SourceEditor = dynamic(() => import("@/components/source-editor/source-editor").then((m) => m.SourceEditor), { ssr: false, loading: () => <p className="soft pad">Loading the editor</p> });
const GraphView = dynamic(() => import("@/components/graph-view/graph-view").then((m) => m.GraphView), { ssr: false });

export function Workbench() {
  const { document: open, compiled, graph, graphText, run, selected, select, editText } = useStudio();
  const { dark, toggle } = useTheme();
  const notice = useOpening();
  useCompilation();
  const [cursorLine, setCursorLine] = useState<number>();
  const sizes = sizesOf({ document: open, graph });
  const stale = run.kind === "done" && run.key !== runKey({ graphText }, sizes);
  const scene = useMemo(() => graph && sceneOf(graph.sdfg), [graph]);
  const line = useMemo(() => (graph && selected !== undefined ? lineOf(graph.sdfg, selected) : undefined), [graph, selected]);
  const errors = compiled?.diagnostics.filter((d) => d.severity === "error") ?? [];

  useEffect(() => {
    if (graph === undefined || window.innerWidth < 800) return;
    // Python begins once the page can be used, never before its first paint.
    const timer = window.setTimeout(() => void python().start().catch(() => undefined), 300);
    return () => window.clearTimeout(timer);
  }, [graph]);

  return (
    <div className="workbench">
      <Toolbar stale={stale} dark={dark} onTheme={toggle} onRun={() => void runProgram()} onCancel={cancelRun} canRun={graph !== undefined && errors.length === 0} />
      {notice && <p className="notice" role="status">{notice}</p>}
      <main className="panes">
        <section className="pane source" aria-label="Source">
          <h2>Source</h2>
          <div className="pane-body">
            <SourceEditor text={open.text} dark={dark} diagnostics={compiled?.diagnostics ?? []} highlightedLines={line} onChange={(text) => text !== open.text && editText(text)} onLine={setCursorLine} />
          </div>
          {errors.length > 0 && (
            <ul className="problems" aria-label="Problems">
              {errors.map((d) => (
                <li key={`${d.code}${d.span.line}${d.span.column}`}>
                  <span className="wrong">line {d.span.line}</span> {d.message} {d.fix && <span className="soft">{d.fix}</span>}
                </li>
              ))}
            </ul>
          )}
        </section>
        <section className="pane graph" aria-label="Graph">
          <h2>Graph</h2>
          <div className="pane-body">{graph && <GraphView sdfg={graph.sdfg} base={base()} selected={selected} stale={errors.length > 0} onSelect={select} />}</div>
        </section>
        <section className="pane side" aria-label="Outline and result">
          <h2>Outline</h2>
          <div className="pane-body">{scene && <Outline scene={scene} selected={selected} onSelect={select} />}</div>
          <h2>Run</h2>
          <RunSummary run={run} stale={stale} cursorLine={cursorLine} />
        </section>
      </main>
    </div>
  );
}
