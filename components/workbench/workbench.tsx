"use client";
import { type DragEvent, useCallback, useEffect, useMemo, useState } from "react";
import { agentClient } from "@/components/agent/agent-actions";
import { studioCommands } from "@/components/commands/studio-commands";
import { useKeys } from "@/components/commands/use-keys";
import { openFiles } from "@/components/documents/file-actions";
import { useDocuments } from "@/components/documents/use-documents";
import { GraphView } from "@/components/graph-view/graph-view";
import { edgeBytes, type OverlayKind, overlayOf } from "@/components/graph-view/overlay";
import { OverlayChoice } from "@/components/graph-view/overlay-choice";
import { sceneOf } from "@/components/graph-view/scene";
import { InspectPanel } from "@/components/inspect/inspect-panel";
import { Outline } from "@/components/outline/outline";
import { RecipeStrip } from "@/components/recipe-strip/recipe-strip";
import { pageThreads } from "@/components/runs/run-program";
import { runKey, shownFor, sizesOf } from "@/components/runs/run-subject";
import { RunsPanel } from "@/components/runs/runs-panel";
import { statisticsOf } from "@/components/runs/statistics";
import { hover } from "@/components/selection/hover";
import { elementsAt, linesOf } from "@/components/selection/source-links";
import { whyNotGiven } from "@/components/stores/inputs-slice";
import { useStudio } from "@/components/stores/studio-store";
import { TransformPanel } from "@/components/transformations/transform-panel";
import { useTuning } from "@/components/tuning/use-tuning";
import { Tabs } from "@/components/ui/tabs";
import { VerificationPanel } from "@/components/verification/verification-panel";
import { base, engine, python } from "@/components/workers/services";
import { AgentPanel, CodeView, loadTheRest, Overlays, RooflinePanel } from "./later";
import { Notices } from "./notices";
import { Panes } from "./panes";
import { SourcePane } from "./source-pane";
import { Toolbar } from "./toolbar";
import { useCompilation } from "./use-compilation";
import { useIsolation } from "./use-isolation";
import { useTheme } from "./use-theme";
import "./workbench.css";

const nothingMarked: ReadonlySet<string> = new Set();

