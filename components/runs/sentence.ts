// A finished run in one sentence. "Faster" only with evidence.
import type { FinishedRun } from "@/components/stores/run-slice";
import { type Comparison, compareTimes, statisticsOf, threeDigits } from "./statistics";

export function sentenceOf(run: FinishedRun): string {
  const { result, numpy, written } = run;
  if (result.kind === "raised") return `The program raised ${result.exception}: ${result.message}.`;
  const own = statisticsOf(result.seconds);
  const parts: string[] = [];
  if ("seconds" in numpy)
    parts.push(inWords(compareTimes(own, statisticsOf(numpy.seconds)), "NumPy in this page (Pyodide)"));
  if (written !== undefined) parts.push(inWords(compareTimes(own, statisticsOf(written)), "as written"));
  const check =
    result.verdict === undefined
      ? "Nothing was compared."
      : result.verdict.kind === "right"
        ? `It matches ${run.reference}.`
        : result.verdict.kind === "wrong"
          ? `It differs from ${run.reference}: ${result.verdict.reason}`
          : `The check is inconclusive: ${result.verdict.reason}`;
  return parts.length === 0 ? check : `${capital(parts.join(", "))}. ${check}`;
}

function inWords({ ratio, claim }: Comparison, than: string): string {
  if (claim === "no difference shown") return `no difference to ${than} is shown`;
  return `${threeDigits(claim === "faster" ? ratio : 1 / ratio)}× ${claim} than ${than}`;
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
