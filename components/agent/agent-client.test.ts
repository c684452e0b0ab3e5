// The page's end against a real agent with a fake compiler: the two must agree on every message.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningAgent, startAgent } from "../../agent/src/agent.ts";
import { fakeEngine } from "../../agent/src/jobs/fake-engine.ts";
import { scalarArray } from "../../compiler-core/runtime/index.ts";
import { AgentClient, AgentFailure, type AgentState } from "./agent-client";
import { type AgentRun, isReleased, releaseProgram, runOnAgent } from "./agent-run";
import { takeToken } from "./agent-secret";

const folder = mkdtempSync(join(tmpdir(), "datawright-client-"));
const clients: AgentClient[] = [];
let agent: RunningAgent;
let hanging: RunningAgent;
beforeAll(async () => {
  agent = await startAgent({ port: 0, studio: folder, cache: folder, engine: fakeEngine("none") });
  hanging = await startAgent({ port: 0, studio: folder, cache: folder, engine: fakeEngine("hang") });
});
afterAll(async () => {
  for (const client of clients) client.stop();
  await agent.close();
  await hanging.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a tab has: an address, a history, a storage of its own. */
function tab(link: string, kept = new Map<string, string>()) {
  const { origin, pathname, search, hash } = new URL(link);
  const location = { pathname, search, hash };
  const shown: string[] = [];
  const history = {
    replaceState: (_data: unknown, _unused: string, url?: string | URL | null) => {
      shown.push(String(url));
      location.hash = new URL(String(url), origin).hash;
    },
  };
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  const client = new AgentClient({
    location,
    history,
    storage,
    base: `${origin}/`,
    socketOptions: { extraHeaders: { Origin: origin }, forceNew: true, reconnection: false },
  });
  clients.push(client);
  return { client, location, shown, kept };
}

function becomes(client: AgentClient, kind: AgentState["kind"]): Promise<AgentState> {
  return new Promise((resolve) => {
    const look = () => client.state.kind === kind && resolve(client.state);
    client.subscribe(look);
    look();
  });
}

async function paired(where: RunningAgent) {
  const made = tab(where.link());
  await made.client.start();
  await becomes(made.client, "paired");
  return made;
}

const text =
  "import numpy as np\n\ndef f(A, x):\n    A[:] = A + x\n\ndef initialize(N):\n    return np.zeros((N,)), 1.0\n";
const run: AgentRun = {
  text,
  sizes: { N: 3 },
  steps: [],
  strictness: "strict",
  threads: 1,
  repeat: 2,
  verify: false,
  inputs: { A: { dtype: "float64", shape: [3], data: new Float64Array([1, 2, 3]) }, x: scalarArray("float64", 1) },
};

describe("pairing", () => {
  it("takes the token out of the address at once, and leaves the rest of it", () => {
    const token = "A".repeat(43);
    const { location, shown } = tab(`http://127.0.0.1:1/studio/?example=gemm#pair=${token}&v1=abc`);
    const places = {
      location,
      history: { replaceState: (_d: unknown, _u: string, url?: string | URL | null) => void shown.push(String(url)) },
      storage: localStorageOf(),
    };
    expect(takeToken(places)).toBe(token);
    expect(shown).toEqual(["/studio/?example=gemm#v1=abc"]);
    expect(takeToken({ ...places, location: { ...location, hash: "#pair=short" } })).toBeUndefined();
    expect(takeToken({ ...places, location: { ...location, hash: "#v1=abc" } })).toBeUndefined();
  });

  it("comes back after a reload by the session that the tab keeps", async () => {
    const { client, location, kept } = await paired(agent);
    expect(location.hash).toBe("");
    client.stop();
    const again = tab(`http://127.0.0.1:${agent.port}/`, kept);
    await again.client.start();
    expect(await becomes(again.client, "paired")).toMatchObject({ welcome: { protocol: 1, jobs: { kind: "on" } } });
    await again.client.leave();
    expect(kept.size).toBe(0);
  });

  it("asks nobody where there is neither a token nor a session, and says when a link was used", async () => {
    const alone = tab("http://127.0.0.1:1/");
    await alone.client.start();
    expect(alone.client.state).toEqual({ kind: "none" });
    const link = agent.link();
    const first = tab(link);
    await first.client.start();
    await becomes(first.client, "paired");
    const second = tab(link);
    await second.client.start();
    expect(await becomes(second.client, "refused")).toEqual({ kind: "refused", refusal: { kind: "not-paired" } });
  });
});

function localStorageOf() {
  return { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
}

describe("a run", () => {
  it("asks for a release first, sends its arrays, and reads its outputs back", async () => {
    const { client } = await paired(agent);
    const refused = await runOnAgent(client, run).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AgentFailure);
    expect(refused).toMatchObject({ failure: { kind: "not-released" } });
    expect(await isReleased(client, text)).toBe(false);
    await releaseProgram(client, text, "mine");
    expect(await isReleased(client, text)).toBe(true);
    const kinds: string[] = [];
    const job = await runOnAgent(client, run, (event) => kinds.push(event.kind));
    const result = await job.result;
    if (result.kind !== "finished") throw new Error(result.kind);
    expect(result.seconds).toHaveLength(2);
    expect(kinds).toEqual(expect.arrayContaining(["progress", "queued", "stage", "finished"]));
    const [output] = result.outputs;
    if (output === undefined) throw new Error("no output");
    expect(await job.output(output)).toEqual({ dtype: "float64", shape: [3], data: new Float64Array([2, 3, 4]) });
  });

  it("is cancelled, and ends when the connection does", async () => {
    const { client } = await paired(hanging);
    await releaseProgram(client, text, "mine");
    const cancelled = await runOnAgent(client, run);
    await cancelled.cancel();
    await expect(cancelled.result).rejects.toMatchObject({ failure: { kind: "cancelled" } });
    const lost = await runOnAgent(client, run);
    client.stop();
    await expect(lost.result).rejects.toBeInstanceOf(AgentFailure);
  });

  it("tells of the machine", async () => {
    const { client } = await paired(agent);
    expect(await client.ask("machine", {})).toMatchObject({ usable: expect.any(Number) });
  });
});