export function Workbench() {
  const state = useStudio();
  const {
    document: open,
    compiled,
    compiledText,
    graph,
    graphText,
    given,
    run,
    selected,
    select,
    layout,
    setLayout,
    togglePane,
    recipe,
  } = state;
  const { dark, toggle: toggleTheme } = useTheme();
  const mac = useIsMac();
  useAgent();
  useIsolation();
  useDocuments();
  useCompilation();
  const [drawn, setDrawn] = useState(false);
  const [editorReady, setEditorReady] = useState(false);
  const onShown = useCallback(() => setDrawn(true), []);
  // The source can be typed into from the start; what follows waits for the first picture, or for the news that there is none.
  const usable = drawn || (compiled !== undefined && graph === undefined);
  const complete = usable && (editorReady || layout.closed.source || open.form === "graph");
  usePython(complete);
  useTheRest(complete);
  const sizes = useMemo(() => sizesOf({ document: open, graph, given }), [open, graph, given]);
  const key = runKey({ document: open, recipe }, sizes);
  const stale = run.kind === "done" && shownFor(run) !== key;
  const { sdfg, atCursor } = useTuning(layout.sideTab === "transform" && !layout.closed.side);
  const scene = useMemo(() => sdfg && sceneOf(sdfg), [sdfg]);
  const applying = state.candidates?.filter((candidate) => candidate.whyNot === undefined).length;
  const marked = useMemo(() => (state.preview ? new Set(state.preview.marked) : nothingMarked), [state.preview]);
  const [overlayKind, setOverlayKind] = useState<OverlayKind>();
  const carried = useMemo(() => (sdfg ? edgeBytes(sdfg, sizes) : new Map<string, number>()), [sdfg, sizes]);
  const maps = state.mapTimes?.key === key && sdfg === atCursor ? state.mapTimes.maps : undefined;
  const times = useMemo(
    () => new Map((maps ?? []).map(({ element, seconds }) => [element, statisticsOf(seconds).median])),
    [maps],
  );
  const overlay = useMemo(
    () => (sdfg && overlayKind ? overlayOf(sdfg, sizes, overlayKind, times) : undefined),
    [sdfg, sizes, overlayKind, times],
  );
  const errors = compiled?.diagnostics.filter((d) => d.severity === "error") ?? [];
  // What takes longer than a glance is said.
  const isBehind = useLasting(compiledText !== open.text, 400);
  // A graph of another text says nothing about the lines of this one.
  const linked = errors.length === 0 ? sdfg : undefined;
  const whyNotRun =
    graph === undefined
      ? "The program doesn't compile yet."
      : errors.length > 0
        ? "The program has problems; they are listed below it."
        : (compiled?.refusal ?? whyNotGiven(given));
  const commands = studioCommands({ state, whyNotRun, dark, toggleTheme });
  useKeys(commands, mac);

  return (
    <Dropping>
      <div className="workbench">
        <Toolbar state={state} commands={commands} sizes={sizes} stale={stale} dark={dark} mac={mac} />
        <Notices state={state} commands={commands} />
        <Panes
          source={
            <SourcePane
              state={state}
              dark={dark}
              errors={errors}
              pageIsUsable={usable}
              onReady={() => setEditorReady(true)}
              onLine={(line) => {
                const [first] = linked ? elementsAt(linked, line) : [];
                if (first !== undefined) select(first);
              }}
              onHoverLine={(line) => hover(linked && line !== undefined ? elementsAt(linked, line)[0] : undefined)}
              linesOfElement={(element) => linked && linesOf(linked, element)}
            />
          }
          graph={
            <>
              <div className="pane-head">
                <h2>Graph</h2>
                {graph && (isBehind || errors.length > 0) && (
                  <span className="soft">{isBehind ? "compiling …" : "of the last version that compiled"}</span>
                )}
                <OverlayChoice kind={overlayKind} overlay={overlay} hasTimes={times.size > 0} onKind={setOverlayKind} />
              </div>
              <div className="pane-body">
                {scene && (
                  <GraphView
                    scene={scene}
                    name={`${open.id} ${graph?.sdfg.name}`}
                    base={base()}
                    selected={selected}
                    marked={marked}
                    carried={carried}
                    overlay={overlay}
                    stale={errors.length > 0}
                    onSelect={select}
                    onShown={onShown}
                  />
                )}
                {!scene && (
                  <p className="pad soft">
                    {errors.length > 0 ? "The graph appears when the program compiles." : "Compiling …"}
                  </p>
                )}
              </div>
            </>
          }
          side={
            <Tabs
              label="Details"
              tabs={[
                { id: "transform", title: "Transform", ...(applying !== undefined && { note: `${applying}` }) },
                { id: "outline", title: "Outline" },
                { id: "inspect", title: "Inspect" },
              ]}
              chosen={layout.sideTab}
              onChoose={(sideTab) => setLayout({ sideTab })}
              actions={<CloseButton name="the side panel" onClose={() => togglePane("side", true)} />}
            >
              {layout.sideTab === "transform" ? (
                <TransformPanel
                  candidates={state.candidates}
                  sdfg={atCursor}
                  text={graphText}
                  sizes={sizes}
                  selected={selected}
                  onSelect={select}
                />
              ) : layout.sideTab === "inspect" ? (
                sdfg && <InspectPanel sdfg={sdfg} sizes={sizes} selected={selected} />
              ) : (
                scene && <Outline scene={scene} selected={selected} onSelect={select} />
              )}
            </Tabs>
          }
          strip={<RecipeStrip state={state} commands={commands} mac={mac} />}
          bottom={
            <Tabs
              label="Results"
              tabs={[
                { id: "runs", title: "Runs" },
                { id: "roofline", title: "Roofline" },
                { id: "code", title: "Code" },
                { id: "verification", title: "Verification" },
                { id: "agent", title: "Agent", ...(state.agent.kind === "paired" && { note: "paired" }) },
              ]}
              chosen={layout.bottomTab}
              onChoose={(bottomTab) => setLayout({ bottomTab })}
              actions={<CloseButton name="the results" onClose={() => togglePane("bottom", true)} />}
            >
              {layout.bottomTab === "code" ? (
                <CodeView sdfg={sdfg} sizes={sizes} text={graphText} selected={selected} onSelect={select} />
              ) : layout.bottomTab === "roofline" ? (
                <RooflinePanel
                  run={run.kind === "done" ? run : undefined}
                  stale={stale}
                  maps={maps && atCursor && { sdfg: atCursor, sizes, times: maps }}
                  preview={state.preview && { work: state.preview.work, sizes }}
                  selected={selected}
                  onSelect={select}
                  roofs={state.roofs}
                  commands={commands}
                  mac={mac}
                />
              ) : layout.bottomTab === "agent" ? (
                <AgentPanel state={state} commands={commands} mac={mac} runKey={key} />
              ) : layout.bottomTab === "verification" ? (
                <VerificationPanel
                  run={run}
                  stale={stale}
                  steps={state.recipe.steps.slice(0, state.recipe.cursor)}
                  blamed={state.blamed}
                />
              ) : (
                <RunsPanel run={run} stale={stale} onRoofline={() => setLayout({ bottomTab: "roofline" })} />
              )}
            </Tabs>
          }
        />
        {state.overlay && <Overlays state={state} commands={commands} sizes={sizes} mac={mac} />}
      </div>
    </Dropping>
  );
}

