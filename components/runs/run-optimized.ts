// What Optimize does once its steps are found: the check at the test sizes, then NumPy, the program as written and as it is
// now by turns, so that whatever disturbs the machine disturbs all three.
import { sameSizes } from "@/components/documents/sizes";
import type { FinishedRun, NumpyRun } from "@/components/stores/run-slice";
import { useStudio } from "@/components/stores/studio-store";
import type { EngineResult } from "@/components/workers/compiler-requests";
import { python } from "@/components/workers/services";
import { roundsFor } from "./repetitions";
import type { Life } from "./run-life";
import { checkHere, describeRun, finish, prepareRun, refuseTooLarge, secondsOf, timeHere } from "./run-program";
import { type RunSubject, withSizes } from "./run-subject";

type Finished = Extract<EngineResult, { kind: "finished" }>;

export async function runOptimized(life: Life, subject: RunSubject): Promise<FinishedRun> {
  const { program, given, sizes } = subject;
  const test = program.presets["T"];
  if (test !== undefined && given.kind === "none" && !sameSizes(test, sizes)) {
    life.say("Checking at the test sizes");
    const checked = await checkOnce(life, withSizes(subject, test));
    // What is wrong, or raises, is not measured: this is the answer for the sizes that were asked for.
    if (checked.result.kind === "raised" || checked.result.verdict?.kind === "wrong")
      return finish({ ...checked, answersFor: subject.key });
    useStudio.getState().recordRun(checked);
  }
  refuseTooLarge(subject);
  return finish(await measureByTurns(life, subject));
}

async function checkOnce(life: Life, subject: RunSubject): Promise<FinishedRun> {
  const prepared = await prepareRun(life, subject, false);
  const result = await checkHere(life, prepared, subject.sdfg);
  return { ...describeRun(subject), result, numpy: prepared.numpy };
}

async function measureByTurns(life: Life, subject: RunSubject): Promise<FinishedRun> {
  const { program, sdfg, key, document } = subject;
  const prepared = await prepareRun(life, subject, false);
  const answer = prepared.numpy;
  const about = describeRun(subject);
  life.say("Running in the page");
  const first = await checkHere(life, prepared, sdfg);
  if (first.kind === "raised") return { ...about, result: first, numpy: answer };
  const asWritten = sdfg === program.sdfg ? undefined : program.sdfg;
  const warm = asWritten && (await timeHere(life, prepared, asWritten, 1));
  const numpyWarm = document.form !== "graph" && "seconds" in answer ? answer.seconds[0] : undefined;
  const { rounds, each } = roundsFor([
    first.seconds[0] ?? 0,
    warm?.kind === "finished" ? (warm.seconds[0] ?? 0) : 0,
    numpyWarm ?? 0,
  ]);
  const [own, written, numpy]: [number[], number[], number[]] = [[], [], []];
  for (let round = 1; round <= rounds; round++) {
    life.say(`Measuring by turns, ${round} of ${rounds}`);
    own.push(...secondsOf(await timeHere(life, prepared, sdfg, each[0] ?? 1)));
    if (asWritten) written.push(...secondsOf(await timeHere(life, prepared, asWritten, each[1] ?? 1)));
    if (numpyWarm !== undefined) {
      const again = await python().run(key, each[2] ?? 1);
      if (again.kind === "finished") numpy.push(...again.seconds);
    }
  }
  const result: Finished = { ...first, seconds: own };
  const times: NumpyRun = numpy.length > 0 ? { seconds: numpy } : answer;
  return { ...about, result, numpy: times, ...(written.length > 0 && { written }) };
}
