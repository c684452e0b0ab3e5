// What the panel says: while a job runs, why nothing can be run, and what went wrong.
import { limits } from "@datawright/agent/protocol";
import { describe, expect, it } from "vitest";
import { emptyDocument } from "@/components/documents/document";
import type { WorkingThere } from "@/components/stores/agent-slice";
import { failureWords } from "./failure-words";
import { progressWords, withEvent } from "./job-progress";
import { whyNotThere } from "./why-not";

const working: WorkingThere = { kind: "working", since: 0, doing: "Asking the agent", log: "" };

describe("a job that runs", () => {
  it("is told by its place in the queue, its stage, and how far it is", () => {
    const told = (...events: Parameters<typeof withEvent>[1][]) => progressWords(events.reduce(withEvent, working));
    expect(told({ kind: "queued", ahead: 2 })).toBe("Waiting for 2 other jobs");
    expect(told({ kind: "queued", ahead: 0 })).toBe("About to begin");
    const run = { kind: "stage", stage: "run" } as const;
    expect(told(run, { kind: "progress", done: 3, of: 11, unit: "runs" })).toBe("Running: 3 of 11 runs");
    expect(told({ kind: "progress", done: 512, of: 1024, unit: "bytes" })).toBe("Sending the inputs: 50 %");
    expect(told(run, { kind: "progress", done: 3, of: 11, unit: "runs" }, { kind: "stage", stage: "verify" })).toBe(
      "Comparing with NumPy",
    );
  });

  it("keeps the end of a long log", () => {
    const log = (text: string) => ({ kind: "log", stream: "stderr", text }) as const;
    const state = [log("first\n"), log("x".repeat(30_000)), log("last\n")].reduce(withEvent, working);
    expect(state.log).toHaveLength(20_000);
    expect(state.log.endsWith("last\n")).toBe(true);
  });
});

describe("the reason why nothing can be run there", () => {
  const welcome = {
    protocol: limits.protocolVersion,
    agent: "0.1.0",
    session: "A".repeat(43),
    jobs: { kind: "on", as: "you", isolated: true },
    toolchains: [],
    python: null,
    limits: { wallSeconds: 1, memoryBytes: 1, queued: 1, threads: 1 },
  } as const;
  const paired = { agent: { kind: "paired", welcome }, agentRun: { kind: "none" }, document: emptyDocument } as const;

  it("is the agent's, then the program's, and there is none where it can", () => {
    expect(whyNotThere({ ...paired, agent: { kind: "none" } }, undefined)).toMatch(/No agent/);
    expect(whyNotThere({ ...paired, agent: { kind: "lost" } }, undefined)).toMatch(/broke/);
    const off = { ...welcome, jobs: { kind: "off", reason: "No limits here." } } as const;
    expect(whyNotThere({ ...paired, agent: { kind: "paired", welcome: off } }, undefined)).toBe("No limits here.");
    expect(whyNotThere({ ...paired, agentRun: working }, undefined)).toMatch(/going on/);
    expect(whyNotThere(paired, "The program has problems.")).toBe("The program has problems.");
    expect(whyNotThere(paired, undefined)).toBeUndefined();
  });
});

it("a failure says what happened and what to do", () => {
  const killed = { kind: "killed", what: "the program", signal: "SIGKILL", output: "" } as const;
  expect(failureWords(killed)).toMatch(/ended by SIGKILL.*Choose smaller sizes/);
  expect(failureWords({ kind: "out-of-memory", what: "the program", bytes: 2e9 })).toContain("2.00 GB");
  expect(failureWords({ kind: "bug", message: "it broke" })).toContain("Datawright has a bug");
});