function CloseButton({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  return (
    <button type="button" aria-label={`Close ${name}`} title={`Close ${name}`} onClick={onClose}>
      ✕
    </button>
  );
}

/** Files dropped anywhere are opened. */
function Dropping({ children }: { readonly children: React.ReactNode }) {
  const [over, setOver] = useState(false);
  const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; "Open a file" is the first.
    <div
      onDragOver={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => event.relatedTarget === null && setOver(false)}
      onDrop={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setOver(false);
        void openFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {over && (
        <div className="drop-target">Drop a program (.py), a graph (.sdfg), inputs (.npz) or a recipe (.json)</div>
      )}
    </div>
  );
}

/** Looks whether an agent's link opened this page; before anything else takes the address. */
function useAgent(): void {
  useEffect(() => {
    const start = () => void agentClient().start();
    start();
    // A fresh link that is opened in this tab changes only the address.
    window.addEventListener("hashchange", start);
    return () => window.removeEventListener("hashchange", start);
  }, []);
}

/** Python begins once all else is there, and not by itself on a small screen. */
function usePython(complete: boolean): void {
  useEffect(() => {
    if (!complete || window.innerWidth < 800) return;
    // A failure is in the state, which says it in words.
    const timer = window.setTimeout(() => {
      void python()
        .start()
        .catch(() => undefined);
      // What fails here fails again, and is told, at the first run.
      void engine()
        .request("warm", { threads: pageThreads() })
        .catch(() => undefined);
    }, 300);
    return () => window.clearTimeout(timer);
  }, [complete]);
}

function useTheRest(complete: boolean): void {
  useEffect(() => {
    // What does not come now is asked for again when it is needed, and says then why it can't be had.
    if (complete) loadTheRest().catch(() => undefined);
  }, [complete]);
}

/** True once it has been so for as many milliseconds. */
function useLasting(isSo: boolean, milliseconds: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    setLasts(false);
    if (!isSo) return;
    const timer = window.setTimeout(() => setLasts(true), milliseconds);
    return () => window.clearTimeout(timer);
  }, [isSo, milliseconds]);
  return isSo && lasts;
}

function useIsMac(): boolean {
  const [mac, setMac] = useState(false);
  useEffect(() => setMac(/Mac|iPhone|iPad/.test(navigator.userAgent)), []);
  return mac;
}
