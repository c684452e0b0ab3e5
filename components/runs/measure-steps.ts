// What each step of the recipe gave: the program as written and after each step, checked once and then run by turns, so that
// whatever disturbs the machine disturbs them all.
import type { MeasuredStep } from "@/components/stores/run-slice";
import { useStudio } from "@/components/stores/studio-store";
import type { EngineResult } from "@/components/workers/compiler-requests";
import { roundsFor } from "./repetitions";
import { type Life, live } from "./run-life";
import { checkHere, type PreparedRun, prepareRun, refuseTooLarge, secondsOf, timeHere } from "./run-program";
import { keyAfter, type RunSubject, subjectNow } from "./run-subject";

/** Of the steps that are taken; the newest run stays as it was. */
export function measureSteps(): Promise<void> {
  return live("Preparing to measure the steps", async (life) => {
    const subject = await subjectNow(life.signal);
    refuseTooLarge(subject);
    const prepared = await prepareRun(life, subject, false);
    const checked = await checkAll(life, prepared);
    const seconds = await timeAll(life, prepared, checked);
    const { addMeasuredSteps, announce } = useStudio.getState();
    addMeasuredSteps(measuredSteps(subject, checked, seconds));
    announce(`${subject.steps.length} steps are measured`);
    return undefined;
  });
}

async function checkAll(life: Life, prepared: PreparedRun): Promise<readonly EngineResult[]> {
  const { graphs, steps } = prepared.subject;
  const results: EngineResult[] = [];
  for (const [taken, sdfg] of graphs.entries()) {
    life.say(taken === 0 ? "Checking the program as written" : `Checking after ${taken} of ${steps.length} steps`);
    results.push(await checkHere(life, prepared, sdfg));
  }
  return results;
}

async function timeAll(
  life: Life,
  prepared: PreparedRun,
  checked: readonly EngineResult[],
): Promise<readonly (readonly number[])[]> {
  const { rounds, each } = roundsFor(checked.map((result) => secondsOf(result)[0] ?? 0));
  const seconds = checked.map((): number[] => []);
  for (let round = 1; round <= rounds; round++) {
    life.say(`Measuring the steps by turns, ${round} of ${rounds}`);
    for (const [taken, sdfg] of prepared.subject.graphs.entries())
      if (checked[taken]?.kind === "finished")
        seconds[taken]?.push(...secondsOf(await timeHere(life, prepared, sdfg, each[taken] ?? 1)));
  }
  return seconds;
}

/** A step that raises, or comes after one that does, has no times to tell. */
function measuredSteps(
  subject: RunSubject,
  checked: readonly EngineResult[],
  seconds: readonly (readonly number[])[],
): Readonly<Record<string, MeasuredStep>> {
  return Object.fromEntries(
    subject.steps.flatMap((_, step): [string, MeasuredStep][] => {
      const [before, after, result] = [seconds[step] ?? [], seconds[step + 1] ?? [], checked[step + 1]];
      if (before.length === 0 || after.length === 0 || result?.kind !== "finished") return [];
      return [[keyAfter(subject, step + 1), { before, after, check: result.verdict?.kind }]];
    }),
  );
}
