// Run: inputs, the answer to compare with, then the program itself in the page, then the verdict.
import { evaluateCount, workOf } from "@datawright/compiler-core/analysis";
import { strictnessFor } from "@datawright/compiler-core/autotune";
import { mayBeRounding } from "@datawright/compiler-core/runtime";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import { refuseMemory } from "@/components/documents/memory";
import type { Sizes } from "@/components/documents/sizes";
import type { FinishedRun, NumpyRun } from "@/components/stores/run-slice";
import { useStudio } from "@/components/stores/studio-store";
import type { EngineResult, EngineRun } from "@/components/workers/compiler-requests";
import { engine } from "@/components/workers/services";
import { repetitionsFor } from "./repetitions";
import { inputsFor, type NumpyAnswer, nudgedNumpy, runNumpy } from "./run-inputs";
import { type Life, live } from "./run-life";
import { keyAfter, RunRefused, type RunSubject, subjectNow } from "./run-subject";
import { sentenceOf } from "./sentence";

export function runProgram(): Promise<void> {
  return live("Preparing the run", async (life) => {
    const subject = await subjectNow(life.signal);
    refuseTooLarge(subject);
    const prepared = await prepareRun(life, subject, true);
    life.say("Running in the page");
    const result = await runHere(life, prepared, subject.sdfg);
    const written = subject.sdfg === subject.program.sdfg ? undefined : await runAsWritten(life, prepared);
    return finish({ ...describeRun(subject), result, numpy: prepared.numpy, ...(written && { written }) });
  });
}

export function refuseTooLarge({ program, sizes }: RunSubject): void {
  const refused = refuseMemory(program.sdfg, sizes, program.presets);
  if (refused !== undefined) throw new RunRefused(refused);
}

export function finish(done: FinishedRun): FinishedRun {
  useStudio.getState().announce(sentenceOf(done));
  return done;
}

export function describeRun(subject: RunSubject): Omit<FinishedRun, "result" | "numpy" | "written"> {
  const { document, program, sdfg, key, label, engine: chosen, sizes } = subject;
  return {
    kind: "done",
    key,
    document: { id: document.id, name: document.name },
    graphs: { run: sdfg, written: program.sdfg },
    engine: chosen,
    at: Date.now(),
    label,
    reference: document.form === "graph" ? "the interpreter" : "NumPy",
    sizes,
  };
}

/** All of a run but the graph: inputs, and what the result is compared with. */
export interface PreparedRun {
  readonly subject: RunSubject;
  readonly numpy: NumpyRun;
  readonly given: Pick<EngineRun, "inputs" | "sizes">;
  readonly known: Known;
}

/** What a result is compared with. */
type Known = Pick<EngineRun, "expected" | "reference" | "nudged">;

const nothingKnown: Known = { expected: undefined };

export async function prepareRun(life: Life, subject: RunSubject, timed: boolean): Promise<PreparedRun> {
  const given = await inputsFor(subject, life.say);
  const { expected, numpy } = await answerFor(life, subject, timed);
  return { subject, numpy, given, known: { expected, ...referenceFor(subject, given.sizes) } };
}

async function answerFor(life: Life, { document, key }: RunSubject, timed: boolean): Promise<NumpyAnswer> {
  if (document.form === "graph")
    return { expected: undefined, numpy: { missing: "A graph from a file has no NumPy program." } };
  life.say("Running NumPy");
  return runNumpy(key, timed);
}

/** More operations than this take the interpreter too long. */
const mostInterpreted = 20_000_000;

/** A graph without a program is compared with what the interpreter makes of it as it was opened. */
export function referenceFor({ document, program }: RunSubject, sizes: Sizes): { readonly reference?: Sdfg } {
  if (document.form !== "graph") return {};
  const operations = evaluateCount(workOf(program.sdfg).flop, sizes);
  return operations !== undefined && operations <= mostInterpreted ? { reference: program.sdfg } : {};
}

/**
 * On the engine that was chosen when the run began; compared with nothing. Each request loads its module anew, and the
 * browser makes it fast only while it runs for the first time: that run is not counted.
 */
export async function timeHere(life: Life, prepared: PreparedRun, sdfg: Sdfg, repeat: number): Promise<EngineResult> {
  if (prepared.subject.engine.kind === "interpreter") return request(life, prepared, sdfg, repeat, nothingKnown);
  const result = await request(life, prepared, sdfg, repeat + 1, nothingKnown);
  return result.kind === "finished" ? { ...result, seconds: result.seconds.slice(1) } : result;
}

/** One run and its verdict. Where a float is further off than its type allows, NumPy is asked how far its own answer moves. */
export async function checkHere(life: Life, prepared: PreparedRun, sdfg: Sdfg): Promise<EngineResult> {
  const { subject, known } = prepared;
  const plain = await request(life, prepared, sdfg, 1, known);
  if (plain.kind === "raised" || known.expected === undefined || !mayBeRounding(plain.verdict?.outputs ?? []))
    return plain;
  life.say("Asking NumPy how far its own answer moves with its inputs");
  const nudged = await nudgedNumpy(subject.key);
  return nudged === undefined ? plain : request(life, prepared, sdfg, 1, { ...known, nudged });
}

function request(
  { signal }: Life,
  { subject, given }: PreparedRun,
  sdfg: Sdfg,
  repeat: number,
  known: Known,
): Promise<EngineResult> {
  signal.throwIfAborted();
  const { engine: chosen, program } = subject;
  const threads = chosen.kind === "wasm" ? Math.min(chosen.threads ?? pageThreads(), pageThreads()) : pageThreads();
  // As written means as NumPy rounds; a recipe may let go of the last bit where no comparison hangs on it.
  const relaxed = sdfg !== program.sdfg && strictnessFor(sdfg) === "relaxed";
  const how = chosen.kind === "interpreter" ? "interpreter" : "wasm";
  return engine().request("run", { ...given, ...known, sdfg, engine: how, threads, repeat, relaxed });
}

export const secondsOf = (result: EngineResult): readonly number[] =>
  result.kind === "finished" ? result.seconds : [];

/** Once to warm up and to compare, then for the times. */
export async function runHere(life: Life, prepared: PreparedRun, sdfg: Sdfg): Promise<EngineResult> {
  const warm = await checkHere(life, prepared, sdfg);
  if (warm.kind === "raised") return warm;
  const timed = await timeHere(life, prepared, sdfg, repetitionsFor(warm.seconds[0] ?? 0));
  if (timed.kind === "raised") return timed;
  const { verdict, differences } = warm;
  return { ...timed, verdict, ...(differences && { differences }) };
}

/** The same program without any step, for the comparison; measured once for a text and its sizes. */
async function runAsWritten(life: Life, prepared: PreparedRun): Promise<readonly number[] | undefined> {
  const { subject } = prepared;
  const key = keyAfter(subject, 0);
  const before = useStudio.getState().history.find((past) => past.key === key && past.engine === subject.engine);
  if (before?.result.kind === "finished") return before.result.seconds;
  life.say("Running the program as written, to compare");
  const result = await runHere(life, { ...prepared, known: nothingKnown }, subject.program.sdfg);
  return result.kind === "finished" ? result.seconds : undefined;
}

/** As many as the page may have; memory is shared in an isolated page only. */
export function pageThreads(): number {
  return window.crossOriginIsolated ? Math.min(8, navigator.hardwareConcurrency || 1) : 1;
}
