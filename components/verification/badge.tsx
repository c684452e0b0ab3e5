// The badge: does it compute what NumPy computes? Keyed to exactly what was run; anything newer makes it stale.
import { judgeRaised, printRaised } from "@datawright/compiler-core/runtime";
import { printSizes } from "@/components/documents/sizes";
import type { FinishedRun, RunState } from "@/components/stores/run-slice";
import "./badge.css";

export interface BadgeProps {
  readonly run: RunState;
  readonly stale: boolean;
}

export function Badge({ run, stale }: BadgeProps) {
  const { tone, text, detail } = badgeOf(run, stale);
  return (
    <span className={`badge ${tone}`} role="status" title={detail} data-testid="badge">
      {text}
    </span>
  );
}

export function badgeOf(
  run: RunState,
  stale: boolean,
): { readonly tone: string; readonly text: string; readonly detail: string } {
  if (run.kind === "working") return { tone: "soft", text: `${run.message} …`, detail: "" };
  if (run.kind === "none")
    return { tone: "soft", text: "○ not checked", detail: "Run checks the program against NumPy." };
  if (run.kind === "failed") return { tone: "wrong", text: "✕ the run failed", detail: run.message };
  if (stale)
    return {
      tone: "soft",
      text: "○ stale: of the previous version",
      detail: "The program or its sizes changed since the last check.",
    };
  const sizes = printSizes(run.sizes);
  if (run.result.kind === "raised") {
    if ("missing" in run.numpy)
      return { tone: "unsure", text: `◐ raised ${run.result.exception}`, detail: printRaised(run.result) };
    const judged = judgeRaised(run.result, "raised" in run.numpy ? run.numpy.raised : undefined);
    return judged.kind === "right"
      ? {
          tone: "right",
          text: `● raises ${run.result.exception}, as NumPy does`,
          detail: `${run.result.message} (${sizes})`,
        }
      : {
          tone: "wrong",
          text: `✕ raised ${run.result.exception}`,
          detail: judged.kind === "wrong" ? judged.reason : printRaised(run.result),
        };
  }
  if ("raised" in run.numpy)
    return {
      tone: "wrong",
      text: `✕ did not raise ${run.numpy.raised.exception}`,
      detail: `NumPy raised ${printRaised(run.numpy.raised)}, and this run finished (${sizes})`,
    };
  const { verdict } = run.result;
  if (verdict === undefined) return { tone: "unsure", text: "◐ not compared", detail: whyNotCompared(run) };
  if (verdict.kind === "right")
    return { tone: "right", text: `● matches ${run.reference}`, detail: `${verdict.rule}; sizes ${sizes}` };
  if (verdict.kind === "wrong")
    return { tone: "wrong", text: `✕ differs from ${run.reference}`, detail: verdict.reason };
  return { tone: "unsure", text: "◐ inconclusive", detail: verdict.reason };
}

export function whyNotCompared({ numpy }: FinishedRun): string {
  if ("raised" in numpy) return `NumPy raised ${printRaised(numpy.raised)}.`;
  return "missing" in numpy
    ? `${numpy.missing} At these sizes the interpreter takes too long; choose smaller ones.`
    : "There was nothing to compare with.";
}
