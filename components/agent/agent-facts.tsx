"use client";
// The agent's machine: what it is, what it has, what it lacks, and the peaks that were measured on it.
import type { Peaks, Welcome } from "@datawright/agent/protocol";
import { printBytes } from "@/components/documents/memory";
import { threeDigits } from "@/components/runs/statistics";
import type { AgentSlice } from "@/components/stores/agent-slice";
import { measurePeaks } from "./agent-actions";

export interface AgentFactsProps {
  readonly welcome: Welcome;
  readonly machine: AgentSlice["machine"];
  readonly peaks: AgentSlice["peaks"];
  readonly isBusy: boolean;
}

export function AgentFacts({ welcome, machine, peaks, isBusy }: AgentFactsProps) {
  const { jobs, toolchains, python, limits, missing } = welcome;
  const within = `at most ${limits.wallSeconds} s and ${printBytes(limits.memoryBytes)}`;
  const whyNot = jobs.kind === "off" ? jobs.reason : isBusy ? "A run on the agent is going on." : undefined;
  return (
    <section aria-label="Machine">
      <dl className="facts">
        <Fact
          name="machine"
          value={machine ? `${machine.model}, ${machine.cores} cores, ${printBytes(machine.memoryBytes)}` : "…"}
        />
        <Fact name="compilers" value={toolchains.map((tool) => tool.version).join(", ") || "none"} />
        <Fact name="Python" value={python ?? "none: the page’s Python makes inputs and checks"} />
        <Fact
          name="jobs"
          value={
            jobs.kind === "off"
              ? `off: ${jobs.reason}`
              : `as ${jobs.as}, ${within}${jobs.isolated ? ", isolated" : "; not isolated: a program has the network and sees other processes"}`
          }
        />
      </dl>
      {missing !== undefined && (
        <details>
          <summary>What is missing on this machine</summary>
          <p className="soft missing">{missing}</p>
        </details>
      )}
      <p className="agent-actions">
        <button
          type="button"
          disabled={peaks.kind === "measuring" || whyNot !== undefined}
          title={whyNot ?? "What this machine can do at best: three seconds of small programs, kept for the next time."}
          onClick={() => void measurePeaks(peaks.kind === "known")}
        >
          {peaks.kind === "measuring"
            ? "Measuring …"
            : peaks.kind === "known"
              ? "Measure peaks again"
              : "Measure peaks"}
        </button>
      </p>
      {peaks.kind === "failed" && <p className="wrong">{peaks.message}</p>}
      {peaks.kind === "known" && <PeaksTable peaks={peaks.peaks} />}
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function PeaksTable({ peaks }: { readonly peaks: Peaks }) {
  const rows = [
    ...peaks.arithmetic.map(({ kernel, dtype, threads, rate }) => ({
      name: `${kernel} ${dtype}, ${threadWords(threads)}`,
      rate,
      unit: "GFLOP/s",
    })),
    ...peaks.bandwidth.map(({ kernel, bytes, threads, rate }) => ({
      name: `${kernel} of ${printBytes(bytes)}, ${threadWords(threads)}`,
      rate,
      unit: "GB/s",
    })),
  ];
  return (
    <>
      {peaks.note !== undefined && <p className="soft">{peaks.note}</p>}
      <table className="numbers" data-testid="peaks">
        <caption>Peaks, measured {new Date(peaks.takenAt).toLocaleString()}</caption>
        <thead>
          <tr>
            <th scope="col">kernel</th>
            <th scope="col">best</th>
            <th scope="col">median</th>
            <th scope="col">spread</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, rate, unit }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>
                {threeDigits(rate.best / 1e9)} {unit}
              </td>
              <td>{threeDigits(rate.median / 1e9)}</td>
              <td>{threeDigits(rate.spread * 100)} %</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const threadWords = (threads: number) => `${threads} thread${threads === 1 ? "" : "s"}`;
