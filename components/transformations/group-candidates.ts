import type { Candidate } from "@/components/tuning/tuning";

export interface Grouped {
  readonly onSelection: readonly Candidate[];
  readonly elsewhere: readonly Family[];
  /** How many there are, whatever is filtered. */
  readonly count: number;
}

/** One transformation at all its places; what applies before what is refused. */
export interface Family {
  readonly transformation: string;
  readonly title: string;
  readonly summary: string;
  readonly applying: number;
  readonly candidates: readonly Candidate[];
}

/** What touches the selected element by itself, the rest by transformation. */
export function groupCandidates(
  candidates: readonly Candidate[],
  selected: string | undefined,
  query: string,
): Grouped {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = candidates.filter(({ title, place, transformation }) =>
    words.every((word) => `${title} ${transformation} ${place}`.toLowerCase().includes(word)),
  );
  const ordered = [...found.filter(applies), ...found.filter((candidate) => !applies(candidate))];
  const touches = (candidate: Candidate) => selected !== undefined && Object.values(candidate.match).includes(selected);
  return {
    onSelection: ordered.filter(touches),
    elsewhere: familiesOf(ordered.filter((candidate) => !touches(candidate))),
    count: candidates.length,
  };
}

export const applies = (candidate: Candidate): boolean => candidate.whyNot === undefined;

function familiesOf(candidates: readonly Candidate[]): readonly Family[] {
  const firsts = new Map(candidates.map((candidate) => [candidate.transformation, candidate]));
  return [...firsts.values()].map(({ transformation, title, summary }) => {
    const members = candidates.filter((candidate) => candidate.transformation === transformation);
    return { transformation, title, summary, applying: members.filter(applies).length, candidates: members };
  });
}
