import type { RunState } from "@/components/stores/run-slice";
import { printSeconds, statisticsOf, threeDigits } from "./statistics";
import "./run-summary.css";

export interface RunSummaryProps {
  readonly run: RunState;
  readonly stale: boolean;
  readonly cursorLine: number | undefined;
}

export function RunSummary({ run, stale }: RunSummaryProps) {
  if (run.kind === "none") return <p className="run-summary soft">Run compares the program with NumPy and measures both in this page.</p>;
  if (run.kind === "working") return <p className="run-summary">{run.message} …</p>;
  if (run.kind === "failed") return <p className="run-summary wrong" data-testid="run-failure">The run failed: {run.message}</p>;
  const { result, numpy } = run;
  if (result.kind === "raised") return <p className="run-summary">The program raised {result.exception}: {result.message} (line {result.line}).</p>;
  const own = statisticsOf(result.seconds);
  const theirs = numpy && "seconds" in numpy ? statisticsOf(numpy.seconds) : undefined;
  return (
    <div className={`run-summary ${stale ? "stale" : ""}`} data-testid="run-summary">
      {theirs && (
        <p>
          <strong>{threeDigits(theirs.median / own.median)}×</strong> NumPy in this page (Pyodide), measured
        </p>
      )}
      <table>
        <thead>
          <tr><th>what</th><th>median</th><th>±</th><th>min</th><th>runs</th></tr>
        </thead>
        <tbody>
          <TimeRow name="WebAssembly" seconds={result.seconds} />
          {numpy && "seconds" in numpy && <TimeRow name="NumPy (Pyodide)" seconds={numpy.seconds} />}
        </tbody>
      </table>
      {result.verdict?.kind === "wrong" && <p className="wrong">{result.verdict.reason}</p>}
    </div>
  );
}

function TimeRow({ name, seconds }: { readonly name: string; readonly seconds: readonly number[] }) {
  const { median, halfWidth, min, count } = statisticsOf(seconds);
  return (
    <tr>
      <td>{name}</td>
      <td>{printSeconds(median)}</td>
      <td>{printSeconds(halfWidth)}</td>
      <td>{printSeconds(min)}</td>
      <td>{count}</td>
    </tr>
  );
}
