// What a run is of: the document as it stood at one moment. Whatever changes meanwhile belongs to the next run.
import type { Program } from "@datawright/compiler-core/compiler";
import type { Step } from "@datawright/compiler-core/recipes";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import type { Sizes } from "@/components/documents/sizes";
import type { Engine } from "@/components/stores/run-slice";
import { type StudioState, useStudio } from "@/components/stores/studio-store";
import { isPlayed } from "@/components/tuning/shown";

/** It can't be run, and here is why: said to the person as it stands. */
export class RunRefused extends Error {
  override readonly name = "RunRefused";
}

export interface RunSubject extends Pick<StudioState, "document" | "given"> {
  readonly program: Program;
  /** What `program` came from; nothing where it came from a file. */
  readonly text: string;
  readonly sizes: Sizes;
  readonly engine: Engine;
  /** The steps that are taken. */
  readonly steps: readonly Step[];
  /** As written, then after each of the steps. */
  readonly graphs: readonly Sdfg[];
  /** The last of them: what is run. */
  readonly sdfg: Sdfg;
  readonly key: string;
  readonly label: string;
}

/** Names what a result belongs to: any change of text, inputs, steps or sizes makes it stale. */
export function runKey({ document, recipe }: Pick<StudioState, "document" | "recipe">, sizes: Sizes): string {
  return keyOf(document, recipe.steps.slice(0, recipe.cursor), sizes);
}

function keyOf({ form, id, text, inputs }: StudioState["document"], steps: readonly Step[], sizes: Sizes): string {
  return JSON.stringify([form === "graph" ? id : text, inputs?.id, steps, sizes]);
}

export function sizesOf({ document, graph, given }: Pick<StudioState, "document" | "graph" | "given">): Sizes {
  if (given.kind === "bound") return given.sizes;
  return document.sizes ?? graph?.presets[document.preset] ?? Object.values(graph?.presets ?? {})[0] ?? {};
}

/** Waits until the text is compiled and the steps are played; a rejected signal ends the waiting. */
export async function subjectNow(signal?: AbortSignal): Promise<RunSubject> {
  await settled(signal);
  return subjectOf(useStudio.getState());
}

/** The same program and steps with other sizes. */
export function withSizes(subject: RunSubject, sizes: Sizes): RunSubject {
  return { ...subject, sizes, key: keyOf(subject.document, subject.steps, sizes) };
}

/** What a run is shown for. */
export const shownFor = ({ key, answersFor }: { readonly key: string; readonly answersFor?: string }): string =>
  answersFor ?? key;

/** The name of the same program after so many of its steps. */
export function keyAfter(
  { document, steps, sizes }: Pick<RunSubject, "document" | "steps" | "sizes">,
  taken: number,
): string {
  return keyOf(document, steps.slice(0, taken), sizes);
}

/** Of a settled state. */
function subjectOf(state: StudioState): RunSubject {
  const { document, given, graph: program, compiled, graphText: text, recipe, played, engine } = state;
  if (program === undefined || compiled?.program === undefined)
    throw new RunRefused("The program doesn't compile; its problems are listed below it.");
  const steps = recipe.steps.slice(0, recipe.cursor);
  const graphs = [program.sdfg, ...(played?.graphs.slice(0, steps.length) ?? [])];
  const failed = steps[graphs.length - 1];
  if (failed !== undefined)
    throw new RunRefused(
      `Step ${graphs.length} of the recipe, ${failed.transformation}, can't be taken here: ${played?.stopped?.reason} Go back to the step before it, or take another way from there.`,
    );
  const sizes = sizesOf({ document, graph: program, given });
  return {
    document,
    given,
    program,
    text,
    sizes,
    engine,
    steps,
    graphs,
    sdfg: graphs.at(-1) ?? program.sdfg,
    key: keyOf(document, steps, sizes),
    label: labelOf(steps),
  };
}

/** In words: "as written", or the last step taken and how many there were. */
function labelOf(steps: readonly Step[]): string {
  const last = steps.at(-1);
  return last === undefined
    ? "as written"
    : `${steps.length} step${steps.length === 1 ? "" : "s"}, to ${last.transformation}`;
}

const isSettled = (state: StudioState) => state.compiledText === state.document.text && isPlayed(state);

function settled(signal: AbortSignal | undefined): Promise<void> {
  if (isSettled(useStudio.getState())) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const stop = useStudio.subscribe((state) => {
      if (!isSettled(state)) return;
      end();
      resolve();
    });
    const give = () => {
      end();
      reject(signal?.reason);
    };
    const end = () => {
      stop();
      signal?.removeEventListener("abort", give);
    };
    signal?.addEventListener("abort", give);
  });
}
