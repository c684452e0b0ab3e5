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
  try {
    useStudio.getState().setAgent({ machine: await client.ask("machine", {}) });
  } catch (error) {
    failThere(error);
  }
}

/** `again`: also where they are known from before. */
export async function measurePeaks(again: boolean): Promise<void> {
  const { setAgent } = useStudio.getState();
  setAgent({ peaks: "measuring" });
  try {
    setAgent({ peaks: await agentClient().ask("peaks", { again }) });
  } catch (error) {
    setAgent({ peaks: undefined });
    failThere(error);
  }
}

export function failThere(error: unknown): void {
  const { setAgent, announce } = useStudio.getState();
  const failure = error instanceof AgentFailure ? error.failure : undefined;
  if (failure?.kind === "cancelled") {
    setAgent({ agentRun: { kind: "cancelled" } });
    announce("The run on the agent was cancelled");
    return;
  }
  const message =
    failure === undefined ? (error instanceof Error ? error.message : String(error)) : failureWords(failure);
  const output = failure !== undefined && "output" in failure ? failure.output : "";
  setAgent({ agentRun: { kind: "failed", message, output } });
  announce(`The agent: ${message}`);
}
