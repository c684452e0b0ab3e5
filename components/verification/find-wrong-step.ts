// Which step broke it: the program is run after some of its steps, by halving, until one is caught.
import { type Blame, blame, type GraphVerdict, type Step } from "@datawright/compiler-core/recipes";
import { attempt, prepareRun, request, runKey, sizesOf, working } from "@/components/runs/run-program";
import { useStudio } from "@/components/stores/studio-store";
import { recipePlayed } from "@/components/tuning/shown";

/** For the newest run, where it differs. What was found is kept with the run's key; the run stays as it was. */
export async function findWrongStep(): Promise<void> {
  const state = useStudio.getState();
  const { graph, run: before } = state;
  if (graph === undefined || before.kind !== "done") return;
  const sizes = sizesOf(state);
  const key = runKey(state, sizes);
  if (before.key !== key) return;
  await attempt(async () => {
    const { run } = await prepareRun(state, graph, sizes, key, false);
    await recipePlayed();
    const { played, recipe } = useStudio.getState();
    const graphs = [graph.sdfg, ...(played?.graphs.slice(0, recipe.cursor) ?? [])];
    const found = await blame(graphs, async (sdfg, taken): Promise<GraphVerdict> => {
      working(
        taken === 0 ? "Checking the program as written" : `Checking after ${taken} of ${graphs.length - 1} steps`,
      );
      const result = await request({ ...run, sdfg }, 1);
      return result.kind === "finished" ? (result.verdict?.kind ?? "inconclusive") : "wrong";
    });
    const { setRun, setBlamed, announce, recipe: now } = useStudio.getState();
    setRun(before);
    setBlamed({ key, found });
    announce(blameWords(found, now.steps));
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
