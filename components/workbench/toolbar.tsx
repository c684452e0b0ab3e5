"use client";
import { useEffect, useState } from "react";
import type { Command } from "@/components/commands/command";
import { CommandButton } from "@/components/commands/command-button";
import { primaryOf } from "@/components/commands/primary";
import { printSizes } from "@/components/documents/sizes";
import { pageThreads } from "@/components/runs/run-program";
import type { Engine } from "@/components/stores/run-slice";
import type { StudioState } from "@/components/stores/studio-store";
import { Badge } from "@/components/verification/badge";

export interface ToolbarProps {
  readonly state: StudioState;
  readonly commands: readonly Command[];
  readonly sizes: Readonly<Record<string, number>>;
  readonly stale: boolean;
  readonly dark: boolean;
  readonly mac: boolean;
}

/** Between sizes that stand in a row of their own. */
const apart = "  ";

export function Toolbar({ state, commands, sizes, stale, dark, mac }: ToolbarProps) {
  const { document: open, graph, run, python, setPreset } = state;
  const presets = Object.keys(graph?.presets ?? {});
  const button = { commands, mac };
  // Sizes that come with the inputs are theirs.
  const ownSizes = open.inputs === undefined;
  return (
    <header className="toolbar">
      <h1>Datawright</h1>
      <CommandButton {...button} id="programs" className="document-button" detail={open.name}>
        <span>{open.name}</span> <span aria-hidden="true">▾</span>
      </CommandButton>
      <fieldset className="presets">
        <legend className="visually-hidden">Sizes</legend>
        {presets.map((preset) => (
          <button
            type="button"
            disabled={!ownSizes}
            key={preset}
            aria-pressed={ownSizes && open.sizes === undefined && open.preset === preset}
            title={printSizes(graph?.presets[preset] ?? {}, apart)}
            onClick={() => setPreset(preset)}
          >
            {preset}
          </button>
        ))}
        <CommandButton {...button} id="sizes" className="sizes" label={`Sizes: ${printSizes(sizes, apart)}`}>
          {printSizes(sizes, apart) || "sizes"}
        </CommandButton>
      </fieldset>
      {open.inputs && (
        <CommandButton
          {...button}
          id="remove-inputs"
          className="given-inputs"
          label={`Inputs from ${open.inputs.name}: remove`}
        >
          {open.inputs.name} ✕
        </CommandButton>
      )}
      <span className="spacer" />
      <Badge run={run} stale={stale} />
      <span className="engine soft" data-testid="python">
        {pythonText(python)}
      </span>
      <EngineChoice state={state} />
      {run.kind === "working" ? (
        <CommandButton {...button} id="cancel">
          Cancel
        </CommandButton>
      ) : (
        <CommandButton {...button} id="run" className={primaryOf(state) === "run" ? "primary" : ""}>
          Run
        </CommandButton>
      )}
      <CommandButton {...button} id="share">
        Share
      </CommandButton>
      <CommandButton {...button} id="theme" className="icon" label={dark ? "Light theme" : "Dark theme"}>
        {dark ? "☀" : "☾"}
      </CommandButton>
      <CommandButton {...button} id="palette" className="icon" label={mac ? "Commands ⌘K" : "Commands Ctrl K"}>
        {mac ? "⌘K" : "Ctrl K"}
      </CommandButton>
    </header>
  );
}

/** Where Run runs, and on how many threads. */
function EngineChoice({ state }: Pick<ToolbarProps, "state">) {
  const { engine, setEngine, agent } = state;
  const most = usePageThreads();
  const counts = [...new Set([1, 2, 4, 8, most])].filter((count) => count <= most).sort((a, b) => b - a);
  const choices: readonly (readonly [id: string, words: string, engine: Engine])[] = [
    ...counts.map((count): [string, string, Engine] => [
      `wasm-${count}`,
      `Page · WebAssembly · ${count} thread${count === 1 ? "" : "s"}`,
      { kind: "wasm", threads: count },
    ]),
    ["interpreter", "Page · interpreter (slow)", { kind: "interpreter" }],
    ...(agent.kind === "paired"
      ? [["agent", `Agent · C++ · ${agent.welcome.limits.threads} threads`, { kind: "agent" }] as const]
      : []),
  ];
  // An agent that is gone is no choice any more: the page runs.
  const kind = engine.kind === "agent" && agent.kind !== "paired" ? "wasm" : engine.kind;
  const threads = Math.min((engine.kind === "wasm" ? engine.threads : undefined) ?? most, most);
  const chosen = kind === "wasm" ? `wasm-${threads}` : kind;
  return (
    <select
      className="engine-choice"
      aria-label="Where to run"
      title="Where Run runs the program"
      value={chosen}
      onChange={(event) => {
        const choice = choices.find(([id]) => id === event.target.value);
        if (choice) setEngine(choice[2]);
      }}
    >
      {choices.map(([id, words]) => (
        <option key={id} value={id}>
          {words}
        </option>
      ))}
    </select>
  );
}

/** One until the page knows better: it is rendered once without a browser. */
function usePageThreads(): number {
  const [threads, setThreads] = useState(1);
  useEffect(() => setThreads(pageThreads()), []);
  return threads;
}

function pythonText(python: StudioState["python"]): string {
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
