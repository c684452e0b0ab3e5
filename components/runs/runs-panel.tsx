"use client";
import { useRef } from "react";
import { printSizes } from "@/components/documents/sizes";
import { measurePageRoofs } from "@/components/roofline/page-roofs";
import { boundOf, pointsOf } from "@/components/roofline/roofline";
import type { FinishedRun, RunState } from "@/components/stores/run-slice";
import { useStudio } from "@/components/stores/studio-store";
import { BeforeRunLine } from "./before-run-line";
import { Headline } from "./headline";
import { compareTimes, halfWidth, printSeconds, statisticsOf, threeDigits } from "./statistics";
import { MarshallingRow, TimesTable } from "./times-table";
import "./runs-panel.css";

export interface RunsPanelProps {
  readonly run: RunState;
  readonly stale: boolean;
  readonly onRoofline: () => void;
}

/** The newest run in one sentence and its numbers; below it, the runs before. */
export function RunsPanel({ run, stale, onRoofline }: RunsPanelProps) {
  const { history, baseline, setBaseline } = useStudio();
  return (
    <div className="runs">
      <Newest run={run} stale={stale} onRoofline={onRoofline} baseline={baseline} />
      {history.length > 0 && (
        <table className="numbers">
          <caption className="visually-hidden">Runs of this visit</caption>
          <thead>
            <tr>
              <th scope="col">when</th>
              <th scope="col">program</th>
              <th scope="col">sizes</th>
              <th scope="col">median</th>
              <th scope="col">±</th>
              <th scope="col">to baseline</th>
              <th scope="col">check</th>
              <th scope="col" />
            </tr>
          </thead>
          <tbody>
            {history.map((past) => (
              <HistoryRow
                key={past.at}
                run={past}
                baseline={baseline}
                onBaseline={() => setBaseline(past === baseline ? undefined : past)}
              />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

interface NewestProps extends RunsPanelProps {
  readonly baseline: FinishedRun | undefined;
}

function Newest({ run, stale, onRoofline, baseline }: NewestProps) {
  const known = useStudio((state) => state.roofs);
  const roofs = known.kind === "known" ? known.roofs : undefined;
  const times = useRef<HTMLDivElement>(null);
  if (run.kind === "none")
    return (
      <div className="newest">
        <p className="soft">
          Run checks the program against NumPy, on the same inputs, and measures both in this page.
        </p>
        <BeforeRunLine />
      </div>
    );
  if (run.kind === "working")
    return (
      <div className="newest">
        <p role="status">{run.message} …</p>
        <BeforeRunLine />
      </div>
    );
  if (run.kind === "failed")
    return (
      <div className="newest">
        <p className="wrong" data-testid="run-failure">
          The run failed: {run.message}
        </p>
        <BeforeRunLine said={run.message} />
      </div>
    );
  const { result, numpy } = run;
  if (result.kind === "raised")
    return (
      <div className={`newest ${stale ? "stale" : ""}`}>
        {stale && <BeforeRunLine />}
        <p>
          The program raised {result.exception}: {result.message} (line {result.line}).
        </p>
      </div>
    );
  const own = statisticsOf(result.seconds);
  const theirs = "seconds" in numpy ? statisticsOf(numpy.seconds) : undefined;
  const written = run.written && statisticsOf(run.written);
  const points = pointsOf(run.graphs.run, run.sizes, own.median, run.label);
  const point = points.find((each) => each.level === "D");
  const bound = point && roofs && boundOf(point, roofs);
  const toBaseline =
    baseline && baseline !== run && baseline.result.kind === "finished"
      ? compareTimes(own, statisticsOf(baseline.result.seconds))
      : undefined;
  return (
    <div className={`newest ${stale ? "stale" : ""}`} data-testid="run-summary">
      {stale && <BeforeRunLine />}
      {stale && <p className="soft">Of the previous version.</p>}
      {(theirs || written || bound) && (
        <Headline
          own={own}
          theirs={theirs}
          whose="NumPy in this page (Pyodide)"
          written={written}
          bound={bound}
          onTimes={() => times.current?.focus()}
          onRoofline={onRoofline}
        />
      )}
      {point && roofs === undefined && (
        <p>
          <button
            type="button"
            className="quiet"
            onClick={() => {
              onRoofline();
              void measurePageRoofs();
            }}
          >
            What limits it? Measure the roofs
          </button>
        </p>
      )}
      {toBaseline && (
        <p>
          {threeDigits(toBaseline.ratio)}× the baseline's speed ({toBaseline.claim}).
        </p>
      )}
      <div ref={times} tabIndex={-1}>
        <TimesTable
          caption="Times of the newest run"
          rows={[
            { name: `${engineWords(result)}, ${run.label}`, times: own },
            ...(written ? [{ name: `${engineWords(result)}, as written`, times: written }] : []),
            ...(theirs ? [{ name: "NumPy (Pyodide)", times: theirs }] : []),
          ]}
        >
          <MarshallingRow
            seconds={result.marshallingSeconds}
            title="Copying arrays into and out of the program's memory; in no other number."
          />
        </TimesTable>
      </div>
      <p className="soft">
        One run to warm up, not counted.{result.bytes !== undefined && ` Module of ${result.bytes} bytes.`}
      </p>
    </div>
  );
}

function engineWords(result: Extract<FinishedRun["result"], { kind: "finished" }>): string {
  if (result.bytes === undefined) return "Interpreter";
  return `WebAssembly, ${result.threads} thread${result.threads === 1 ? "" : "s"}`;
}

function HistoryRow({
  run,
  baseline,
  onBaseline,
}: {
  readonly run: FinishedRun;
  readonly baseline: FinishedRun | undefined;
  readonly onBaseline: () => void;
}) {
  const { result } = run;
  const own = result.kind === "finished" ? statisticsOf(result.seconds) : undefined;
  const base = baseline?.result.kind === "finished" ? statisticsOf(baseline.result.seconds) : undefined;
  const isBaseline = run === baseline;
  return (
    <tr>
      <td>{new Date(run.at).toLocaleTimeString()}</td>
      <td>
        {run.document.name}, {run.label}
      </td>
      <td className="code">{printSizes(run.sizes)}</td>
      <td>{own ? printSeconds(own.median) : "–"}</td>
      <td>{own ? printSeconds(halfWidth(own)) : "–"}</td>
      <td>{isBaseline ? "baseline" : own && base ? `${threeDigits(compareTimes(own, base).ratio)}×` : "–"}</td>
      <td>{result.kind === "raised" ? `raised ${result.exception}` : (result.verdict?.kind ?? "not compared")}</td>
      <td>
        <button type="button" className="quiet" aria-pressed={isBaseline} onClick={onBaseline}>
          {isBaseline ? "Clear baseline" : "Set as baseline"}
        </button>
      </td>
    </tr>
  );
}
