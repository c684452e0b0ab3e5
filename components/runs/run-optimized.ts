// What Optimize does once its steps are found: the check at the test sizes, then NumPy, the program as written and as it is
// now by turns, so that whatever disturbs the machine disturbs all three.
import { refuseMemory } from "@/components/documents/memory";
import type { FinishedRun, NumpyRun } from "@/components/stores/run-slice";
import { type StudioState, useStudio } from "@/components/stores/studio-store";
import { graphAtCursor, recipePlayed } from "@/components/tuning/shown";
import type { EngineResult } from "@/components/workers/compiler-requests";
import { python } from "@/components/workers/services";
import { roundsFor } from "./repetitions";
import type { Sizes } from "./run-inputs";
import {
  attempt,
  describeRun,
  finish,
  type MeasuredRun,
  prepareRun,
  request,
  runKey,
  sizesOf,
  working,
} from "./run-program";

type Finished = Extract<EngineResult, { kind: "finished" }>;

export async function runOptimized(): Promise<void> {
  const { graph, given, document } = useStudio.getState();
  if (graph === undefined) return;
  await attempt(async () => {
    await recipePlayed();
    const state = useStudio.getState();
    const sizes = sizesOf(state);
    const test = graph.presets["T"];
    if (test !== undefined && given.kind === "none" && JSON.stringify(test) !== JSON.stringify(sizes)) {
      working("Checking at the test sizes");
      const checked = await checkAt(state, test);
      finish(checked);
      // What is wrong, or raises, is not measured.
      if (checked.result.kind === "raised" || checked.result.verdict?.kind === "wrong") return;
    }
    const refused = refuseMemory(graph.sdfg, sizes, graph.presets);
    if (refused !== undefined) throw new Error(refused);
    finish(await measureByTurns(state, sizes, document.form === "graph"));
  });
}

async function begin(state: StudioState, sizes: Sizes) {
  const { graph } = state;
  if (graph === undefined) throw new Error("There is no graph to run.");
  const key = runKey(state, sizes);
  const { run: begun, numpy } = await prepareRun(state, graph, sizes, key, false);
  const run: MeasuredRun = { ...begun, sdfg: graphAtCursor(state) ?? graph.sdfg };
  return { graph, key, run, numpy };
}

async function checkAt(state: StudioState, sizes: Sizes): Promise<FinishedRun> {
  const { key, run, numpy } = await begin(state, sizes);
  const result = await request(run, 1);
  return { ...describeRun(state, key, sizes), result, numpy };
}

async function measureByTurns(state: StudioState, sizes: Sizes, isGraph: boolean): Promise<FinishedRun> {
  const { graph, key, run, numpy: answer } = await begin(state, sizes);
  const about = describeRun(state, key, sizes);
  working("Running in the page");
  const first = await request(run, 1);
  if (first.kind === "raised") return { ...about, result: first, numpy: answer };
  const { reference: _, ...bare } = run;
  const plain: MeasuredRun = { ...bare, expected: undefined };
  const asWritten = run.sdfg === graph.sdfg ? undefined : { ...plain, sdfg: graph.sdfg };
  const warm = asWritten && (await request(asWritten, 1));
  const numpyWarm = "seconds" in answer ? answer.seconds[0] : undefined;
  const { rounds, each } = roundsFor([
    first.seconds[0] ?? 0,
    warm?.kind === "finished" ? (warm.seconds[0] ?? 0) : 0,
    numpyWarm ?? 0,
  ]);
  const [own, written, numpy]: [number[], number[], number[]] = [[], [], []];
  for (let round = 1; round <= rounds; round++) {
    working(`Measuring by turns, ${round} of ${rounds}`);
    own.push(...secondsOf(await request(plain, each[0] ?? 1)));
    if (asWritten) written.push(...secondsOf(await request(asWritten, each[1] ?? 1)));
    if (!isGraph && numpyWarm !== undefined) {
      const again = await python().run(key, each[2] ?? 1);
      if (again.kind === "finished") numpy.push(...again.seconds);
    }
  }
  const result: Finished = { ...first, seconds: own };
  const times: NumpyRun = numpy.length > 0 ? { seconds: numpy } : answer;
  return { ...about, result, numpy: times, ...(written.length > 0 && { written }) };
}

const secondsOf = (result: EngineResult): readonly number[] => (result.kind === "finished" ? result.seconds : []);
