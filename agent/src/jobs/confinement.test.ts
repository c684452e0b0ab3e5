// Programs that mean harm, in the cell that jobs run in. Each is bounded in time and leaves nothing behind.
import { spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runChild } from "../native/child.ts";
import { gxx } from "../toolchains/gxx.ts";
import { asKilled, type Cell, type JobLimits, jobMark, prepareCell } from "./confinement.ts";

const cache = mkdtempSync(join(tmpdir(), "datawright-cache-"));
const folder = mkdtempSync(join(tmpdir(), "datawright-cell-"));
chmodSync(cache, 0o755);
const limits: JobLimits = {
  wallSeconds: 3,
  cpuSeconds: 60,
  memoryBytes: 600e6,
  processes: 24,
  fileBytes: 1e6,
  openFiles: 64,
  diskBytes: 1e7,
};
let cell: Cell & { readonly kind: "ready" };
beforeAll(async () => {
  const prepared = await prepareCell(folder, limits);
  if (prepared.kind !== "ready") throw new Error(prepared.reason);
  cell = prepared;
  if (cell.user !== undefined) chownSync(folder, cell.user.uid, cell.user.gid);
});
afterAll(() => {
  for (const each of [cache, folder]) rmSync(each, { recursive: true, force: true });
});

const headers = [
  "cstdio",
  "cstdlib",
  "cstring",
  "sys/stat.h",
  "sys/socket.h",
  "sys/wait.h",
  "netinet/in.h",
  "arpa/inet.h",
  "fcntl.h",
  "unistd.h",
  "vector",
  "cerrno",
  "csignal",
];

/** Builds and runs `body` as a job would be. */
async function run(name: string, body: string, more: Partial<JobLimits> = {}, within = cell) {
  const job = nameOf(name);
  const source = `${headers.map((name) => `#include <${name}>\n`).join("")}int main(int argc, char **argv) { ${body}; return 0; }\n`;
  const own = { ...limits, ...more };
  const built = await gxx.compile(source, {
    strictness: "strict",
    cache,
    confinement: cell.confine(job, { ...own, fileBytes: 1e8, memoryBytes: 2e9, cpuSeconds: 60 }),
  });
  if (built.kind !== "built") throw new Error(JSON.stringify(built));
  const end = await runChild({
    what: "the program",
    command: built.path,
    args: [],
    folder,
    timeoutSeconds: own.wallSeconds,
    limitBytes: 1e6,
    confinement: within.confine(job, own),
  });
  // As a run of a job is read.
  return end.kind === "ended" && end.status > 128
    ? asKilled({ kind: "crashed", what: "the program", status: end.status, output: "" })
    : end;
}

/** Tests of other processes may run at the same time. */
const nameOf = (name: string) => `${name}-${process.pid}`;

function processesOf(name: string): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "latin1").includes(`${jobMark}=${nameOf(name)}\0`)
      );
    } catch {
      return false; // It has ended.
    }
  });
}

function commandsWith(words: string): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(words);
    } catch {
      return false; // It has ended.
    }
  });
}

