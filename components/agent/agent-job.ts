// A run on the agent from the button to its result: consent, inputs, the job, the comparison.
import type { JobResult, JobVerdict } from "@datawright/agent/protocol";
import { strictnessFor } from "@datawright/compiler-core/autotune";
import type { Program } from "@datawright/compiler-core/compiler";
import { type Inputs, judgeRaised, type NdArray, type Verdict } from "@datawright/compiler-core/runtime";
import { refuseMemory } from "@/components/documents/memory";
import { inputsFor, type NumpyAnswer, runNumpy } from "@/components/runs/run-inputs";
import { runKey, sizesOf } from "@/components/runs/run-program";
import type { DoneThere } from "@/components/stores/agent-slice";
import { type StudioState, useStudio } from "@/components/stores/studio-store";
import { graphAtCursor, recipeLabel, recipePlayed } from "@/components/tuning/shown";
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
  await recipePlayed();
  const state = useStudio.getState();
  const { document, graph, graphText, recipe, agent, agentRun, agentWishes, setAgent, announce } = state;
  if (graph === undefined || agent.kind !== "paired" || agentRun.kind === "working") return;
  const { provenance } = document;
  const sizes = sizesOf(state);
  const key = runKey(state, sizes);
  isCancelled = false;
  setAgent({ agentRun: { kind: "working", since: Date.now(), doing: "Asking the agent", log: "" } });
  try {
    const client = agentClient();
    const isForeign = provenance === "link" || provenance === "file";
    if (isForeign && !consented && !(await isReleased(client, graphText))) {
      setAgent({ agentRun: { kind: "asking" } });
      return;
    }
    await releaseProgram(client, graphText, provenance);
    const given =
      agent.welcome.python === null || state.given.kind === "bound"
        ? await inputsOfPage(state, graph, sizes, key, agentWishes.verify)
        : undefined;
    if (isCancelled) throw new AgentFailure({ kind: "cancelled" });
    job = await runOnAgent(
      client,
      {
        text: graphText,
        entry: graph.signature.entry,
        sizes,
        steps: recipe.steps.slice(0, recipe.cursor),
        strictness: strictnessFor(graphAtCursor(state) ?? graph.sdfg),
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
    const compared = await compare(result, job, given);
    const done: DoneThere = {
      kind: "done",
      key,
      at: Date.now(),
      label: recipeLabel(state),
      result,
      verdict: compared,
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
  if (job === undefined && agent.kind === "paired" && agent.welcome.python === null) python().stop();
  try {
    await job?.cancel();
  } catch (error) {
    failThere(error);
  }
}

interface Given {
  readonly inputs: Inputs;
  /** What the page's NumPy made of them; undefined where it was not asked. */
  readonly answer: NumpyAnswer | undefined;
}

/**
 * Where the agent has no Python with NumPy, or the inputs come from a file, the page's makes the inputs and the answer to
 * compare with.
 */
async function inputsOfPage(
  state: StudioState,
  graph: Program,
  sizes: Readonly<Record<string, number>>,
  key: string,
  verify: boolean,
): Promise<Given> {
  const refused = refuseMemory(graph.sdfg, sizes, graph.presets);
  if (refused !== undefined) throw new Error(refused);
  const { inputs } = await inputsFor(state, graph, sizes, key, doing);
  if (!verify) return { inputs, answer: undefined };
  doing("Running NumPy in the page");
  return { inputs, answer: await runNumpy(key, true) };
}

function doing(words: string): void {
  const { agentRun, setAgent } = useStudio.getState();
  if (agentRun.kind === "working") setAgent({ agentRun: { ...agentRun, doing: words } });
}

async function compare(
  result: JobResult,
  { output }: RunningJob,
  given: Given | undefined,
): Promise<Verdict | JobVerdict | undefined> {
  if (given?.answer === undefined) return result.verdict;
  const { expected = {}, numpy } = given.answer;
  const theirs = "raised" in numpy ? numpy.raised : undefined;
  if (result.kind === "raised") return judgeRaised({ ...result, line: result.span.line }, theirs);
  if (theirs !== undefined) return judgeRaised(undefined, theirs);
  doing("Comparing with the page's NumPy");
  const actual: Record<string, NdArray> = {};
  for (const name of Object.keys(expected)) {
    const header = result.outputs.find((each) => each.name === name);
    // An argument that the program leaves as it was is what was given.
    const array = header === undefined ? given.inputs[name] : await output(header);
    if (array !== undefined) actual[name] = array;
  }
  return engine().request("judge", { actual, expected });
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
