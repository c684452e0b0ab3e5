import { expect, test } from "vitest";
import type { Candidate } from "@/components/tuning/tuning";
import { groupCandidates } from "./group-candidates";

const candidate = (key: string, element: string, refused = false): Candidate => ({
  key: `${key} ${element}`,
  transformation: key,
  title: key,
  summary: "",
  exact: true,
  match: { map: element },
  place: `map ${element}`,
  options: {},
  ...(refused && { whyNot: { reason: "no", elements: [] } }),
});
const all = [
  candidate("Tiling", "a", true),
  candidate("Fusion", "a"),
  candidate("Tiling", "b", true),
  candidate("Collapse", "b", true),
  candidate("Tiling", "c"),
];
const keys = (list: readonly Candidate[]) => list.map((c) => c.key);

test("the selection's own come apart, the others by transformation; what applies comes first", () => {
  const { onSelection, elsewhere, count } = groupCandidates(all, "a", "");
  expect(keys(onSelection)).toEqual(["Fusion a", "Tiling a"]);
  expect(elsewhere).toMatchObject([
    { transformation: "Tiling", applying: 1 },
    { transformation: "Collapse", applying: 0 },
  ]);
  expect(elsewhere.map((family) => keys(family.candidates))).toEqual([["Tiling c", "Tiling b"], ["Collapse b"]]);
  expect(count).toBe(5);
});
test("words filter by name and place", () => {
  const { elsewhere, count } = groupCandidates(all, undefined, "map b");
  expect(elsewhere.flatMap((family) => keys(family.candidates))).toEqual(["Tiling b", "Collapse b"]);
  expect(count).toBe(5);
});
