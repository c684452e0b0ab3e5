// What is done with an agent beside running programs: connect, ask about its machine, say what failed.
import { useStudio } from "@/components/stores/studio-store";
import { AgentClient, AgentFailure } from "./agent-client";
import { failureWords } from "./failure-words";

let made: AgentClient | undefined;

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
  const { setAgent, announce } = useStudio.getState();
  // It may be another agent than before.
  setAgent({ machine: undefined, peaks: { kind: "unknown" } });
  try {
    setAgent({ machine: await client.ask("machine", {}) });
  } catch (error) {
    announce(`The agent's machine is not known: ${wordsOf(error)}`);
  }
}

/** `again`: also where they are known from before. */
export async function measurePeaks(again: boolean): Promise<void> {
  const { setAgent, announce } = useStudio.getState();
  setAgent({ peaks: { kind: "measuring" } });
  try {
    setAgent({ peaks: { kind: "known", peaks: await agentClient().ask("peaks", { again }) } });
    announce("The peaks are measured");
  } catch (error) {
    const message = wordsOf(error);
    setAgent({ peaks: { kind: "failed", message } });
    announce(`The peaks could not be measured: ${message}`);
  }
}

/** The run ended without a result. */
export function failThere(error: unknown): void {
  const { setAgent, announce } = useStudio.getState();
  const failure = error instanceof AgentFailure ? error.failure : undefined;
  if (failure?.kind === "cancelled") {
    setAgent({ agentRun: { kind: "cancelled" } });
    announce("The run on the agent was cancelled");
    return;
  }
  const message = wordsOf(error);
  const output = failure !== undefined && "output" in failure ? failure.output : "";
  setAgent({ agentRun: { kind: "failed", message, output } });
  announce(`The agent: ${message}`);
}

function wordsOf(error: unknown): string {
  if (error instanceof AgentFailure) return failureWords(error.failure);
  return error instanceof Error ? error.message : String(error);
}