describe("a job", () => {
  it("runs as someone who is not root, and gains nothing", async () => {
    const end = await run("whoami", 'std::printf("%d %d", getuid(), setuid(0))');
    expect(end).toMatchObject({ kind: "ended", status: 0, stdout: expect.not.stringMatching(/^0 /) });
    expect(end).toMatchObject({ stdout: expect.stringMatching(/ -1$/) });
    if (cell.user !== undefined) expect(end).toMatchObject({ stdout: `${cell.user.uid} -1` });
  });

  it("that loops without end is ended by its time, by the wall's clock and by the processor's", async () => {
    expect(await run("loop", "for (volatile int i = 0;; i = i + 1) {}", { wallSeconds: 0.5 })).toMatchObject({
      kind: "timed-out",
    });
    expect(
      await run("cpu", "for (volatile int i = 0;; i = i + 1) {}", { cpuSeconds: 1, wallSeconds: 20 }),
    ).toMatchObject({ kind: "killed", signal: "SIGKILL" });
  });

  it("that takes all memory gets none", async () => {
    const bomb =
      'size_t got = 0; for (; got < 8000; ++got) { char *p = (char *)std::malloc(1 << 20); if (!p) break; std::memset(p, 1, 1 << 20); } std::printf("%zu", got)';
    const end = await run("memory", bomb, { wallSeconds: 20 });
    expect(end).toMatchObject({ kind: "ended" });
    if (end.kind === "ended") expect(Number(end.stdout)).toBeLessThan(600);
  });

  it("that floods its output is ended", async () => {
    expect(await run("flood", 'for (;;) std::puts("again and again")', { wallSeconds: 20 })).toMatchObject({
      kind: "output-flood",
    });
  });

  it("that forks without end runs into its bound, and all of it ends", async () => {
    const bomb =
      'int made = 0; for (int i = 0; i < 4000; ++i) { pid_t p = fork(); if (p == 0) { for (;;) pause(); } if (p < 0) break; ++made; } std::printf("%d", made)';
    const end = await run("forks", bomb, { wallSeconds: 20 });
    expect(end).toMatchObject({ kind: "ended" });
    if (end.kind === "ended") expect(Number(end.stdout)).toBeLessThan(100);
    expect(processesOf("forks")).toEqual([]);
  });

  it.each([true, false])("that leaves its group and its parent is found (own process space: %s)", async (spaces) => {
    const within = await prepareCell(folder, limits, spaces);
    if (within.kind !== "ready") throw new Error(within.reason);
    const flight =
      "if (fork() == 0) { setsid(); if (fork() == 0) { setsid(); close(0); close(1); close(2); for (;;) sleep(1); } _exit(0); } wait(nullptr); usleep(50000)";
    expect(await run("flight", flight, {}, within)).toMatchObject({ kind: "ended", status: 0 });
    await expect.poll(() => processesOf("flight"), { timeout: 2000 }).toEqual([]);
    await run("chain", "for (;;) { fork(); setsid(); }", { wallSeconds: 1 }, within);
    await expect.poll(() => processesOf("chain"), { timeout: 2000 }).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(processesOf("chain")).toEqual([]);
  });

  it.each([true, false])("that puts its environment off as well is found (own process space: %s)", async (spaces) => {
    const within = await prepareCell(folder, limits, spaces);
    if (within.kind !== "ready") throw new Error(within.reason);
    // Of a person's own processes there is nothing that they can't put off: docs/agent.md says so.
    if (within.user === undefined && !within.isolated) return;
    const seconds = `${1000 + process.pid}`;
    const flight = `if (fork() == 0) { setsid(); char *none[] = {nullptr}; close(1); close(2); execle("/bin/sleep", "sleep", "${seconds}", (char *)nullptr, none); _exit(1); } usleep(200000)`;
    expect(await run("bare", flight, {}, within)).toMatchObject({ kind: "ended", status: 0 });
    await expect.poll(() => commandsWith(`sleep\0${seconds}\0`), { timeout: 2000 }).toEqual([]);
  });

  it("that writes a file without end is ended", async () => {
    const bomb =
      'int f = open("big", O_CREAT | O_WRONLY, 0600); char b[65536] = {}; for (;;) if (write(f, b, sizeof b) < 0) return 9';
    expect(await run("file", bomb)).toMatchObject({ kind: "killed", signal: "SIGXFSZ" });
    expect(existsSync(join(folder, "big"))).toBe(true);
  });

  it("can't write what it did not make: the cache, the root, another's folder", async () => {
    const attempt = (path: string) => `open(${JSON.stringify(path)}, O_CREAT | O_WRONLY, 0600) < 0`;
    const end = await run(
      "write",
      `return ${attempt(join(cache, "evil"))} && ${attempt("/etc/evil")} && ${attempt("/evil")} ? 7 : 0`,
    );
    // Someone who is not root owns the cache that jobs are built into, and is only kept out of what is the system's.
    if (cell.user !== undefined) expect(end).toMatchObject({ kind: "ended", status: 7 });
    else expect(existsSync("/etc/evil") || existsSync("/evil")).toBe(false);
  });

  it("reaches no socket on this machine where the kernel can keep it in", async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const dial = `int s = socket(AF_INET, SOCK_STREAM, 0); sockaddr_in a = {}; a.sin_family = AF_INET; a.sin_port = htons(${port}); a.sin_addr.s_addr = inet_addr("127.0.0.1"); return connect(s, (sockaddr *)&a, sizeof a) == 0 ? 5 : 6`;
    const end = await run("network", dial);
    server.close();
    expect(end).toMatchObject({ kind: "ended", status: cell.isolated ? 6 : 5 });
  });

  it.each([true, false])("ends with its agent, however that ends (own process space: %s)", async (spaces) => {
    const within = await prepareCell(folder, limits, spaces);
    if (within.kind !== "ready") throw new Error(within.reason);
    const { launcher = [], uid, gid } = within.confine(nameOf("orphan"), limits);
    const options = { detached: true, stdio: "ignore", ...(uid !== undefined && { uid, gid }) };
    const [command, ...words] = [...launcher, "sleep", "60"];
    const script = `require("node:child_process").spawn(...${JSON.stringify([command, words, options])}); setInterval(() => {}, 1000)`;
    const agent = spawn(process.execPath, ["-e", script], { cwd: folder, stdio: "ignore" });
    await expect.poll(() => processesOf("orphan").length, { timeout: 5000 }).toBeGreaterThan(0);
    agent.kill("SIGKILL");
    await expect.poll(() => processesOf("orphan").length, { timeout: 5000 }).toBe(0);
  });
});
