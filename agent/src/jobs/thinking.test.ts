// While a job is thought about the agent answers; what thinks can be stopped.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningAgent, startAgent } from "../agent.ts";
import { closeSockets, pairedSocket } from "../testing/dial.ts";
import { follow, release, requestOf, submit } from "../testing/submit.ts";
import { fakeEngine } from "./fake-engine.ts";
import { startThinking } from "./thinking.ts";

const folder = mkdtempSync(join(tmpdir(), "datawright-thinking-"));
let agent: RunningAgent;
beforeAll(async () => {
  agent = await startAgent({ port: 0, studio: folder, cache: folder, engine: fakeEngine("none") });
});
afterAll(async () => {
  closeSockets();
  await agent.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Takes seconds to compile. */
const long = [
  "import numpy as np",
  "def f(A, B):",
  ...Array.from({ length: 1200 }, (_, i) => `    A[1:-1] = A[:-2] * ${i}.5 + B[2:] - A[1:-1]`),
  "def initialize(N):",
  "    return np.zeros((N,)), np.zeros((N,))",
].join("\n");
const bounds = () => ({ signal: new AbortController().signal, timeoutSeconds: 60 });

describe("a long compilation", () => {
  it("keeps no socket waiting", async () => {
    const page = await pairedSocket(agent);
    await release(page, long);
    const job = await submit(page, requestOf(long, { sizes: { N: 8 } }));
    const followed = follow(page, job);
    await followed.until((e) => e.kind === "stage" && e.stage === "frontend");
    const isOver = () =>
      followed.events.some((e) => e.kind === "failed" || (e.kind === "stage" && e.stage !== "frontend"));
    const waits: number[] = [];
    while (!isOver()) {
      const begin = performance.now();
      await page.ask("machine", {});
      waits.push(performance.now() - begin);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await page.ask("cancel", { job });
    waits.sort((a, b) => a - b);
    expect(waits.length).toBeGreaterThan(10);
    expect(waits[Math.floor(0.95 * waits.length)]).toBeLessThan(200);
  });
});

describe("the thread", () => {
  it("is ended when its job is cancelled or takes too long, and the next question has another", async () => {
    const thinking = startThinking();
    const request = requestOf(long, { sizes: { N: 8 } });
    const controller = new AbortController();
    const cancelled = thinking.prepare(request, { ...bounds(), signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    expect(await cancelled).toEqual({ kind: "cancelled" });
    expect(await thinking.prepare(request, { ...bounds(), timeoutSeconds: 0.05 })).toMatchObject({ kind: "timed-out" });
    const wrong = requestOf("def f(:\n");
    for (let i = 0; i < 2; i++)
      expect(await thinking.prepare(wrong, bounds())).toMatchObject({ kind: "program", diagnostics: [{}] });
    await thinking.close();
  });
});
