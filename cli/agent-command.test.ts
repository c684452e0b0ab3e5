// `datawright agent` as a person meets it in a terminal.
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { dial, tokenOf } from "../agent/src/testing/dial.ts";

const launcher = fileURLToPath(new URL("datawright.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "datawright-command-"));
writeFileSync(join(folder, "index.html"), "the studio");
// Its jobs' folders are made under here, so that what is left of them can be seen.
const temporary = mkdtempSync(join(tmpdir(), "datawright-temporary-"));
const started: ChildProcessWithoutNullStreams[] = [];
afterAll(() => {
  for (const agent of started) agent.kill("SIGKILL");
  for (const each of [folder, temporary]) rmSync(each, { recursive: true, force: true });
});

function start(...words: readonly string[]) {
  const child = spawn(process.execPath, [launcher, "agent", "--studio", folder, ...words], {
    env: { ...process.env, TMPDIR: temporary },
  });
  started.push(child);
  let said = "";
  child.stdout.on("data", (text) => (said += text));
  child.stderr.on("data", (text) => (said += text));
  const links = () => said.match(/http\S+#pair=\S+/g) ?? [];
  return { child, links, said: () => said };
}

describe("datawright agent", () => {
  it("prints a link that pairs once, a fresh one on Enter, and ends without leaving anything", async () => {
    const { child, links, said } = start("--port", "0");
    await expect.poll(() => links().length, { timeout: 40_000 }).toBe(1);
    child.stdin.write("\n");
    await expect.poll(() => links().length, { timeout: 5000 }).toBe(2);
    const [first = "", second = ""] = links();
    expect(tokenOf(first)).not.toBe(tokenOf(second));
    const port = Number(new URL(second).port);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("the studio");
    expect(await dial({ port }, { token: tokenOf(first) }).outcome).toMatchObject({ kind: "refused" });
    const paired = dial({ port }, { token: tokenOf(second) });
    expect(await paired.outcome).toMatchObject({ kind: "paired" });
    expect(said()).toContain("A page has connected.");

    const again = spawnSync(process.execPath, [launcher, "agent", "--studio", folder, "--port", `${port}`], {
      encoding: "utf8",
      timeout: 30_000,
    });
    expect(again.status).toBe(4);
    expect(again.stderr).toContain(`Port ${port} is taken. Choose another one: --port`);

    const ended = new Promise((resolve) => child.once("exit", (status) => resolve(status)));
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    paired.socket.disconnect();
    expect(readdirSync(temporary).filter((name) => name.startsWith("datawright-agent-"))).toEqual([]);
  });

  it("takes one forwarded address, and nothing that is not one", async () => {
    const { child, links } = start("--port", "0", "--public-url", "https://box.example/studio/");
    await expect.poll(() => links().length, { timeout: 40_000 }).toBe(1);
    expect(links()[0]).toMatch(/^https:\/\/box\.example\/studio\/#pair=[\w-]{43}$/);
    child.kill("SIGTERM");
    const wrong = spawnSync(process.execPath, [launcher, "agent", "--public-url", "javascript:alert(1)"], {
      encoding: "utf8",
      timeout: 30_000,
    });
    expect(wrong.status).toBe(3);
  });
});
