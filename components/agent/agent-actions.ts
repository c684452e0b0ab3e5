// What is done with an agent: connect, run there, cancel, measure its machine.
import type { Failure, JobEvent } from "@datawright/agent/protocol";
import { runKey, sizesOf } from "@/components/runs/run-program";
import { useStudio } from "@/components/stores/studio-store";
import { recipeLabel } from "@/components/tuning/shown";
import { AgentClient, AgentFailure } from "./agent-client";
import { type RunningJob, releaseProgram, runOnAgent } from "./agent-run";
import { failureWords } from "./failure-words";

let made: AgentClient | undefined;
let job: RunningJob | undefined;

export function agentClient(): AgentClient {
  if (made === undefined) {
    const client = new AgentClient({
      location: window.location,
      history: window.history,
      storage: tabStorage(),
      base: new URL("./", document.baseURI).href,
    });
    client.subscribe(() => {
      useStudio.getState().setAgent({ agent: client.state });
      if (client.state.kind === "paired") void describeMachine(client);
    });
    made = client;
  }
  return made;
}

/** The tab's own storage, or memory where the browser keeps nothing. */
function tabStorage(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  try {
    return window.sessionStorage;
  } catch {
    const kept = new Map<string, string>();
    return {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
      removeItem: (name) => void kept.delete(name),
    };
  }
}

async function describeMachine(client: AgentClient): Promise<void> {
  try {
    useStudio.getState().setAgent({ machine: await client.ask("machine", {}) });
  } catch (error) {
    fail(error);
  }
}

export async function measurePeaks(): Promise<void> {
  const { setAgent } = useStudio.getState();
  setAgent({ peaks: "measuring" });
  try {
    setAgent({ peaks: await agentClient().ask("peaks", { again: false }) });
  } catch (error) {
    setAgent({ peaks: undefined });
    fail(error);
  }
}

/** What came from elsewhere is asked about once; the rest runs at once. */
export async function runThere(consented = false): Promise<void> {
  const state = useStudio.getState();
  const { document, graph, graphText, recipe, setAgent, announce, agent } = state;
  if (graph === undefined || agent.kind !== "paired") return;
  const { provenance } = document;
  if ((provenance === "link" || provenance === "file") && !consented) {
    setAgent({ agentRun: { kind: "asking" } });
    return;
  }
  const sizes = sizesOf(state);
  const key = runKey(state, sizes);
  let log = "";
  setAgent({ agentRun: { kind: "working", stage: "sending", log } });
  const onEvent = (event: JobEvent) => {
    if (event.kind === "log") log = (log + event.text).slice(-20_000);
    if (event.kind === "finished" || event.kind === "failed") return;
    setAgent({ agentRun: { kind: "working", stage: stageWords(event), log } });
  };
  try {
    const client = agentClient();
    await releaseProgram(client, graphText, provenance);
    job = await runOnAgent(
      client,
      {
        text: graphText,
        entry: graph.signature.entry,
        sizes,
        steps: recipe.steps.slice(0, recipe.cursor) as never,
        strictness: "relaxed",
        threads: agent.welcome.limits.threads,
        repeat: 11,
        verify: true,
      },
      onEvent,
    );
    const result = await job.result;
    setAgent({ agentRun: { kind: "done", key, at: Date.now(), label: recipeLabel(state), result } });
    announce("The run on the agent is done");
  } catch (error) {
    fail(error);
  } finally {
    job = undefined;
  }
}

export async function cancelThere(): Promise<void> {
  try {
    await job?.cancel();
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  const failure: Failure | undefined = error instanceof AgentFailure ? error.failure : undefined;
  const message =
    failure === undefined ? (error instanceof Error ? error.message : String(error)) : failureWords(failure);
  const output = failure !== undefined && "output" in failure ? failure.output : "";
  useStudio.getState().setAgent({ agentRun: { kind: "failed", message, output } });
  useStudio.getState().announce(`The agent: ${message}`);
}

function stageWords(event: JobEvent): string {
  switch (event.kind) {
    case "queued":
      return event.ahead === 0
        ? "about to begin"
        : `waiting for ${event.ahead} other job${event.ahead === 1 ? "" : "s"}`;
    case "stage":
      return event.stage;
    case "progress":
      return `${event.done} of ${event.of} ${event.unit}`;
    default:
      return "running";
  }
}
