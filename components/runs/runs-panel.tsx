"use client";
import type { FinishedRun, RunState } from "@/components/stores/run-slice";
import { useStudio } from "@/components/stores/studio-store";
import { compareTimes, halfWidth, printSeconds, type Statistics, statisticsOf, threeDigits } from "./statistics";
import "./runs-panel.css";

export interface RunsPanelProps {
  readonly run: RunState;
  readonly stale: boolean;
}

/** The newest run in one sentence and its numbers; below it, the runs before. */
export function RunsPanel({ run, stale }: RunsPanelProps) {
  const { history, baseline, setBaseline } = useStudio();
  return (
    <div className="runs">
      <Newest run={run} stale={stale} baseline={baseline} />
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

function Newest({ run, stale, baseline }: RunsPanelProps & { readonly baseline: FinishedRun | undefined }) {
  if (run.kind === "none")
    return <p className="pad soft">Run compares the program with NumPy and measures both in this page.</p>;
  if (run.kind === "working")
    return (
      <p className="pad" role="status">
        {run.message} …
      </p>
    );
  if (run.kind === "failed")
    return (
      <p className="pad wrong" data-testid="run-failure">
        The run failed: {run.message}
      </p>
    );
  const { result, numpy } = run;
  if (result.kind === "raised")
    return (
      <p className="pad">
        The program raised {result.exception}: {result.message} (line {result.line}).
      </p>
    );
  const own = statisticsOf(result.seconds);
  const theirs = "seconds" in numpy ? statisticsOf(numpy.seconds) : undefined;
  const written = run.written && statisticsOf(run.written);
  const toBaseline =
    baseline && baseline !== run && baseline.result.kind === "finished"
      ? compareTimes(own, statisticsOf(baseline.result.seconds))
      : undefined;
  return (
    <div className={`newest ${stale ? "stale" : ""}`} data-testid="run-summary">
      {stale && <p className="soft">Of the previous version.</p>}
      {theirs && <Headline own={own} theirs={theirs} />}
      {written && <WrittenLine own={own} written={written} />}
      {toBaseline && (
        <p>
          {threeDigits(toBaseline.ratio)}× the baseline's speed ({toBaseline.claim}).
        </p>
      )}
      <table className="numbers">
        <caption className="visually-hidden">Times of the newest run</caption>
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
          <TimeRow
            name={`WebAssembly, ${result.threads} thread${result.threads === 1 ? "" : "s"}, ${run.label}`}
            statistics={own}
          />
          {written && <TimeRow name="WebAssembly, as written" statistics={written} />}
          {theirs && <TimeRow name="NumPy (Pyodide)" statistics={theirs} />}
          <tr title="Copying arrays into and out of the program's memory; in no other number.">
            <td>marshalling</td>
            <td>{printSeconds(result.marshallingSeconds)}</td>
            <td />
            <td />
            <td>1</td>
          </tr>
        </tbody>
      </table>
      <p className="soft">One run to warm up, not counted. Module of {result.bytes} bytes.</p>
    </div>
  );
}

function Headline({ own, theirs }: { readonly own: Statistics; readonly theirs: Statistics }) {
  const { ratio, low, high, claim } = compareTimes(own, theirs);
  if (claim === "no difference shown")
    return <p className="headline">No difference to NumPy in this page (Pyodide) is shown: the intervals overlap.</p>;
  const [shown, from, to] = claim === "faster" ? [ratio, low, high] : [1 / ratio, 1 / high, 1 / low];
  return (
    <p
      className="headline"
      title="Median over median; the interval is from the ends of both 95 % intervals. Measured here."
    >
      <strong>{threeDigits(shown)}×</strong> {claim} than NumPy in this page (Pyodide){" "}
      <span className="soft">
        {threeDigits(from)} to {threeDigits(to)}
      </span>
    </p>
  );
}

function WrittenLine({ own, written }: { readonly own: Statistics; readonly written: Statistics }) {
  const { ratio, claim } = compareTimes(own, written);
  if (claim === "no difference shown") return <p>No difference to the program as written is shown.</p>;
  return (
    <p>
      <strong>{threeDigits(claim === "faster" ? ratio : 1 / ratio)}×</strong> {claim} than as written
    </p>
  );
}

function TimeRow({ name, statistics }: { readonly name: string; readonly statistics: Statistics }) {
  return (
    <tr>
      <td>{name}</td>
      <td>{printSeconds(statistics.median)}</td>
      <td>
        {printSeconds(statistics.low)} – {printSeconds(statistics.high)}
      </td>
      <td>{printSeconds(statistics.min)}</td>
      <td>{statistics.count}</td>
    </tr>
  );
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
      <td>{run.label}</td>
      <td className="code">
        {Object.entries(run.sizes)
          .map(([name, size]) => `${name}=${size}`)
          .join(" ")}
      </td>
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
