// Run: inputs, the answer to compare with, then the program itself in the page, then the verdict.

import { evaluateCount, workOf } from "@datawright/compiler-core/analysis";
import { strictnessFor } from "@datawright/compiler-core/autotune";
import type { Program } from "@datawright/compiler-core/compiler";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import { refuseMemory } from "@/components/documents/memory";
import type { FinishedRun, NumpyRun } from "@/components/stores/run-slice";
import { type StudioState, useStudio } from "@/components/stores/studio-store";
import { graphAtCursor, recipeLabel, recipePlayed } from "@/components/tuning/shown";
import type { EngineResult, EngineRun } from "@/components/workers/compiler-requests";
import { engine, python } from "@/components/workers/services";
import { Superseded } from "@/components/workers/worker-client";
import { repetitionsFor } from "./repetitions";
import { inputsFor, type NumpyAnswer, runNumpy, type Sizes } from "./run-inputs";
import { sentenceOf } from "./sentence";

type Tuned = Pick<StudioState, "document" | "graphText" | "recipe">;

/** Names what a result belongs to: any change of text, inputs, steps or sizes makes it stale. */
export function runKey(state: Tuned, sizes: Sizes): string {
  const { steps, cursor } = state.recipe;
  return keyOf(state, steps.slice(0, cursor), sizes);
}

const keyOf = ({ document, graphText }: Tuned, steps: readonly unknown[], sizes: Sizes) =>
  JSON.stringify([document.form === "graph" ? document.id : graphText, document.inputs?.id, steps, sizes]);

export function sizesOf(state: Pick<StudioState, "document" | "graph" | "given">): Sizes {
  const { document, graph, given } = state;
  if (given.kind === "bound") return given.sizes;
  return document.sizes ?? graph?.presets[document.preset] ?? Object.values(graph?.presets ?? {})[0] ?? {};
}

/** Shows what is being done, to eyes and ears. */
export function working(message: string): void {
  const { setRun, announce } = useStudio.getState();
  setRun({ kind: "working", message });
  announce(message);
}

export async function runProgram(): Promise<void> {
  const state = useStudio.getState();
  const { graph } = state;
  if (graph === undefined) return;
  const sizes = sizesOf(state);
  const refused = refuseMemory(graph.sdfg, sizes, graph.presets);
  if (refused !== undefined) {
    state.setRun({ kind: "failed", message: refused });
    state.announce(refused);
    return;
  }
  await attempt(async () => {
    const key = runKey(state, sizes);
    const { run: begun, numpy } = await prepareRun(state, graph, sizes, key, true);
    working("Running in the page");
    await recipePlayed();
    const sdfg = graphAtCursor(useStudio.getState()) ?? graph.sdfg;
    const run: MeasuredRun = { ...begun, sdfg };
    const result = await runHere(run);
    const written = sdfg === graph.sdfg ? undefined : await runAsWritten(state, graph, run);
    finish({ ...describeRun(state, key, sizes), result, numpy, ...(written && { written }) });
  });
}

export function finish(done: FinishedRun): void {
  useStudio.getState().setRun(done);
  useStudio.getState().announce(sentenceOf(done));
}

export function describeRun(
  state: StudioState,
  key: string,
  sizes: Sizes,
): Omit<FinishedRun, "result" | "numpy" | "written"> {
  return {
    kind: "done",
    key,
    document: state.document.id,
    engine: state.engine,
    at: Date.now(),
    label: recipeLabel(useStudio.getState()),
    reference: state.document.form === "graph" ? "the interpreter" : "NumPy",
    sizes,
  };
}

/** Whatever stops a run is said in words; a newer request or a cancel is no failure. */
export async function attempt(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Superseded) return;
    const { setRun, announce, run: now } = useStudio.getState();
    // Cancelled meanwhile: Python was stopped, and says so.
    if (now.kind !== "working") return;
    const message = error instanceof Error ? error.message : String(error);
    setRun({ kind: "failed", message });
    announce(`The run failed: ${message}`);
  }
}

