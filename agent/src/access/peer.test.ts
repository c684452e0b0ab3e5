import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningAgent, startAgent } from "../agent.ts";
import { findPeer } from "./peer.ts";

const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const row = (local: string, remote: string, uid: number, inode: number) =>
  `   7: ${local} ${remote} 01 00000000:00000000 00:00000000 00000000 ${uid}        0 ${inode} 1 0000000000000000 20 4 30 10 -1`;

describe("the other end of a connection", () => {
  const ours = row("0100007F:1306", "0100007F:C350", 0, 11);
  it("is the row that points back at us", () =>
    expect(findPeer([`${head}\n${ours}\n${row("0100007F:C350", "0100007F:1306", 1000, 12)}\n`], 50000, 4870)).toEqual({
      uid: 1000,
      inode: 12,
    }));
  it("may be written as IPv6", () => {
    const six = row("0000000000000000FFFF00000100007F:C350", "0000000000000000FFFF00000100007F:1306", 33, 13);
    expect(findPeer([`${head}\n${ours}\n`, `${head}\n${six}\n`], 50000, 4870)).toEqual({ uid: 33, inode: 13 });
  });
  it("is nobody's where there is no such row", () =>
    expect(
      findPeer([`${head}\n${ours}\n${row("0200007F:C350", "0100007F:1306", 1000, 12)}\n`], 50000, 4870),
    ).toBeUndefined());
});

const studio = mkdtempSync(join(tmpdir(), "datawright-studio-"));
writeFileSync(join(studio, "index.html"), "the studio");
const lines: string[] = [];
let agent: RunningAgent;
beforeAll(async () => {
  agent = await startAgent({ port: 0, studio, log: (line) => lines.push(line) });
});
afterAll(async () => {
  await agent.close();
  rmSync(studio, { recursive: true, force: true });
});

/** What another process reads from the agent; as another user where this one may become one. */
function readAs(user: { readonly uid?: number; readonly gid?: number }): Promise<string> {
  const said =
    "let all = ''; s.on('data', (d) => (all += d)).on('error', () => {}).on('close', () => console.log(all.split('\\r\\n\\r\\n')[1] ?? 'closed'))";
  const ask = "s.write('GET / HTTP/1.0\\r\\nHost: 127.0.0.1:PORT\\r\\n\\r\\n')".replace("PORT", String(agent.port));
  const script = `const s = require("node:net").connect(${agent.port}, "127.0.0.1"); ${said}; ${ask}`;
  return new Promise((resolve, reject) =>
    execFile(process.execPath, ["-e", script], { cwd: "/", ...user }, (error, stdout) =>
      error ? reject(error) : resolve(stdout.trim()),
    ),
  );
}

it("serves its own user's processes, and closes a stranger's connection with a line about it", async () => {
  expect(await readAs({})).toBe("the studio");
  if (process.getuid?.() === 0) {
    expect(await readAs({ uid: 65534, gid: 65534 })).toBe("closed");
    expect(lines).toContain("A connection of another user (65534) was closed.");
  } else {
    // Only root can become someone else; the rule itself is the one above.
    expect(execFileSync("id", ["-u"], { encoding: "utf8" }).trim()).toBe(String(process.getuid?.()));
  }
});

it("listens on 127.0.0.1 and nowhere else", async () => {
  const addresses = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter((each) => !each.internal && each.family === "IPv4");
  for (const { address } of addresses)
    await expect(fetch(`http://${address}:${agent.port}/`, { signal: AbortSignal.timeout(3000) })).rejects.toThrow();
  await expect(fetch(`http://[::1]:${agent.port}/`, { signal: AbortSignal.timeout(3000) })).rejects.toThrow();
});
