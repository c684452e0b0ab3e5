"use client";
// The agent: who it is, what it has, a run there and its result.
import type { Peaks } from "@datawright/agent/protocol";
import { printBytes } from "@/components/documents/memory";
import { compareTimes, printSeconds, statisticsOf, threeDigits } from "@/components/runs/statistics";
import type { AgentRunState } from "@/components/stores/agent-slice";
import type { StudioState } from "@/components/stores/studio-store";
import { cancelThere, measurePeaks, runThere } from "./agent-actions";
import "./agent-panel.css";

export interface AgentPanelProps {
  readonly state: StudioState;
  /** Why nothing can be run now. */
  readonly whyNotRun: string | undefined;
  /** What a result of now would be named by. */
  readonly runKey: string;
}

export function AgentPanel({ state, whyNotRun, runKey }: AgentPanelProps) {
  const { agent, agentRun, machine, peaks, setAgent } = state;
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
        <p className="pad" role="status">
          The connection to the agent broke; it is tried again. The page keeps all, and runs in the page still work.
        </p>
      );
    case "refused":
      return <p className="pad wrong">{refusalWords[agent.refusal.kind]}</p>;
    case "paired":
      break;
  }
  const { jobs, toolchains, python, limits, missing } = agent.welcome;
  const whyNot = jobs.kind === "off" ? jobs.reason : whyNotRun;
  return (
    <div className="agent-panel">
      <section aria-label="Machine">
        <dl className="facts">
          <Fact
            name="machine"
            value={machine ? `${machine.model}, ${machine.cores} cores, ${printBytes(machine.memoryBytes)}` : "…"}
          />
          <Fact
            name="compilers"
            value={toolchains.map((tool) => `${tool.name} ${tool.version}`).join(", ") || "none"}
          />
          <Fact name="Python" value={python ?? "none: nothing can be checked there"} />
          <Fact
            name="jobs"
            value={
              jobs.kind === "on"
                ? `as ${jobs.as}, at most ${limits.wallSeconds} s and ${printBytes(limits.memoryBytes)}`
                : `off: ${jobs.reason}`
            }
          />
          {missing !== undefined && <Fact name="missing" value={missing} />}
        </dl>
        <p className="agent-actions">
          {agentRun.kind === "working" ? (
            <button type="button" onClick={() => void cancelThere()}>
              Cancel
            </button>
          ) : (
            <button
              type="button"
              className="primary"
              disabled={whyNot !== undefined}
              title={whyNot}
              onClick={() => void runThere()}
            >
              Run on the agent
            </button>
          )}
          <button
            type="button"
            disabled={peaks === "measuring" || jobs.kind === "off"}
            onClick={() => void measurePeaks()}
          >
            {peaks === "measuring" ? "Measuring …" : "Measure peaks"}
          </button>
        </p>
        {peaks !== undefined && peaks !== "measuring" && <PeaksTable peaks={peaks} />}
      </section>
      <section aria-label="Run on the agent" className="agent-run">
        {agentRun.kind === "asking" && (
          <div role="alert" className="consent">
            <p>
              This program came from {state.document.provenance === "link" ? "a link" : "a file"}. Run its Python and
              its code on your machine{jobs.kind === "on" ? ` as ${jobs.as}` : ""}? Read it in the source pane first.
            </p>
            <button type="button" className="primary" onClick={() => void runThere(true)}>
              Run it
            </button>
            <button type="button" onClick={() => setAgent({ agentRun: { kind: "none" } })}>
              Don't
            </button>
          </div>
        )}
        <Outcome run={agentRun} runKey={runKey} />
      </section>
    </div>
  );
}

