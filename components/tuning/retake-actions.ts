// Takes the step at the cursor again with other options: one change of the recipe, so that one undo takes it back.
import type { OptionValues } from "@datawright/compiler-core/transformations";
import { useStudio } from "@/components/stores/studio-store";
import { compiler } from "@/components/workers/services";
import { Superseded, WorkerFailure } from "@/components/workers/worker-client";
import { graphBeforeStep } from "./shown";
import { withRetaken } from "./with-retaken";

/** Why it can't be taken so; nothing where it is taken, or where a newer wish took its place. */
export async function retakeAtCursor(options: OptionValues): Promise<string | undefined> {
  const asked = useStudio.getState();
  const { graph, graphText: text, recipe } = asked;
  const at = recipe.cursor - 1;
  const [step, before] = [recipe.steps[at], graphBeforeStep(asked, at)];
  if (step === undefined || before === undefined) return "The graph before this step is not there yet.";
  const later = recipe.steps.slice(at + 1);
  try {
    const retaken = await compiler().request("retake", { sdfg: before, step, options, later, text });
    const state = useStudio.getState();
    if (state.graph !== graph || state.recipe.steps !== recipe.steps)
      return "The program or its steps changed meanwhile: choose again.";
    if (retaken.kind === "refused") {
      state.announce(`Refused: ${retaken.reason}`);
      return retaken.reason;
    }
    const { recipe: changed, words } = withRetaken(state.recipe, at, retaken);
    state.setRecipe(changed);
    // What is left out is said in sight; that all went well can be seen in the strip.
    state.setNotice(retaken.stopped === undefined ? undefined : { tone: "note", text: words });
    state.announce(words);
    return undefined;
  } catch (error) {
    if (error instanceof Superseded) return undefined;
    if (!(error instanceof WorkerFailure)) throw error;
    return error.message;
  }
}
