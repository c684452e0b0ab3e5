// Run: inputs and NumPy's answer from Python, then the program itself in the page, then the verdict.
import type { Program } from "@datawright/compiler-core/compiler";
import type { Inputs, NdArray } from "@datawright/compiler-core/runtime";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import { memoryOf, printBytes, refuseMemory } from "@/components/documents/memory";
import type { FinishedRun, NumpyRun } from "@/components/stores/run-slice";
import { type StudioState, useStudio } from "@/components/stores/studio-store";
import { graphAtCursor, recipeLabel, recipePlayed } from "@/components/tuning/shown";
import type { EngineResult } from "@/components/workers/compiler-requests";
import { engine, python } from "@/components/workers/services";
import { Superseded } from "@/components/workers/worker-client";
import { repetitionsFor } from "./repetitions";
import { sentenceOf } from "./sentence";

/** Names what a result belongs to: any change of text, steps or sizes makes it stale. */
export function runKey(
  state: Pick<StudioState, "graphText" | "recipe">,
  sizes: Readonly<Record<string, number>>,
): string {
  const { steps, cursor } = state.recipe;
  return JSON.stringify([state.graphText, steps.slice(0, cursor), sizes]);
}

export function sizesOf(state: Pick<StudioState, "document" | "graph">): Readonly<Record<string, number>> {
  return (
    state.document.sizes ??
    state.graph?.presets[state.document.preset] ??
    Object.values(state.graph?.presets ?? {})[0] ??
    {}
  );
}

/** dtypes that the inputs must have, by name. */
export function inputTypes(program: Program): Record<string, string> {
  return Object.fromEntries(
    program.signature.parameters.flatMap((p) => (p.type.kind === "array" ? [[p.name, p.type.dtype]] : [])),
  );
}

export async function runProgram(): Promise<void> {
  const state = useStudio.getState();
  const { graph, graphText, setRun, announce } = state;
  if (graph === undefined) return;
  const sizes = sizesOf(state);
  const key = runKey(state, sizes);
  const refused = refuseMemory(graph.sdfg, sizes, graph.presets);
  if (refused !== undefined) {
    setRun({ kind: "failed", message: refused });
    return;
  }
  const memory = memoryOf(graph.sdfg, sizes);
  const working = (message: string) => {
    setRun({ kind: "working", message });
    announce(message);
  };
  try {
    working(
      memory === undefined
        ? "Making the inputs with Python"
        : `Making the inputs with Python (${printBytes(memory.totalBytes)} in all copies)`,
    );
    const inputs = await python().inputs(key, graphText, graph.signature.entry, sizes, inputTypes(graph));
    working("Running NumPy");
    const { expected, numpy } = await runNumpy(key);
    working("Running in the page");
    await recipePlayed();
    const sdfg = graphAtCursor(useStudio.getState()) ?? graph.sdfg;
    const result = await runHere(sdfg, sizes, inputs, expected);
    const written = sdfg === graph.sdfg ? undefined : await runAsWritten(graph.sdfg, sizes, inputs, working);
    const done: FinishedRun = {
      kind: "done",
      key,
      at: Date.now(),
      label: recipeLabel(useStudio.getState()),
      sizes,
      result,
      numpy,
      ...(written && { written }),
    };
    setRun(done);
    announce(sentenceOf(done));
  } catch (error) {
    if (error instanceof Superseded) return;
    const message = error instanceof Error ? error.message : String(error);
    setRun({ kind: "failed", message });
    announce(`The run failed: ${message}`);
  }
}

export async function runNumpy(
  key: string,
): Promise<{ readonly expected: Readonly<Record<string, NdArray>> | undefined; readonly numpy: NumpyRun }> {
  const warm = await python().run(key, 1);
  if (warm.kind === "raised") return { expected: undefined, numpy: { raised: warm } };
  const timed = await python().run(key, repetitionsFor(warm.seconds[0] ?? 0));
  return timed.kind === "finished"
    ? { expected: warm.outputs, numpy: { seconds: timed.seconds } }
    : { expected: warm.outputs, numpy: { raised: timed } };
}

/** Once to warm up and to compare, then for the times. */
async function runHere(
  sdfg: Sdfg,
  sizes: Readonly<Record<string, number>>,
  inputs: Inputs,
  expected: Readonly<Record<string, NdArray>> | undefined,
): Promise<EngineResult> {
  const warm = await engine().request("run", { sdfg, sizes, inputs, expected, repeat: 1, threads: pageThreads() });
  if (warm.kind === "raised") return warm;
  const timed = await engine().request("run", {
    sdfg,
    sizes,
    inputs,
    expected: undefined,
    repeat: repetitionsFor(warm.seconds[0] ?? 0),
    threads: pageThreads(),
  });
  return timed.kind === "raised" ? timed : { ...timed, verdict: warm.verdict };
}

/** The same program without any step, for the comparison; measured once for a text and its sizes. */
async function runAsWritten(
  sdfg: Sdfg,
  sizes: Readonly<Record<string, number>>,
  inputs: Inputs,
  working: (message: string) => void,
): Promise<readonly number[] | undefined> {
  const { history, graphText } = useStudio.getState();
  const key = JSON.stringify([graphText, [], sizes]);
  const before = history.find((run) => run.key === key);
  if (before?.result.kind === "finished") return before.result.seconds;
  working("Running the program as written, to compare");
  const result = await runHere(sdfg, sizes, inputs, undefined);
  return result.kind === "finished" ? result.seconds : undefined;
}

/** As many as the page may have; memory is shared in an isolated page only. */
export function pageThreads(): number {
  return window.crossOriginIsolated ? Math.min(8, navigator.hardwareConcurrency || 1) : 1;
}

export function cancelRun(): void {
  engine().cancel();
  if (useStudio.getState().run.kind === "working") python().stop();
  useStudio.getState().setRun({ kind: "none" });
  useStudio.getState().announce("Cancelled");
}