const refusalWords = {
  protocol: "The agent is of another version than this page. Restart it, and open the link that it prints.",
  "not-paired":
    "This page is not paired: its link was used before, or its session has ended. Press Enter in the agent's terminal for a fresh link.",
  "locked-out":
    "There were too many wrong attempts; the agent waits before it takes another. Press Enter in its terminal for a fresh link.",
  "too-many": "The agent has as many pages as it takes. Close another one.",
} as const;

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Outcome({ run, runKey }: { readonly run: AgentRunState; readonly runKey: string }) {
  switch (run.kind) {
    case "none":
    case "asking":
      return null;
    case "working":
      return (
        <>
          <p role="status">{run.stage} …</p>
          {run.log !== "" && <pre className="log">{run.log}</pre>}
        </>
      );
    case "failed":
      return (
        <>
          <p className="wrong" data-testid="agent-failure">
            {run.message}
          </p>
          {run.output !== "" && <pre className="log">{run.output}</pre>}
        </>
      );
    case "done":
      break;
  }
  const { result, label } = run;
  if (result.kind === "raised")
    return (
      <p>
        The program raised {result.exception}: {result.message} (line {result.span.line}).
      </p>
    );
  const own = statisticsOf(result.seconds);
  const numpy = result.numpy && result.numpy.length > 0 ? statisticsOf(result.numpy) : undefined;
  const compared = numpy && compareTimes(own, numpy);
  return (
    <div className={run.key === runKey ? "" : "stale"} data-testid="agent-result">
      {run.key !== runKey && <p className="soft">Of the previous version.</p>}
      {compared && (
        <p className="headline">
          {compared.claim === "no difference shown" ? (
            "No difference to this machine's NumPy is shown."
          ) : (
            <>
              <strong>{threeDigits(compared.claim === "faster" ? compared.ratio : 1 / compared.ratio)}×</strong>{" "}
              {compared.claim} than this machine’s NumPy
            </>
          )}
        </p>
      )}
      <table className="numbers">
        <caption className="visually-hidden">Times on the agent's machine</caption>
        <thead>
          <tr>
            <th scope="col">engine</th>
            <th scope="col">median</th>
            <th scope="col">95 % interval</th>
            <th scope="col">least</th>
            <th scope="col">runs</th>
          </tr>
        </thead>
        <tbody>
          {[
            [`C++, ${label}, ${result.threads} threads`, own] as const,
            ...(numpy ? [["NumPy", numpy] as const] : []),
          ].map(([name, times]) => (
            <tr key={name}>
              <td>{name}</td>
              <td>{printSeconds(times.median)}</td>
              <td>
                {printSeconds(times.low)} – {printSeconds(times.high)}
              </td>
              <td>{printSeconds(times.min)}</td>
              <td>{times.count}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {result.verdict && (
        <p className={result.verdict.kind === "right" ? "right-text" : "wrong"}>
          {result.verdict.kind === "right"
            ? "● matches NumPy"
            : result.verdict.kind === "wrong"
              ? "✕ differs from NumPy"
              : "◐ inconclusive"}
          : {result.verdict.reason}
        </p>
      )}
      <p className="soft">
        {result.compiler.name} {result.compiler.version}, {result.compiler.flags.join(" ")}
        {result.compiler.cached ? " (compiled before)" : ""}
      </p>
    </div>
  );
}

function PeaksTable({ peaks }: { readonly peaks: Peaks }) {
  return (
    <table className="numbers">
      <caption className="visually-hidden">Measured peaks of the agent's machine</caption>
      <tbody>
        {peaks.arithmetic.map((each) => (
          <tr key={`${each.kernel} ${each.dtype} ${each.threads}`}>
            <td>
              {each.kernel} {each.dtype}, {each.threads} threads
            </td>
            <td>{threeDigits(each.rate.best / 1e9)} GFLOP/s</td>
            <td>spread {threeDigits(each.rate.spread * 100)} %</td>
          </tr>
        ))}
        {peaks.bandwidth.map((each) => (
          <tr key={`${each.kernel} ${each.bytes} ${each.threads}`}>
            <td>
              {each.kernel} of {printBytes(each.bytes)}, {each.threads} threads
            </td>
            <td>{threeDigits(each.rate.best / 1e9)} GB/s</td>
            <td>spread {threeDigits(each.rate.spread * 100)} %</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