/** All of a run but the graph: inputs, and what the result is compared with. */
export async function prepareRun(
  state: StudioState,
  graph: Program,
  sizes: Sizes,
  key: string,
  timed: boolean,
): Promise<{ readonly run: Omit<MeasuredRun, "sdfg">; readonly numpy: NumpyRun }> {
  const given = await inputsFor(state, graph, sizes, key, working);
  const { expected, numpy } = await answerFor(state, key, timed);
  return { run: { ...given, expected, ...referenceFor(state, graph, given.sizes) }, numpy };
}

async function answerFor(state: StudioState, key: string, timed: boolean): Promise<NumpyAnswer> {
  if (state.document.form === "graph")
    return { expected: undefined, numpy: { missing: "A graph from a file has no NumPy program." } };
  working("Running NumPy");
  return runNumpy(key, timed);
}

/** More operations than this take the interpreter too long. */
const mostInterpreted = 20_000_000;

/** A graph without a program is compared with what the interpreter makes of it as it was opened. */
function referenceFor(state: StudioState, graph: Program, sizes: Sizes): { readonly reference?: Sdfg } {
  if (state.document.form !== "graph") return {};
  const operations = evaluateCount(workOf(graph.sdfg).flop, sizes);
  return operations !== undefined && operations <= mostInterpreted ? { reference: graph.sdfg } : {};
}

export type MeasuredRun = Omit<EngineRun, "repeat" | "engine" | "threads">;

/** On the chosen engine of the page. */
export function request(run: MeasuredRun, repeat: number): Promise<EngineResult> {
  const chosen = useStudio.getState().engine;
  const how = chosen.kind === "interpreter" ? "interpreter" : "wasm";
  const threads = chosen.kind === "wasm" ? Math.min(chosen.threads ?? pageThreads(), pageThreads()) : pageThreads();
  // As written means as NumPy rounds; a recipe may let go of the last bit where no comparison hangs on it.
  const relaxed = run.sdfg !== useStudio.getState().graph?.sdfg && strictnessFor(run.sdfg) === "relaxed";
  return engine().request("run", { ...run, engine: how, threads, repeat, relaxed });
}

/** Once to warm up and to compare, then for the times. */
export async function runHere(run: MeasuredRun): Promise<EngineResult> {
  const warm = await request(run, 1);
  if (warm.kind === "raised") return warm;
  const { expected: _, reference: __, ...rest } = run;
  const timed = await request({ ...rest, expected: undefined }, repetitionsFor(warm.seconds[0] ?? 0));
  return timed.kind === "raised" ? timed : { ...timed, verdict: warm.verdict };
}

/** The same program without any step, for the comparison; measured once for a text and its sizes. */
async function runAsWritten(
  state: StudioState,
  graph: Program,
  run: MeasuredRun,
): Promise<readonly number[] | undefined> {
  const key = keyOf(state, [], run.sizes);
  const before = useStudio.getState().history.find((past) => past.key === key && past.engine === state.engine);
  if (before?.result.kind === "finished") return before.result.seconds;
  working("Running the program as written, to compare");
  const { reference: _, ...rest } = run;
  const result = await runHere({ ...rest, sdfg: graph.sdfg, expected: undefined });
  return result.kind === "finished" ? result.seconds : undefined;
}

/** As many as the page may have; memory is shared in an isolated page only. */
export function pageThreads(): number {
  return window.crossOriginIsolated ? Math.min(8, navigator.hardwareConcurrency || 1) : 1;
}

/** What was finished before stays. */
export function cancelRun(): void {
  const { run, history, document, setRun, announce } = useStudio.getState();
  const last = history[0];
  setRun(last !== undefined && last.document === document.id ? last : { kind: "none" });
  engine().cancel();
  if (run.kind === "working") python().stop();
  announce("Cancelled");
}
