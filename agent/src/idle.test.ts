import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startAgent } from "./agent.ts";
import { fakeEngine } from "./jobs/fake-engine.ts";
import { closeSockets, pairedSocket } from "./testing/dial.ts";

const folder = mkdtempSync(join(tmpdir(), "datawright-idle-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("an agent that may be idle for a while", () => {
  it("goes on while a page is connected, and is over when the last has gone for that long", async () => {
    const idleMinutes = 0.03;
    const agent = await startAgent({ port: 0, studio: folder, cache: folder, engine: fakeEngine("none"), idleMinutes });
    let isOver = false;
    void agent.idle.then(() => {
      isOver = true;
    });
    await pairedSocket(agent);
    await new Promise((resolve) => setTimeout(resolve, 3 * idleMinutes * 60_000));
    expect(isOver).toBe(false);
    closeSockets();
    await agent.idle;
    await agent.close();
  });
});
