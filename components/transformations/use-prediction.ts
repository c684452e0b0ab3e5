import type { OptionValues } from "@datawright/compiler-core/transformations";
import { useEffect, useState } from "react";
import { type PredictionContext, predict } from "@/components/tuning/predictions";
import type { Candidate } from "@/components/tuning/tuning";

/** A row that is shown for so long is asked about, in milliseconds: typing, and another graph, come first. */
const predictionPause = 250;

/** Nothing until it is known, and where the model sees no difference. */
export function usePrediction(
  candidate: Candidate,
  context: PredictionContext | undefined,
  options: OptionValues,
): number | undefined {
  const [change, setChange] = useState<number>();
  useEffect(() => {
    setChange(undefined);
    if (context === undefined) return;
    let takeBack: () => void = () => undefined;
    const timer = window.setTimeout(() => {
      takeBack = predict(context, candidate, options, setChange);
    }, predictionPause);
    return () => {
      window.clearTimeout(timer);
      takeBack();
    };
  }, [candidate, context, options]);
  return change;
}
