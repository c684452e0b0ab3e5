// Which step broke it: the program is run after some of its steps, by halving, until one is caught.
import { type Blame, blame, type GraphVerdict, type Step } from "@datawright/compiler-core/recipes";
import { live } from "@/components/runs/run-life";
import { checkHere, prepareRun } from "@/components/runs/run-program";
import { shownFor, subjectNow, withSizes } from "@/components/runs/run-subject";
import { useStudio } from "@/components/stores/studio-store";

/** For the newest run, where it differs. What was found is kept with the run's key; the run stays as it was. */
export async function findWrongStep(): Promise<void> {
  const { run: before } = useStudio.getState();
  if (before.kind !== "done") return;
  await live("Looking for the step that broke it", async (life) => {
    const subject = await subjectNow(life.signal);
    const { graphs, steps, key } = subject;
    if (shownFor(before) !== key) return undefined;
    const prepared = await prepareRun(life, withSizes(subject, before.sizes), false);
    const found = await blame(graphs, async (sdfg, taken): Promise<GraphVerdict> => {
      life.say(taken === 0 ? "Checking the program as written" : `Checking after ${taken} of ${steps.length} steps`);
      const result = await checkHere(life, prepared, sdfg);
      return result.kind === "finished" ? (result.verdict?.kind ?? "inconclusive") : "wrong";
    });
    const { setBlamed, announce } = useStudio.getState();
    setBlamed({ key, found });
    announce(blameWords(found, steps));
    return undefined;
  });
}

export function blameWords(found: Blame, steps: readonly Pick<Step, "transformation">[]): string {
  const name = (step: number) => `step ${step + 1}, ${steps[step]?.transformation ?? "unknown"}`;
  switch (found.kind) {
    case "nobody":
      return "Run again, no difference is shown: no step is to blame.";
    case "program":
      return "The program differs as written, before any step: this is a mistake in Datawright, not in your recipe.";
    case "step":
      return `It was ${name(found.step)}: the program matches before it and differs after it.`;
    case "steps":
      return `It was one of ${name(found.first)} to ${name(found.last)}; what lies between them can't be judged.`;
  }
}
