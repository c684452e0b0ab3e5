// Why two bodies can't run in one iteration, the first before the second: the accesses that would meet otherwise than they did.
import {
  type BodyStep,
  collisionOf,
  disjoint,
  isElement,
  type Operand,
  readsOf,
  writesOf,
} from "../../analysis/index.ts";
import { type Refusal, refuse } from "../../diagnostics/index.ts";
import { equalSubsets, nothingAssumed, obtained } from "../../symbolic/index.ts";
import { type MapPair, printAccess } from "./map-pair.ts";

/** `later`: the second body with the first map's parameters. */
export function collisionBetween(pair: MapPair, later: readonly BodyStep[]): Refusal | undefined {
  return twiceWritten(pair) ?? firstCollision(pair, later) ?? readAfterWrite(pair, later);
}

/** Two accesses, one a write, that meet in different iterations (or in one, where no register can carry the value). */
function firstCollision(pair: MapPair, later: readonly BodyStep[]): Refusal | undefined {
  const { first, second, assumptions } = pair;
  const around = { params: first.entry.params, ranges: first.entry.ranges };
  const elements = [first.entry.id, second.entry.id];
  const check = (a: Operand, b: Operand, aWrites: boolean, bWrites: boolean): Refusal | undefined => {
    if (first.locals.has(a.memlet.data)) return undefined;
    const collision = collisionOf(
      { subset: a.memlet.subset, around },
      { subset: b.memlet.subset, around },
      around.params,
      assumptions,
    );
    if (collision.kind === "never") return undefined;
    const [one, other] = [printAccess(a.memlet), printAccess(b.memlet)];
    if (collision.kind === "other-iteration") {
      const when =
        collision.distance === undefined
          ? "in another iteration"
          : `${Math.abs(collision.distance)} iteration${Math.abs(collision.distance) === 1 ? "" : "s"} of \`${collision.parameter}\` ${collision.distance < 0 ? "later" : "earlier"}`;
      const written = printAccess(writerOf(later, b)?.memlet ?? b.memlet);
      const reason = !bWrites
        ? `${written} reads ${other}, which the first map writes as ${one} ${when}`
        : aWrites
          ? `both write \`${a.memlet.data}\`: ${one} and ${other} meet ${when}`
          : `the first map reads ${one}, which the second overwrites as ${other} ${when}`;
      return refuse("carried", `MapFusion can't join these two maps: ${reason}.`, elements);
    }
    const same = equalSubsets(a.memlet.subset, b.memlet.subset) && isElement(a.memlet.subset);
    if (aWrites && !bWrites && (!same || a.memlet.wcr !== undefined))
      return refuse(
        "part",
        `MapFusion can't join these two maps: the second reads ${other}, of which the first writes ${one}${a.memlet.wcr === undefined ? "" : ", a part of a sum"}.`,
        elements,
      );
    return undefined;
  };
  const [written, read] = [byContainer(writesOf(first)), byContainer(readsOf(first))];
  for (const step of later) {
    for (const r of step.reads)
      for (const w of written.get(r.memlet.data) ?? []) {
        const found = check(w, r, true, false);
        if (found) return found;
      }
    for (const o of step.writes) {
      for (const w of written.get(o.memlet.data) ?? []) {
        const found = check(w, o, true, true);
        if (found) return found;
      }
      for (const r of read.get(o.memlet.data) ?? []) {
        const found = check(r, o, false, true);
        if (found) return found;
      }
    }
  }
  return undefined;
}

function byContainer(operands: readonly Operand[]): ReadonlyMap<string, readonly Operand[]> {
  const groups = new Map<string, Operand[]>();
  for (const o of operands) obtained(groups, o.memlet.data, () => []).push(o);
  return groups;
}

/** One tasklet that writes a container in two places, or a body that reads back what it wrote, has no one value to hand on. */
function twiceWritten({ first, second }: MapPair): Refusal | undefined {
  const elements = [first.entry.id, second.entry.id];
  for (const [i, step] of first.steps.entries())
    for (const [n, { memlet }] of step.writes.entries()) {
      if (step.writes.slice(n + 1).some((o) => o.memlet.data === memlet.data))
        return refuse("twice", `One tasklet of the first map writes \`${memlet.data}\` twice.`, elements);
      if (!first.locals.has(memlet.data) && first.steps.slice(i + 1).some((s) => readsBack(s, memlet)))
        return refuse(
          "read-back",
          `The first map reads back ${printAccess(memlet)}, which it writes itself.`,
          elements,
        );
    }
  return undefined;
}

function readsBack(step: BodyStep, written: Operand["memlet"]): boolean {
  return step.reads.some(
    (o) => o.memlet.data === written.data && !disjoint(written.subset, o.memlet.subset, nothingAssumed),
  );
}

/** The second body reads from memory what it has just written: a value of the first map must not take its place. */
function readAfterWrite({ first, second }: MapPair, later: readonly BodyStep[]): Refusal | undefined {
  const written = new Set(writesOf(first).map((o) => o.memlet.data));
  for (const [i, step] of later.entries())
    for (const write of step.writes)
      if (
        written.has(write.memlet.data) &&
        write.memlet.subset.length > 0 &&
        later.slice(i + 1).some((s) => readsBack(s, write.memlet))
      )
        return refuse(
          "read-back",
          `The second map reads back \`${write.memlet.data}\`, which it writes itself after the first map did.`,
          [first.entry.id, second.entry.id],
        );
  return undefined;
}

function writerOf(steps: readonly BodyStep[], read: Operand): Operand | undefined {
  return steps.find((s) => s.reads.includes(read))?.writes[0];
}
