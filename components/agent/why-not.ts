// Why nothing can be run on an agent now, in words; the button, the palette and the keys say the same.
import type { StudioState } from "@/components/stores/studio-store";

export function whyNotThere(
  { agent, agentRun }: Pick<StudioState, "agent" | "agentRun">,
  whyNotRun: string | undefined,
): string | undefined {
  switch (agent.kind) {
    case "none":
      return "No agent is paired with this page.";
    case "connecting":
      return "The agent has not answered yet.";
    case "lost":
      return "The connection to the agent broke.";
    case "refused":
      return "The agent does not take this page.";
    case "paired":
      break;
  }
  if (agent.welcome.jobs.kind === "off") return agent.welcome.jobs.reason;
  if (agentRun.kind === "working") return "A run on the agent is going on.";
  return whyNotRun;
}
