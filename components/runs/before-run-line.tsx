"use client";
// The memory and the expected time of the run that Run would make, where its result will stand.
import { useEffect, useMemo, useState } from "react";
import { memoryOf, printBytes, refuseMemory } from "@/components/documents/memory";
import { useStudio } from "@/components/stores/studio-store";
import { graphAtCursor, isPlayed } from "@/components/tuning/shown";
import { compiler } from "@/components/workers/services";
import { Superseded, WorkerFailure } from "@/components/workers/worker-client";
import { earlierRuns, wordsOf } from "./before-run";
import type { ExpectedTime } from "./expected-time";
import { runKey, sizesOf } from "./run-subject";

/** How long a program has to stand before it is asked about, in milliseconds: the worker is kept free for what is typed. */
const pause = 200;

export interface BeforeRunProps {
  /** Of a run that failed: what is said already is not said twice. */
  readonly said?: string;
}

export function BeforeRunLine({ said }: BeforeRunProps) {
  const { document, graph, given, engine, compiled } = useStudio();
  const sizes = useMemo(() => sizesOf({ document, graph, given }), [document, graph, given]);
  const expected = useExpectedTime();
  // What runs elsewhere is told elsewhere; what can't be run takes no time.
  if (graph === undefined || engine.kind === "agent" || compiled?.refusal !== undefined) return null;
  const refusal = refuseMemory(graph.sdfg, sizes, graph.presets);
  if (refusal !== undefined && refusal === said) return null;
  const memory = memoryOf(graph.sdfg, sizes);
  const time = expected && wordsOf(expected, sizes, graph.presets);
  return (
    <p className="before-run" data-testid="before-run">
      {refusal ?? (
        <>
          <span title="At most: arguments and results in Python, in the page and in its engine, and temporaries in Python and in the engine. Computed from the sizes.">
            {memory
              ? `A run takes ${printBytes(memory.totalBytes)} in all copies.`
              : "How much memory a run takes depends on the data."}
          </span>{" "}
          {time && <span title={time.origin}>Expected time: {time.words}.</span>}
        </>
      )}
    </p>
  );
}

/** Of the program at the cursor; nothing while it is not compiled, not played or not asked about yet. */
function useExpectedTime(): ExpectedTime | undefined {
  const { document, graph, given, recipe, played, engine, history, roofs: known, compiledText } = useStudio();
  const sizes = useMemo(() => sizesOf({ document, graph, given }), [document, graph, given]);
  const sdfg = useMemo(() => graphAtCursor({ graph, recipe, played }), [graph, recipe, played]);
  const isSettled = compiledText === document.text && isPlayed({ graph, recipe, played });
  // While one types nothing is asked, and looking through the history for each letter would be felt.
  const earlier = useMemo(
    () => (isSettled ? earlierRuns({ document, recipe, engine }, history) : []),
    [isSettled, document, recipe, engine, history],
  );
  // The interpreter is nowhere near the roofs of compiled code.
  const roofs = known.kind === "known" && engine.kind === "wasm" ? known.roofs : undefined;
  const isAsked = earlier.length > 0 || roofs !== undefined;
  const key = JSON.stringify([runKey({ document, recipe }, sizes), engine]);
  const [answer, setAnswer] = useState<{ readonly key: string; readonly expected: ExpectedTime }>();
  useEffect(() => {
    if (!isSettled || !isAsked || sdfg === undefined) return;
    const tell = (expected: ExpectedTime) => setAnswer({ key, expected });
    const timer = window.setTimeout(() => {
      compiler()
        .request("expectedTime", { sdfg, sizes, earlier, roofs: roofs ?? [] })
        .then(tell, (error: unknown) => {
          // A model without an answer is a time that is not known.
          if (error instanceof WorkerFailure) tell({ kind: "unknown" });
          else if (!(error instanceof Superseded)) throw error;
        });
    }, pause);
    return () => window.clearTimeout(timer);
  }, [isSettled, isAsked, sdfg, sizes, earlier, roofs, key]);
  if (!isSettled || sdfg === undefined) return undefined;
  if (!isAsked) return { kind: "unknown" };
  return answer?.key === key ? answer.expected : undefined;
}
