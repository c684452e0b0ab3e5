"use client";
// A transformation at one place: its options and what can be done with it, or why not.
import type { Option, OptionValue, OptionValues } from "@datawright/compiler-core/transformations";
import { useEffect, useState } from "react";
import { effectOf } from "@/components/recipe-strip/step-effect";
import { hover } from "@/components/selection/hover";
import { type PredictionContext, predict } from "@/components/tuning/predictions";
import type { Candidate } from "@/components/tuning/tuning";
import { applyCandidate, previewCandidate } from "@/components/tuning/tuning-actions";
import { applies } from "./group-candidates";

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

/** A row that is shown for so long is asked about, in milliseconds: typing, and another graph, come first. */
const predictionPause = 250;

/** Nothing until it is known, and where the model sees no difference. */
function usePrediction({ candidate, context }: RowProps, options: OptionValues): number | undefined {
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

function Applying(props: RowProps) {
  const { candidate, named, onSelect } = props;
  const { title, summary, place, options, match, exact } = candidate;
  const [values, setValues] = useState<OptionValues>(() =>
    Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default])),
  );
  const prediction = effectOf(undefined, usePrediction(props, values));
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
      {Object.keys(options).length > 0 && (
        <div className="row-options">
          {Object.entries(options).map(([name, option]) => (
            <OptionField
              key={name}
              option={option}
              value={values[name] ?? option.default}
              onChange={(value) => setValues({ ...values, [name]: value })}
            />
          ))}
        </div>
      )}
    </li>
  );
}

function OptionField({
  option,
  value,
  onChange,
}: {
  readonly option: Option<OptionValue>;
  readonly value: OptionValue;
  readonly onChange: (value: OptionValue) => void;
}) {
  const key = (each: OptionValue) => JSON.stringify(each);
  const offered = [...new Map([option.default, ...option.values].map((each) => [key(each), each])).values()];
  return (
    <label>
      {option.title}
      <select
        value={key(value)}
        onChange={(event) => onChange(offered.find((each) => key(each) === event.target.value) ?? option.default)}
      >
        {offered.map((each) => (
          <option key={key(each)} value={key(each)}>
            {Array.isArray(each) ? each.join(", ") || "none" : String(each)}
          </option>
        ))}
      </select>
    </label>
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
