import type { Candidate } from "@/components/tuning/tuning";

export interface Grouped {
  readonly onSelection: readonly Candidate[];
  readonly elsewhere: readonly Candidate[];
}

/** What touches the selected element first; in each group what applies before what is refused. */
export function groupCandidates(
  candidates: readonly Candidate[],
  selected: string | undefined,
  query: string,
): Grouped {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = candidates.filter(({ title, place, transformation }) =>
    words.every((word) => `${title} ${transformation} ${place}`.toLowerCase().includes(word)),
  );
  const ordered = [
    ...found.filter((candidate) => candidate.whyNot === undefined),
    ...found.filter((candidate) => candidate.whyNot !== undefined),
  ];
  const touches = (candidate: Candidate) => selected !== undefined && Object.values(candidate.match).includes(selected);
  return { onSelection: ordered.filter(touches), elsewhere: ordered.filter((candidate) => !touches(candidate)) };
}
