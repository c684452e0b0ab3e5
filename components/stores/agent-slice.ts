// What the page knows of an agent and of the newest run on it.
import type { JobResult, MachineReport, Peaks } from "@datawright/agent/protocol";
import type { StateCreator } from "zustand";
import type { AgentState } from "@/components/agent/agent-client";
import type { StudioState } from "./studio-store";

export type AgentRunState =
  | { readonly kind: "none" }
  /** What came from a link or a file waits for its owner's word. */
  | { readonly kind: "asking" }
  | { readonly kind: "working"; readonly stage: string; readonly log: string }
  | {
      readonly kind: "done";
      readonly key: string;
      readonly at: number;
      readonly label: string;
      readonly result: JobResult;
    }
  | { readonly kind: "failed"; readonly message: string; readonly output: string };

export interface AgentSlice {
  readonly agent: AgentState;
  readonly agentRun: AgentRunState;
  readonly machine: MachineReport | undefined;
  readonly peaks: Peaks | "measuring" | undefined;
  readonly setAgent: (change: Partial<Pick<AgentSlice, "agent" | "agentRun" | "machine" | "peaks">>) => void;
}

export const agentSlice: StateCreator<StudioState, [], [], AgentSlice> = (set) => ({
  agent: { kind: "none" },
  agentRun: { kind: "none" },
  machine: undefined,
  peaks: undefined,
  setAgent: (change) => set(change),
});
