import { refuse } from "@datawright/compiler-core/diagnostics";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import { useEffect, useMemo } from "react";
import { sizesOf } from "@/components/runs/run-subject";
import { useStudio } from "@/components/stores/studio-store";
import { compiler } from "@/components/workers/services";
import { Superseded, WorkerFailure } from "@/components/workers/worker-client";
import { graphAtCursor } from "./shown";

/** What applies is listed when a graph has stood for so long, in milliseconds. */
const listingPause = 150;

/** Plays the recipe on every newer graph, and lists what applies where the cursor stands. Gives the graph there, and the one that is shown: a preview's, where there is one. */
export function useTuning(listing: boolean): { readonly sdfg: Sdfg | undefined; readonly atCursor: Sdfg | undefined } {
  const { graph, graphText, recipe, document, given, played, preview, setPlayed, setCandidates, setNotice } =
    useStudio();
  const sizes = useMemo(() => sizesOf({ document, graph, given }), [document, graph, given]);
  const { steps } = recipe;

  useEffect(() => {
    if (graph === undefined || steps.length === 0) {
      setPlayed(undefined);
      return;
    }
    const subject = { program: graph, steps };
    compiler()
      .request("play", { sdfg: graph.sdfg, steps, text: graphText, sizes })
      .then(
        (result) => setPlayed({ ...result, ...subject }),
        (error: unknown) => {
          if (error instanceof Superseded) return;
          if (!(error instanceof WorkerFailure)) throw error;
          setPlayed({ ...subject, graphs: [], changes: [], differing: [], stopped: refuse("failed", error.message) });
          setNotice({ tone: "problem", text: `The recipe can't be played: ${error.message}` });
        },
      );
  }, [graph, graphText, steps, sizes, setPlayed, setNotice]);

  const atCursor = useMemo(() => graphAtCursor({ graph, recipe, played }), [graph, recipe, played]);
  useEffect(() => {
    if (atCursor === undefined || !listing) return;
    setCandidates(undefined);
    // The worker is kept free for what is typed next.
    const timer = window.setTimeout(() => {
      compiler()
        .request("candidates", { sdfg: atCursor, text: graphText })
        .then(setCandidates, (error: unknown) => {
          if (error instanceof WorkerFailure)
            setNotice({ tone: "problem", text: `The transformations can't be listed: ${error.message}` });
          else if (!(error instanceof Superseded)) throw error;
        });
    }, listingPause);
    return () => window.clearTimeout(timer);
  }, [atCursor, graphText, listing, setCandidates, setNotice]);

  return { sdfg: preview?.sdfg ?? atCursor, atCursor };
}
