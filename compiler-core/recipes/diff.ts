// Two recipes side by side: which steps they share, in order, and which only one of them has.
import type { Step } from "./replay.ts";

export type StepDifference = { readonly kind: "same" | "removed" | "added"; readonly step: Step };

/** The longest common subsequence; steps are equal in what they do, not in the graph they made. */
export function diffSteps(before: readonly Step[], after: readonly Step[]): readonly StepDifference[] {
  const [a, b] = [before.map(keyOf), after.map(keyOf)];
  const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      (length[i] as Uint16Array)[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const differences: StepDifference[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      differences.push({ kind: "same", step: after[j] as Step });
      i++;
      j++;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1)))
      differences.push({ kind: "removed", step: before[i++] as Step });
    else differences.push({ kind: "added", step: after[j++] as Step });
  }
  return differences;

  function at(row: number, column: number): number {
    return length[row]?.[column] ?? 0;
  }
}

function keyOf({ transformation, target, options }: Step): string {
  const sorted = (record: Readonly<Record<string, unknown>>) =>
    Object.entries(record).sort(([x], [y]) => (x < y ? -1 : 1));
  return JSON.stringify([transformation, sorted(target), sorted(options)]);
}
