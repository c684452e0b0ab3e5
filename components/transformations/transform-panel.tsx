"use client";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import { useMemo, useState } from "react";
// What can be done here, and why not elsewhere: each transformation opens to its places, a refusal to its reason.
import type { Sizes } from "@/components/documents/sizes";
import type { PredictionContext } from "@/components/tuning/predictions";
import type { Candidate } from "@/components/tuning/tuning";
import { applies, type Family, groupCandidates } from "./group-candidates";
import { Row } from "./transform-row";
import "./transform-panel.css";

export interface TransformPanelProps {
  readonly candidates: readonly Candidate[] | undefined;
  readonly sdfg: Sdfg | undefined;
  readonly text: string;
  readonly sizes: Sizes;
  readonly selected: string | undefined;
  readonly onSelect: (element: string) => void;
}

export function TransformPanel({ candidates, sdfg, text, sizes, selected, onSelect }: TransformPanelProps) {
  const context = useMemo(() => sdfg && { sdfg, text, sizes }, [sdfg, text, sizes]);
  const [query, setQuery] = useState("");
  if (candidates === undefined) return <p className="pad soft">Looking for what applies …</p>;
  const { onSelection, elsewhere, count } = groupCandidates(candidates, selected, query);
  const nothing = count === 0 ? "No transformation finds anything here." : "Nothing here has these words.";
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
        <section aria-label="on the selection">
          <Heading title="on the selection" candidates={onSelection} />
          {onSelection.length === 0 && (
            <p className="soft pad">{query === "" ? "No transformation is about the selected element." : nothing}</p>
          )}
          <Places candidates={onSelection} context={context} named onSelect={onSelect} />
        </section>
      )}
      <section aria-label={selected === undefined ? "whole program" : "elsewhere"}>
        <Heading
          title={selected === undefined ? "whole program" : "elsewhere"}
          candidates={elsewhere.flatMap((family) => family.candidates)}
        />
        {elsewhere.length === 0 && <p className="soft pad">{nothing}</p>}
        {elsewhere.map((family) => (
          <FamilyOfPlaces
            // What is filtered for is shown at once.
            key={`${family.transformation} ${query === ""}`}
            family={family}
            context={context}
            openAtFirst={query !== ""}
            onSelect={onSelect}
          />
        ))}
      </section>
    </div>
  );
}

function Heading({ title, candidates }: { readonly title: string; readonly candidates: readonly Candidate[] }) {
  return (
    <h3>
      {title}{" "}
      {candidates.length > 0 && (
        <span className="soft">
          {candidates.filter(applies).length} of {candidates.length} apply
        </span>
      )}
    </h3>
  );
}

interface FamilyProps {
  readonly context: PredictionContext | undefined;
  readonly family: Family;
  readonly openAtFirst: boolean;
  readonly onSelect: (element: string) => void;
}

/** One place needs no opening. */
function FamilyOfPlaces({ family, context, openAtFirst, onSelect }: FamilyProps) {
  const { transformation, title, summary, applying, candidates } = family;
  const [open, setOpen] = useState(openAtFirst);
  if (candidates.length === 1) return <Places candidates={candidates} context={context} named onSelect={onSelect} />;
  return (
    <details className="family" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary title={`${title}. ${summary}`}>
        <strong>{transformation}</strong>{" "}
        <span className="soft">
          {applying === candidates.length
            ? `${applying} places`
            : applying === 0
              ? `why not? ${candidates.length} places`
              : `${applying} of ${candidates.length} places`}
        </span>
      </summary>
      {open && (
        <>
          <p className="soft summary">{summary}</p>
          <Places candidates={candidates} context={context} onSelect={onSelect} />
        </>
      )}
    </details>
  );
}

const shownAtFirst = 30;

interface PlacesProps {
  readonly context: PredictionContext | undefined;
  readonly candidates: readonly Candidate[];
  /** Rows say which transformation they are. */
  readonly named?: boolean;
  readonly onSelect: (element: string) => void;
}

function Places({ candidates, context, named = false, onSelect }: PlacesProps) {
  const [all, setAll] = useState(false);
  const shown = all ? candidates : candidates.slice(0, shownAtFirst);
  return (
    <>
      <ul>
        {shown.map((candidate) => (
          <Row key={candidate.key} candidate={candidate} context={context} named={named} onSelect={onSelect} />
        ))}
      </ul>
      {shown.length < candidates.length && (
        <button type="button" className="quiet" onClick={() => setAll(true)}>
          Show {candidates.length - shown.length} more
        </button>
      )}
    </>
  );
}
