// What was compared, by which rule, and where it differs most.

import type { Blame, Step } from "@datawright/compiler-core/recipes";
import { type OutputVerdict, printRaised } from "@datawright/compiler-core/runtime";
import { shownFor } from "@/components/runs/run-subject";
import type { RunState } from "@/components/stores/run-slice";
import { whyNotCompared } from "./badge";
import { DifferencePicture } from "./difference-picture";
import { WhatToDo } from "./what-to-do";
import "@/components/runs/runs-panel.css";

export interface VerificationPanelProps {
  readonly run: RunState;
  readonly stale: boolean;
  /** The recipe's steps at the cursor. */
  readonly steps: readonly Step[];
  /** Which of them broke the run, once it was asked. */
  readonly blamed: { readonly key: string; readonly found: Blame } | undefined;
}

export function VerificationPanel({ run, stale, steps, blamed }: VerificationPanelProps) {
  if (run.kind === "none")
    return <p className="pad soft">Run checks every output against NumPy, on the same inputs.</p>;
  if (run.kind === "working")
    return (
      <p className="pad" role="status">
        {run.message} …
      </p>
    );
  if (run.kind === "failed") return <p className="pad wrong">Nothing was compared: {run.message}</p>;
  const sizes = Object.entries(run.sizes)
    .map(([name, size]) => `${name} = ${size}`)
    .join(", ");
  if (run.result.kind === "raised") {
    const numpy = "raised" in run.numpy ? `NumPy raised ${printRaised(run.numpy.raised)}.` : "NumPy raised nothing.";
    return (
      <p className="pad">
        The program raised {run.result.exception}: {run.result.message} (line {run.result.line}). {numpy}
      </p>
    );
  }
  const { verdict, differences = [] } = run.result;
  if (verdict === undefined) return <p className="pad">Nothing was compared: {whyNotCompared(run)}</p>;
  return (
    <div className={`newest ${stale ? "stale" : ""}`} data-testid="verification">
      <p>
        {stale && <span className="soft">Of the previous version. </span>}
        {verdict.kind === "right" ? (
          `Every output matches ${run.reference === "NumPy" ? "NumPy’s" : "the interpreter’s"}.`
        ) : (
          <span className={verdict.kind === "wrong" ? "wrong" : ""}>{verdict.reason}</span>
        )}{" "}
        <span className="soft">Sizes {sizes}.</span>
      </p>
      {verdict.kind === "wrong" && (
        <div className="where-wrong">
          {differences.map((difference) => (
            <DifferencePicture key={difference.name} difference={difference} reference={run.reference} />
          ))}
          {!stale && <WhatToDo steps={steps} found={blamed?.key === shownFor(run) ? blamed.found : undefined} />}
        </div>
      )}
      <table className="numbers">
        <caption className="visually-hidden">Outputs compared with {run.reference}</caption>
        <thead>
          <tr>
            <th scope="col">output</th>
            <th scope="col">verdict</th>
            <th scope="col">type</th>
            <th scope="col">shape</th>
            <th scope="col">largest difference</th>
            <th scope="col">relative</th>
            <th scope="col">worst element</th>
            <th scope="col">here</th>
            <th scope="col">{run.reference}</th>
            <th scope="col">rule</th>
          </tr>
        </thead>
        <tbody>
          {verdict.outputs.map((output) => (
            <OutputRow key={output.name} output={output} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function OutputRow({ output }: { readonly output: OutputVerdict }) {
  return (
    <tr>
      <td>{output.name}</td>
      <td className={output.right ? "right-text" : "wrong"}>{output.right ? "● right" : "✕ wrong"}</td>
      <td>{output.dtype}</td>
      <td>{output.shape.join(" × ") || "scalar"}</td>
      <td>{printError(output.maxAbsError)}</td>
      <td>{printError(output.maxRelError)}</td>
      <td>{output.worst ? `[${output.worst.join(", ")}]` : "none"}</td>
      <td>{output.actual ?? "–"}</td>
      <td>{output.expected ?? "–"}</td>
      <td>{output.rule}</td>
    </tr>
  );
}

const printError = (value: number) => (Number.isNaN(value) ? "–" : value === 0 ? "0" : value.toExponential(2));
