// What single transformations would do to the modelled traffic, asked for the rows that are shown: a few at a time, so that
// the worker is free for what is typed, and once for a graph.
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import type { OptionValues } from "@datawright/compiler-core/transformations";
import type { Sizes } from "@/components/documents/sizes";
import { compiler } from "@/components/workers/services";
import { Superseded, WorkerFailure } from "@/components/workers/worker-client";
import type { Candidate } from "./tuning";

/** Where and at which sizes: the same object for as long as nothing changes. */
export interface PredictionContext {
  readonly sdfg: Sdfg;
  readonly text: string;
  readonly sizes: Sizes;
}

interface Asked {
  readonly context: PredictionContext;
  readonly key: string;
  readonly step: Pick<Candidate, "transformation" | "match"> & { readonly options: OptionValues };
  readonly tell: (change: number | undefined) => void;
}

/** Asked in one message, at most. */
const together = 3;
/** Changes by transformation, place and options; nothing where the model sees no difference. */
const known = new WeakMap<PredictionContext, Map<string, number | undefined>>();
let waiting: readonly Asked[] = [];
let isAsking = false;

/** Tells the part of the traffic that goes or comes, at once where it is known. The returned function takes the question back. */
export function predict(
  context: PredictionContext,
  { key: place, transformation, match }: Candidate,
  options: OptionValues,
  tell: Asked["tell"],
): () => void {
  const key = `${place} ${JSON.stringify(options)}`;
  const before = known.get(context);
  if (before?.has(key)) {
    tell(before.get(key));
    return () => undefined;
  }
  const asked: Asked = { context, key, step: { transformation, match, options }, tell };
  waiting = [...waiting, asked];
  void askAll();
  return () => {
    waiting = waiting.filter((each) => each !== asked);
  };
}

async function askAll(): Promise<void> {
  if (isAsking) return;
  isAsking = true;
  try {
    for (let [first] = waiting; first !== undefined; [first] = waiting) {
      const { context } = first;
      const now = waiting.filter((each) => each.context === context).slice(0, together);
      const changes = await compiler().request("predict", { ...context, steps: now.map(({ step }) => step) });
      const kept = known.get(context) ?? new Map<string, number | undefined>();
      known.set(context, kept);
      for (const [i, asked] of now.entries()) {
        kept.set(asked.key, changes[i]);
        if (waiting.includes(asked)) asked.tell(changes[i]);
      }
      waiting = waiting.filter((each) => !now.includes(each));
    }
  } catch (error) {
    // A row without a prediction says nothing, and whatever is shown next asks anew.
    waiting = [];
    if (!(error instanceof Superseded || error instanceof WorkerFailure)) throw error;
  } finally {
    isAsking = false;
  }
}
