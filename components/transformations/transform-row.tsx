"use client";
// A transformation at one place: its options and what can be done with it, or why not.
import type { OptionValues } from "@datawright/compiler-core/transformations";
import { useState } from "react";
import { effectOf } from "@/components/recipe-strip/step-effect";
import { hover } from "@/components/selection/hover";
import type { PredictionContext } from "@/components/tuning/predictions";
import type { Candidate } from "@/components/tuning/tuning";
import { applyCandidate, previewCandidate } from "@/components/tuning/tuning-actions";
import { applies } from "./group-candidates";
import { OptionFields } from "./option-fields";
import { usePrediction } from "./use-prediction";

export interface RowProps {
  readonly candidate: Candidate;
  /** What predictions are for. */
  readonly context: PredictionContext | undefined;
  /** It says which transformation it is. */
  readonly named: boolean;
  readonly onSelect: (element: string) => void;
}

export function Row(props: RowProps) {
  return applies(props.candidate) ? <Applying {...props} /> : <Refused {...props} />;
}

function Applying({ candidate, context, named, onSelect }: RowProps) {
  const { title, summary, place, options, match, exact } = candidate;
  const [values, setValues] = useState<OptionValues>(() =>
    Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default])),
  );
  const prediction = effectOf(undefined, usePrediction(candidate, context, values));
  const [first] = Object.values(match);
  return (
    <li onPointerEnter={() => hover(first)} onPointerLeave={() => hover(undefined)}>
      <div className="row-head">
        <button
          type="button"
          className="row-title"
          title={`${title}. ${summary}${exact ? "" : " It may change the order of floating-point sums."}`}
          onClick={() => first !== undefined && onSelect(first)}
        >
          {named && <strong>{candidate.transformation}</strong>} <span className={named ? "soft" : ""}>{place}</span>
        </button>
        <div className="row-do">
          <button
            type="button"
            className="quiet"
            aria-label={`Preview ${title} at ${place}`}
            onClick={() => void previewCandidate(candidate, values)}
          >
            Preview
          </button>
          <button
            type="button"
            aria-label={`Apply ${title} at ${place}`}
            onClick={() => void applyCandidate(candidate, values)}
          >
            Apply
          </button>
          <span className="prediction" title={prediction.sentence}>
            {prediction.words}
          </span>
        </div>
      </div>
      <OptionFields options={options} values={values} onChange={setValues} />
    </li>
  );
}

function Refused({ candidate, named, onSelect }: RowProps) {
  const { title, place, whyNot } = candidate;
  const about = whyNot?.elements[0] ?? Object.values(candidate.match)[0];
  return (
    <li className="refused" onPointerEnter={() => hover(about)} onPointerLeave={() => hover(undefined)}>
      <details>
        <summary>
          {named && <strong title={title}>{candidate.transformation}</strong>} <span className="soft">{place}</span>{" "}
          <span className="why">why not?</span>
        </summary>
        <p>
          {whyNot?.reason}{" "}
          {about !== undefined && (
            <button type="button" className="quiet" onClick={() => onSelect(about)}>
              Show it
            </button>
          )}
        </p>
      </details>
    </li>
  );
}
