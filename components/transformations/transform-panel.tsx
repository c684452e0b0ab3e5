"use client";
import type { Option, OptionValue, OptionValues } from "@datawright/compiler-core/transformations";
// What can be done here, and why not elsewhere. A row opens to its options; a refusal opens to its reason.
import { useState } from "react";
import { hover } from "@/components/selection/hover";
import type { Candidate } from "@/components/tuning/tuning";
import { applyCandidate, previewCandidate } from "@/components/tuning/tuning-actions";
import { groupCandidates } from "./group-candidates";
import "./transform-panel.css";

export interface TransformPanelProps {
  readonly candidates: readonly Candidate[] | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (element: string) => void;
}

export function TransformPanel({ candidates, selected, onSelect }: TransformPanelProps) {
  const [query, setQuery] = useState("");
  if (candidates === undefined) return <p className="pad soft">Looking for what applies …</p>;
  const { onSelection, elsewhere } = groupCandidates(candidates, selected, query);
  return (
    <div className="transform">
      <input
        type="search"
        className="filter"
        aria-label="Filter transformations"
        placeholder="Filter by name or place"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {selected !== undefined && (
        <Group
          title="on the selection"
          candidates={onSelection}
          empty="Nothing applies to the selected element alone."
          onSelect={onSelect}
        />
      )}
      <Group
        title={selected === undefined ? "whole program" : "elsewhere"}
        candidates={elsewhere}
        empty="No transformation finds anything here."
        onSelect={onSelect}
      />
    </div>
  );
}

const shownAtFirst = 60;

function Group({
  title,
  candidates,
  empty,
  onSelect,
}: {
  readonly title: string;
  readonly candidates: readonly Candidate[];
  readonly empty: string;
  readonly onSelect: (element: string) => void;
}) {
  const [all, setAll] = useState(false);
  const applying = candidates.filter((candidate) => candidate.whyNot === undefined).length;
  const shown = all ? candidates : candidates.slice(0, shownAtFirst);
  return (
    <section aria-label={title}>
      <h3>
        {title}{" "}
        <span className="soft">
          {applying} of {candidates.length} apply
        </span>
      </h3>
      {candidates.length === 0 && <p className="soft pad">{empty}</p>}
      <ul>
        {shown.map((candidate) =>
          candidate.whyNot === undefined ? (
            <Row key={candidate.key} candidate={candidate} onSelect={onSelect} />
          ) : (
            <Refused key={candidate.key} candidate={candidate} onSelect={onSelect} />
          ),
        )}
      </ul>
      {shown.length < candidates.length && (
        <button type="button" className="quiet" onClick={() => setAll(true)}>
          Show {candidates.length - shown.length} more
        </button>
      )}
    </section>
  );
}

interface RowProps {
  readonly candidate: Candidate;
  readonly onSelect: (element: string) => void;
}

function Row({ candidate, onSelect }: RowProps) {
  const { title, summary, place, options, match, exact } = candidate;
  const [values, setValues] = useState<OptionValues>(() =>
    Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default])),
  );
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
          <strong>{candidate.transformation}</strong> <span className="soft">{place}</span>
        </button>
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

function Refused({ candidate, onSelect }: RowProps) {
  const { title, place, whyNot } = candidate;
  const about = whyNot?.elements[0] ?? Object.values(candidate.match)[0];
  return (
    <li className="refused" onPointerEnter={() => hover(about)} onPointerLeave={() => hover(undefined)}>
      <details>
        <summary>
          <strong title={title}>{candidate.transformation}</strong> <span className="soft">{place}</span>{" "}
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
