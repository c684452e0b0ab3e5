"use client";
import { gallery } from "@/components/documents/gallery.gen";
import { shareLink } from "@/components/share/share-link";
import { sizesOf } from "@/components/runs/run-program";
import { useStudio } from "@/components/stores/studio-store";
import { Badge } from "@/components/verification/badge";
import { useState } from "react";

export interface ToolbarProps {
  readonly stale: boolean;
  readonly dark: boolean;
  readonly canRun: boolean;
  readonly onRun: () => void;
  readonly onCancel: () => void;
  readonly onTheme: () => void;
}

export function Toolbar({ stale, dark, canRun, onRun, onCancel, onTheme }: ToolbarProps) {
  const { document: open, graph, run, python, openDocument, choosePreset } = useStudio();
  const [shared, setShared] = useState<string>();
  const sizes = sizesOf({ document: open, graph });
  const presets = Object.keys(graph?.presets ?? {});
  const share = async () => {
    const link = shareLink(open, sizes);
    history.replaceState(null, "", link);
    setShared("The link is in the address bar.");
    try {
      await navigator.clipboard.writeText(link);
      setShared("The link is copied.");
    } catch {
      // Without permission for the clipboard the address bar has it, and the message says so.
    }
  };
  return (
    <header className="toolbar">
      <h1>Datawright</h1>
      <label>
        <span className="visually-hidden">Program</span>
        <select value={gallery.some((g) => g.name === open.name) ? open.name : ""} onChange={(event) => openGallery(event.target.value, openDocument)}>
          {!gallery.some((g) => g.name === open.name) && <option value="">{open.name}</option>}
          {gallery.map((program) => (
            <option key={program.name}>{program.name}</option>
          ))}
        </select>
      </label>
      <label>
        <span className="visually-hidden">Sizes</span>
        <select value={open.preset} onChange={(event) => choosePreset(event.target.value)}>
          {presets.map((preset) => (
            <option key={preset}>{preset}</option>
          ))}
        </select>
      </label>
      <span className="soft sizes">{Object.entries(sizes).map(([name, size]) => `${name}=${size}`).join("  ")}</span>
      <span className="spacer" />
      <Badge run={run} stale={stale} />
      <span className="soft" data-testid="python">{pythonText(python)}</span>
      {run.kind === "working" ? (
        <button type="button" onClick={onCancel}>Cancel</button>
      ) : (
        <button type="button" className="primary" disabled={!canRun} onClick={onRun}>Run</button>
      )}
      <button type="button" onClick={() => void share()}>Share</button>
      <span role="status" className="soft">{shared}</span>
      <button type="button" onClick={onTheme} aria-label={dark ? "Light theme" : "Dark theme"} title="Theme">{dark ? "☀" : "☾"}</button>
    </header>
  );
}

function openGallery(name: string, openDocument: ReturnType<typeof useStudio.getState>["openDocument"]): void {
  const program = gallery.find((g) => g.name === name);
  if (program === undefined) return;
  history.replaceState(null, "", location.pathname);
  openDocument({ name, text: program.text, provenance: "gallery", preset: "S" });
}

function pythonText(python: ReturnType<typeof useStudio.getState>["python"]): string {
  switch (python.kind) {
    case "off":
      return "";
    case "loading":
      return `${python.message} ${(python.loadedBytes / 1e6).toFixed(0)} of ${(python.totalBytes / 1e6).toFixed(0)} MB`;
    case "ready":
      return python.version;
    case "failed":
      return "Python is not available";
  }
}
