// A run on the agent from the button to its result: consent, inputs, the job, the comparison.
import { type JobResult, type JobVerdict, limits } from "@datawright/agent/protocol";
import { strictnessFor } from "@datawright/compiler-core/autotune";
import { type Inputs, judgeRaised, mayBeRounding, type NdArray, type Verdict } from "@datawright/compiler-core/runtime";
import { inputsFor, type NumpyAnswer, nudgedNumpy, runNumpy } from "@/components/runs/run-inputs";
import { referenceFor, refuseTooLarge } from "@/components/runs/run-program";
import { RunRefused, type RunSubject, subjectNow } from "@/components/runs/run-subject";
import type { DoneThere } from "@/components/stores/agent-slice";
import { useStudio } from "@/components/stores/studio-store";
import { engine, python } from "@/components/workers/services";
import { agentClient, failThere } from "./agent-actions";
import { AgentFailure } from "./agent-client";
import { isReleased, type RunningJob, releaseProgram, runOnAgent } from "./agent-run";
import { withEvent } from "./job-progress";

let job: RunningJob | undefined;
/** Set by a cancel that came before the job had a name. */
let isCancelled = false;

/** What came from elsewhere is asked about once; the agent remembers. */
export async function runThere(consented = false): Promise<void> {
  const { agent, agentRun, agentWishes, setAgent, announce } = useStudio.getState();
  if (agent.kind !== "paired" || agentRun.kind === "working") return;
  isCancelled = false;
  setAgent({ agentRun: { kind: "working", since: Date.now(), doing: "Asking the agent", log: "" } });
  try {
    const subject = await subjectNow();
    const { document, program, sizes, steps, sdfg, key, label } = subject;
    const { provenance, text } = document;
    const isGraph = document.form === "graph";
    if (text.length > limits.programCharacters)
      throw new RunRefused("The text is larger than the 1 MB that an agent takes.");
    const client = agentClient();
    const isForeign = provenance === "link" || provenance === "file";
    if (isForeign && !consented && !(await isReleased(client, text))) {
      setAgent({ agentRun: { kind: "asking" } });
      return;
    }
    await releaseProgram(client, text, provenance);
    const given =
      isGraph || agent.welcome.python === null || subject.given.kind === "bound"
        ? await inputsOfPage(subject, agentWishes.verify)
        : undefined;
    if (isCancelled) throw new AgentFailure({ kind: "cancelled" });
    job = await runOnAgent(
      client,
      {
        text,
        ...(isGraph && { form: "graph" as const }),
        entry: program.signature.entry,
        sizes,
        steps,
        strictness: strictnessFor(sdfg),
        threads: agent.welcome.limits.threads,
        repeat: 11,
        verify: agentWishes.verify && given === undefined,
        timers: agentWishes.timers,
        ...(given && { inputs: given.inputs }),
      },
      (event) => {
        const { agentRun: now } = useStudio.getState();
        if (now.kind === "working") setAgent({ agentRun: withEvent(now, event) });
      },
    );
    if (isCancelled) await job.cancel();
    const result = await job.result;
    const verdict = await compare(subject, result, job, given);
    const done: DoneThere = {
      kind: "done",
      key,
      at: Date.now(),
      document: { id: document.id, name: document.name },
      text,
      label,
      reference: isGraph ? "the interpreter" : "NumPy",
      result,
      verdict,
      numpy: numpyOf(result, given),
    };
    const maps = result.kind === "finished" ? result.maps : undefined;
    setAgent({ agentRun: done, mapTimes: maps && { key, maps } });
    announce("The run on the agent is done");
  } catch (error) {
    // A Python that was stopped, a job that ended: all of it is what was asked for.
    failThere(isCancelled ? new AgentFailure({ kind: "cancelled" }) : error);
  } finally {
    job = undefined;
  }
}

export async function cancelThere(): Promise<void> {
  isCancelled = true;
  const { agent } = useStudio.getState();
  if (job === undefined && agent.kind === "paired" && agent.welcome.python === null) python().cancel();
  try {
    await job?.cancel();
  } catch (error) {
    failThere(error);
  }
}

interface Given {
  readonly inputs: Inputs;
  /** What the page's NumPy made of them, or its interpreter of a graph; undefined where it was not asked. */
  readonly answer: NumpyAnswer | undefined;
}

/**
 * Where the agent has no Python with NumPy, or the inputs come from a file, the page's makes the inputs and the answer to
 * compare with.
 */
async function inputsOfPage(subject: RunSubject, verify: boolean): Promise<Given> {
  refuseTooLarge(subject);
  const { inputs } = await inputsFor(subject, doing);
  if (!verify) return { inputs, answer: undefined };
  if (subject.document.form === "graph") return { inputs, answer: await interpreted(subject, inputs) };
  doing("Running NumPy in the page");
  return { inputs, answer: await runNumpy(subject.key, true) };
}

async function interpreted(subject: RunSubject, inputs: Inputs): Promise<NumpyAnswer> {
  const numpy = { missing: "A graph from a file has no NumPy program." };
  return { expected: await interpretedHere(subject, inputs, false), numpy };
}

function doing(words: string): void {
  const { agentRun, setAgent } = useStudio.getState();
  if (agentRun.kind === "working") setAgent({ agentRun: { ...agentRun, doing: words } });
}

/** What the page's interpreter makes of a graph as it was opened; nothing where that takes too long. */
async function interpretedHere(subject: RunSubject, inputs: Inputs, nudge: boolean): Promise<NumpyAnswer["expected"]> {
  const { sizes } = subject;
  const { reference } = referenceFor(subject, sizes);
  if (reference === undefined) return undefined;
  doing("Interpreting the graph in the page");
  return engine().request("interpret", { sdfg: reference, inputs, sizes, nudge });
}

async function compare(
  subject: RunSubject,
  result: JobResult,
  { output }: RunningJob,
  given: Given | undefined,
): Promise<Verdict | JobVerdict | undefined> {
  if (given?.answer === undefined) return result.verdict;
  const { expected, numpy } = given.answer;
  const theirs = "raised" in numpy ? numpy.raised : undefined;
  // A graph that raises has nobody who says whether it should.
  if (result.kind === "raised" && "missing" in numpy) return undefined;
  if (result.kind === "raised") return judgeRaised({ ...result, line: result.span.line }, theirs);
  if (theirs !== undefined) return judgeRaised(undefined, theirs);
  if (expected === undefined) return undefined;
  doing("Comparing");
  const actual: Record<string, NdArray> = {};
  for (const name of Object.keys(expected)) {
    const header = result.outputs.find((each) => each.name === name);
    // An argument that the program leaves as it was is what was given.
    const array = header === undefined ? given.inputs[name] : await output(header);
    if (array !== undefined) actual[name] = array;
  }
  const plain = await engine().request("judge", { actual, expected });
  if (!mayBeRounding(plain.outputs)) return plain;
  const isGraph = subject.document.form === "graph";
  const nudged = await (isGraph ? interpretedHere(subject, given.inputs, true) : nudgedNumpy(subject.key));
  return nudged === undefined ? plain : engine().request("judge", { actual, expected, nudged });
}

function numpyOf(result: JobResult, given: Given | undefined): DoneThere["numpy"] {
  if (result.kind === "raised") return undefined;
  if (given !== undefined)
    return given.answer !== undefined && "seconds" in given.answer.numpy
      ? { seconds: given.answer.numpy.seconds, whose: "NumPy in this page (Pyodide)" }
      : undefined;
  return result.numpy === undefined || result.numpy.length === 0
    ? undefined
    : { seconds: result.numpy, whose: "this machine’s NumPy" };
}
