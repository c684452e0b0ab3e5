"use client";
// What became of a run on the agent: what goes on, what failed, or the times and the verdict.
import { useEffect, useState } from "react";
import { Headline } from "@/components/runs/headline";
import { statisticsOf } from "@/components/runs/statistics";
import { MarshallingRow, TimesTable } from "@/components/runs/times-table";
import type { AgentRunState, DoneThere, WorkingThere } from "@/components/stores/agent-slice";
import { progressWords } from "./job-progress";
import { MapTimesTable, sumOf } from "./map-times";

export interface OutcomeProps {
  readonly run: AgentRunState;
  readonly stale: boolean;
  /** The document that is open. */
  readonly document: string;
  readonly onSelect: (element: string) => void;
}

export function AgentOutcome({ run, stale, document, onSelect }: OutcomeProps) {
  switch (run.kind) {
    case "none":
      return <p className="soft">Times, the verdict, and where the time goes will be here.</p>;
    case "asking":
      return null;
    case "cancelled":
      return <p data-testid="agent-cancelled">Cancelled. Nothing of the run is left.</p>;
    case "working":
      return <Working run={run} />;
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
      return (
        <div className={stale ? "stale" : ""} data-testid="agent-result">
          {stale && (
            <p className="soft">
              {run.document.id === document ? "Of the previous version." : `Of another program: ${run.document.name}.`}
            </p>
          )}
          <Done run={run} onSelect={onSelect} />
        </div>
      );
  }
}

function Working({ run }: { readonly run: WorkingThere }) {
  const seconds = useSecondsSince(run.since);
  return (
    <>
      <p role="status">{progressWords(run)} …</p>
      {run.progress && <progress aria-label="Progress" value={run.progress.done} max={run.progress.of} />}
      <p className="soft">{seconds} s</p>
      {run.log !== "" && <pre className="log">{run.log}</pre>}
    </>
  );
}

function useSecondsSince(begin: number): number {
  const [now, setNow] = useState(begin);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 500);
    return () => window.clearInterval(timer);
  }, []);
  return Math.max(0, Math.floor((now - begin) / 1000));
}

function Done({ run, onSelect }: Pick<OutcomeProps, "onSelect"> & { readonly run: DoneThere }) {
  const { result, label, numpy } = run;
  if (result.kind === "raised")
    return (
      <>
        <p>
          The program raised {result.exception}: {result.message} (line {result.span.line}).
        </p>
        <VerdictLine verdict={run.verdict} reference={run.reference} />
      </>
    );
  const own = statisticsOf(result.seconds);
  const theirs = numpy && statisticsOf(numpy.seconds);
  const rows = [
    { name: `C++, ${result.threads} thread${result.threads === 1 ? "" : "s"}, ${label}`, times: own },
    ...(numpy && theirs ? [{ name: numpy.whose, times: theirs }] : []),
  ];
  return (
    <>
      {numpy && theirs && <Headline own={own} theirs={theirs} whose={numpy.whose} />}
      <VerdictLine verdict={run.verdict} reference={run.reference} />
      <TimesTable caption="Times on the agent’s machine" rows={rows}>
        <MarshallingRow
          seconds={result.marshallingSeconds}
          title="Starting the program, reading and writing its arrays, and its run to warm up; in no other number."
        />
      </TimesTable>
      {result.maps && (
        <MapTimesTable maps={result.maps} total={sumOf(result.seconds)} text={run.text} onSelect={onSelect} />
      )}
      <p className="soft compiler">
        {result.compiler.version}, {result.compiler.flags.join(" ")}
        {result.compiler.cached ? " (compiled before)" : ""}
      </p>
    </>
  );
}

const verdicts = {
  right: { tone: "right", words: "● matches" },
  wrong: { tone: "wrong", words: "✕ differs from" },
  inconclusive: { tone: "unsure", words: "◐ inconclusive against" },
} as const;

function VerdictLine({ verdict, reference }: Pick<DoneThere, "verdict" | "reference">) {
  if (verdict === undefined) return <p className="soft">Nothing was compared.</p>;
  const { tone, words } = verdicts[verdict.kind];
  return (
    <p>
      <span className={`badge ${tone}`} data-testid="agent-badge">
        {words} {reference}
      </span>{" "}
      <span className="soft" data-testid="agent-reason">
        {verdict.kind === "right" && "rule" in verdict ? verdict.rule : "reason" in verdict ? verdict.reason : ""}
      </span>
    </p>
  );
}
