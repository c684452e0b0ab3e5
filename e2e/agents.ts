// Agents of the journeys' own: each with its compiler, or with a fake one that fails as it is asked to.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { type AgentOptions, type RunningAgent, startAgent } from "../agent/src/agent.ts";
import { jobMark } from "../agent/src/jobs/confinement.ts";
import { expect, watch } from "./studio.ts";
import { openStudio } from "./workbench.ts";

/** Runs the journey with an agent, in a profile of its own; console errors that `allowed` takes are part of the story. */
export async function withAgent(
  page: Page,
  options: Partial<AgentOptions>,
  journey: (agent: RunningAgent) => Promise<void>,
  allowed = /^$/,
): Promise<void> {
  const cache = mkdtempSync(join(tmpdir(), "datawright-journey-"));
  chmodSync(cache, 0o755);
  const agent = await startStudio({ port: 0, cache, ...options });
  const problems = await watch(page, `http://127.0.0.1:${agent.port}`);
  try {
    await journey(agent);
    expect((await problems()).filter((problem) => !allowed.test(problem))).toEqual([]);
  } finally {
    await agent.close();
    rmSync(cache, { recursive: true, force: true });
  }
}

export function startStudio(options: Omit<AgentOptions, "studio">): Promise<RunningAgent> {
  return startAgent({ ...options, studio: fileURLToPath(new URL("../out", import.meta.url)) });
}

/** Opens the printed link, waits until the page is paired, and shows the agent's panel. */
export async function openPaired(page: Page, link: string): Promise<void> {
  await openStudio(page, link);
  await showAgent(page);
  await expect(page.getByRole("button", { name: "Run on the agent" })).toBeEnabled({ timeout: 20_000 });
}

export async function showAgent(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Agent" }).click();
}

/** Runs there, and waits for the end, whatever it is. */
export async function runThere(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run on the agent" }).click();
  const ends = ["agent-result", "agent-failure", "agent-cancelled"].map((id) => page.getByTestId(id));
  await expect(ends.reduce((any, each) => any.or(each))).toBeVisible({ timeout: 90_000 });
}

/** The same array halved and raised, longer than anyone waits. */
export const endless = `import numpy as np


def endless(A, steps):
    for t in range(steps):
        A[:] = A * 0.5 + 1.0


def initialize(N, T):
    return np.ones((N,)), T


presets = {"S": {"N": 4096, "T": 1000000000000}, "T": {"N": 5, "T": 3}}
`;

/** Processes of any job whose command is a program that the agent built. */
export function runningPrograms(): readonly number[] {
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid) && read(pid, "environ").includes(`${jobMark}=j`))
    .filter((pid) => (read(pid, "cmdline").split("\0")[0] ?? "").includes("/program-"))
    .map(Number);
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return ""; // It has ended.
  }
}
