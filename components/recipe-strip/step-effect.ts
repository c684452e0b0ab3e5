// What a step gave, in a word for its chip and a sentence for who asks: measured where it was, else predicted, else nothing.
import { compareTimes, printSeconds, statisticsOf, threeDigits } from "@/components/runs/statistics";
import type { MeasuredStep } from "@/components/stores/run-slice";

export interface StepEffect {
  /** "4.20× faster", "−38 % predicted"; nothing where neither a measurement nor the model says anything. */
  readonly words: string;
  readonly sentence: string;
  /** Of a measured step: whether it still computes the same. */
  readonly check: MeasuredStep["check"];
}

export function effectOf(measured: MeasuredStep | undefined, predicted: number | undefined): StepEffect {
  if (measured !== undefined) return measuredEffect(measured);
  const change = printChange(predicted);
  return change === ""
    ? { words: "", sentence: "No prediction: measure.", check: undefined }
    : {
        words: `${change} predicted`,
        sentence: `Predicted, from the model: ${change} of the bytes that maps move.`,
        check: undefined,
      };
}

function measuredEffect({ before, after, check }: MeasuredStep): StepEffect {
  const [was, is] = [statisticsOf(before), statisticsOf(after)];
  const { ratio, claim } = compareTimes(is, was);
  const words =
    claim === "no difference shown"
      ? "no difference"
      : `${threeDigits(claim === "faster" ? ratio : 1 / ratio)}× ${claim}`;
  const times = `${printSeconds(is.median)} after it, ${printSeconds(was.median)} before it`;
  return { words, sentence: `Measured in this page, by turns: ${times}${checkWords(check)}.`, check };
}

function checkWords(check: MeasuredStep["check"]): string {
  switch (check) {
    case "right":
      return "; the result still matches";
    case "wrong":
      return "; the result differs";
    case "inconclusive":
      return "; the check is inconclusive";
    case undefined:
      return "; nothing was compared";
  }
}

/** "−38 %" with its sign, or nothing where there is no prediction: never a number that no model gave. */
export function printChange(change: number | undefined): string {
  if (change === undefined) return "";
  const percent = Math.round(Math.abs(change) * 100);
  return `${change < 0 ? "−" : "+"}${percent < 1 ? "<1" : percent} %`;
}
