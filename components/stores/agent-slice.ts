// What the page knows of an agent and of the newest run on it.
import type { JobResult, JobVerdict, MachineReport, MapTimes, Peaks } from "@datawright/agent/protocol";
import type { Verdict } from "@datawright/compiler-core/runtime";
import type { StateCreator } from "zustand";
import type { AgentState } from "@/components/agent/agent-client";
import type { StudioState } from "./studio-store";

export type AgentRunState =
  | { readonly kind: "none" }
  /** What came from a link or a file waits for its owner's word. */
  | { readonly kind: "asking" }
  | WorkingThere
  | { readonly kind: "cancelled" }
  | DoneThere
  | { readonly kind: "failed"; readonly message: string; readonly output: string };

export interface WorkingThere {
  readonly kind: "working";
  /** When it was asked for, in milliseconds. */
  readonly since: number;
  /** What goes on, in words. */
  readonly doing: string;
  readonly progress?: { readonly done: number; readonly of: number; readonly unit: string };
  readonly log: string;
}

export interface DoneThere {
  readonly kind: "done";
  readonly key: string;
  readonly at: number;
  /** What was run, and its text. */
  readonly document: { readonly id: string; readonly name: string };
  readonly text: string;
  readonly label: string;
  /** What the answer was compared with. */
  readonly reference: "NumPy" | "the interpreter";
  readonly result: JobResult;
  readonly verdict: Verdict | JobVerdict | undefined;
  /** NumPy's times, and whose NumPy it was. */
  readonly numpy: { readonly seconds: readonly number[]; readonly whose: string } | undefined;
}

/** What the agent's machine can do at best. */
export type PeaksState =
  | { readonly kind: "unknown" }
  | { readonly kind: "measuring" }
  | { readonly kind: "known"; readonly peaks: Peaks }
  | { readonly kind: "failed"; readonly message: string };

/** What is asked for with a run. */
export interface AgentWishes {
  readonly verify: boolean;
  readonly timers: boolean;
}

/** Times of single maps and loops, by element of the graph that `key` names. */
export interface MeasuredMaps {
  readonly key: string;
  readonly maps: readonly MapTimes[];
}

export interface AgentSlice {
  readonly agent: AgentState;
  readonly agentRun: AgentRunState;
  readonly machine: MachineReport | undefined;
  readonly peaks: PeaksState;
  readonly agentWishes: AgentWishes;
  readonly mapTimes: MeasuredMaps | undefined;
  readonly setAgent: (
    change: Partial<Pick<AgentSlice, "agent" | "agentRun" | "machine" | "peaks" | "agentWishes" | "mapTimes">>,
  ) => void;
}

export const agentSlice: StateCreator<StudioState, [], [], AgentSlice> = (set) => ({
  agent: { kind: "none" },
  agentRun: { kind: "none" },
  machine: undefined,
  peaks: { kind: "unknown" },
  agentWishes: { verify: true, timers: false },
  mapTimes: undefined,
  setAgent: (change) => set(change),
});
