// `datawright agent` as a person meets it in a terminal.
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { dial, pairedSocket, tokenOf } from "../agent/src/testing/dial.ts";
import { follow, release, requestOf, submit } from "../agent/src/testing/submit.ts";

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

/** Addresses on which the process listens: TCP of both kinds, and sockets of the file system. */
function listeners(pid: number): readonly string[] {
  const own = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap(
      (fd) => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1] ?? [],
    ),
  );
  const rows = (file: string) =>
    readFileSync(`/proc/${pid}/net/${file}`, "latin1")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/));
  const tcp = ["tcp", "tcp6"].flatMap(rows).filter((row) => row[3] === "0A" && own.has(row[9] ?? ""));
  // Num RefCount Protocol Flags Type St Inode Path; the flag says that it listens.
  const unix = rows("unix").filter((row) => Number.parseInt(row[3] ?? "", 16) & 0x10000 && own.has(row[6] ?? ""));
  return [...tcp.map((row) => row[1] ?? ""), ...unix.map((row) => row[7] ?? "unnamed")];
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ""; // Closed meanwhile.
  }
}

describe("datawright agent", () => {
  it("ends well where it is ended as soon as its link is out", async () => {
    const { child } = start("--port", "0");
    const ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve({ code, signal })));
    child.stdout.on("data", (text) => String(text).includes("#pair=") && child.kill("SIGINT"));
    expect(await ended).toEqual({ code: 0, signal: null });
  });

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
    await expect.poll(said, { timeout: 5000 }).toContain("A page has connected.");

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

  it("holds one listening socket, and its secret in no argument and no environment", async () => {
    const { child, links } = start("--port", "0");
    await expect.poll(() => links().length, { timeout: 40_000 }).toBe(1);
    const link = new URL(links()[0] ?? "");
    const token = tokenOf(link.href);
    expect(await dial({ port: Number(link.port) }, { token }).outcome).toMatchObject({ kind: "paired" });
    expect(listeners(child.pid ?? 0)).toEqual([`0100007F:${Number(link.port).toString(16).toUpperCase()}`]);
    for (const file of ["cmdline", "environ"])
      expect(readFileSync(`/proc/${child.pid}/${file}`, "latin1")).not.toContain(token);
    child.kill("SIGTERM");
  });

  it("thinks about jobs in its thread, as it is bundled", async () => {
    const { child, links } = start("--port", "0");
    await expect.poll(() => links().length, { timeout: 40_000 }).toBe(1);
    const link = links()[0] ?? "";
    const page = await pairedSocket({ port: Number(new URL(link).port), link: () => link });
    const text = "def f(:\n";
    await release(page, text);
    const failed = await follow(page, await submit(page, requestOf(text))).end();
    expect(failed).toMatchObject({
      kind: "failed",
      failure: { kind: "program", diagnostics: [{ span: { line: 1 } }] },
    });
    page.socket.disconnect();
    child.kill("SIGTERM");
  });

  it("takes no address to listen on", () => {
    for (const words of [
      ["--host", "0.0.0.0"],
      ["--listen", "::"],
      ["--port", "0.0.0.0:80"],
    ]) {
      const wrong = spawnSync(process.execPath, [launcher, "agent", ...words], { encoding: "utf8", timeout: 30_000 });
      expect(wrong.status).toBe(3);
    }
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
