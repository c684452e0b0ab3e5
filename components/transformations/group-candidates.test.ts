import { expect, test } from "vitest";
import type { Candidate } from "@/components/tuning/tuning";
import { groupCandidates } from "./group-candidates";

const candidate = (key: string, element: string, refused = false): Candidate => ({
  key,
  transformation: key,
  title: key,
  summary: "",
  exact: true,
  match: { map: element },
  place: `map ${element}`,
  options: {},
  ...(refused && { whyNot: { reason: "no", elements: [] } }),
});
const all = [candidate("Tiling", "a", true), candidate("Fusion", "a"), candidate("Collapse", "b")];
const keys = (list: readonly Candidate[]) => list.map((c) => c.key);

test("the selection's own come apart, what applies first", () => {
  const { onSelection, elsewhere } = groupCandidates(all, "a", "");
  expect(keys(onSelection)).toEqual(["Fusion", "Tiling"]);
  expect(keys(elsewhere)).toEqual(["Collapse"]);
});
test("words filter by name and place", () =>
  expect(keys(groupCandidates(all, undefined, "map b").elsewhere)).toEqual(["Collapse"]));
