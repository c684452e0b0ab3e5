"use client";
// The agent: whether there is one, what it is asked for, and what came of it.
import type { Command } from "@/components/commands/command";
import { CommandButton } from "@/components/commands/command-button";
import type { StudioState } from "@/components/stores/studio-store";
import { AgentFacts } from "./agent-facts";
import { runThere } from "./agent-job";
import { AgentOutcome } from "./agent-outcome";
import "@/components/runs/runs-panel.css";
import "@/components/verification/badge.css";
import "./agent-panel.css";

export interface AgentPanelProps {
  readonly state: StudioState;
  readonly commands: readonly Command[];
  readonly mac: boolean;
  /** What a result of now would be named by. */
  readonly runKey: string;
}

export function AgentPanel({ state, commands, mac, runKey }: AgentPanelProps) {
  const { agent, agentRun, machine, peaks } = state;
  switch (agent.kind) {
    case "none":
      return (
        <p className="pad soft">
          No agent is paired with this page. An agent compiles programs with your own C++ compiler and measures them on
          your machine: run <code>npm start</code> in a checkout and open the link that it prints. Everything else works
          without it.
        </p>
      );
    case "connecting":
      return (
        <p className="pad" role="status">
          Connecting to the agent …
        </p>
      );
    case "lost":
      return (
        <div className="pad">
          <p role="status">
            The connection to the agent broke; it is tried again. The page keeps all, and runs in the page still work.
          </p>
          <Outcome state={state} runKey={runKey} />
        </div>
      );
    case "refused":
      return <p className="pad wrong">{refusalWords[agent.refusal.kind]}</p>;
    case "paired":
      break;
  }
  const isWorking = agentRun.kind === "working";
  return (
    <div className="agent-panel">
      <section aria-label="Run on the agent" className="agent-run">
        <div className="agent-actions">
          {isWorking ? (
            <CommandButton commands={commands} id="cancel-agent" mac={mac}>
              Cancel
            </CommandButton>
          ) : (
            <CommandButton commands={commands} id="run-agent" className="primary" mac={mac}>
              Run on the agent
            </CommandButton>
          )}
          <Wish state={state} wish="verify" words="compare with NumPy" />
          <Wish state={state} wish="timers" words="time each map" />
        </div>
        {agentRun.kind === "asking" && <Consent state={state} />}
        <Outcome state={state} runKey={runKey} />
      </section>
      <AgentFacts welcome={agent.welcome} machine={machine} peaks={peaks} isBusy={isWorking} />
    </div>
  );
}

function Outcome({ state: { agentRun, document, select }, runKey }: Pick<AgentPanelProps, "state" | "runKey">) {
  const stale = agentRun.kind === "done" && agentRun.key !== runKey;
  return <AgentOutcome run={agentRun} stale={stale} document={document.id} onSelect={select} />;
}

const refusalWords = {
  protocol: "The agent is of another version than this page. Restart it, and open the link that it prints.",
  "not-paired":
    "This page is not paired: its link was used before, or its session has ended. Press Enter in the agent's terminal for a fresh link.",
  "locked-out":
    "There were too many wrong attempts; the agent waits before it takes another. Press Enter in its terminal for a fresh link.",
  "too-many": "The agent has as many pages as it takes. Close another one.",
} as const;

interface WishProps {
  readonly state: StudioState;
  readonly wish: "verify" | "timers";
  readonly words: string;
}

function Wish({ state, wish, words }: WishProps) {
  const { agentWishes, agentRun, setAgent } = state;
  return (
    <label>
      <input
        type="checkbox"
        checked={agentWishes[wish]}
        disabled={agentRun.kind === "working"}
        onChange={(event) => setAgent({ agentWishes: { ...agentWishes, [wish]: event.target.checked } })}
      />{" "}
      {words}
    </label>
  );
}

/** Before what came from elsewhere runs on the owner's machine. */
function Consent({ state: { document, agent, setAgent } }: { readonly state: StudioState }) {
  const jobs = agent.kind === "paired" ? agent.welcome.jobs : undefined;
  const from = document.provenance === "link" ? "a link" : "a file";
  return (
    <div role="alert" className="consent">
      <p>
        This {document.form === "graph" ? "graph" : "program"} came from {from}.{" "}
        {document.form === "graph" ? "Its code" : "Its Python and its code"} would run on the agent’s machine
        {jobs?.kind === "on" && (
          <>
            {" "}
            as <strong>{jobs.as}</strong>
          </>
        )}
        . Read it first; the text below is what would run.
      </p>
      <button type="button" className="primary" onClick={() => void runThere(true)}>
        Run it
      </button>
      <button type="button" onClick={() => setAgent({ agentRun: { kind: "none" } })}>
        Don’t
      </button>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys. */}
      <section className="log" tabIndex={0} aria-label="The program that would run">
        <pre>{document.text}</pre>
      </section>
    </div>
  );
}
