// What the agent serves to a browser: files of the studio's folder, with their headers, and nothing else.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningAgent, startAgent } from "../agent.ts";
import { fakeEngine } from "../jobs/fake-engine.ts";

const around = mkdtempSync(join(tmpdir(), "datawright-static-"));
const studio = join(around, "studio");
mkdirSync(join(studio, "_next/static"), { recursive: true });
writeFileSync(join(around, "secret.txt"), "not the studio's");
writeFileSync(join(studio, "index.html"), "the studio");
writeFileSync(join(studio, "_next/static/a.js"), "1");
symlinkSync(join(around, "secret.txt"), join(studio, "link.txt"));
symlinkSync(around, join(studio, "folder"));
let agent: RunningAgent;
beforeAll(async () => {
  agent = await startAgent({ port: 0, studio, cache: around, engine: fakeEngine("none") });
});
afterAll(async () => {
  await agent.close();
  rmSync(around, { recursive: true, force: true });
});

interface Got {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** As written: no client tidies the path. */
function get(path: string, method = "GET"): Promise<Got> {
  const headers = { Host: `127.0.0.1:${agent.port}` };
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port: agent.port, path, method, headers }, (response) => {
      let body = "";
      response.on("data", (piece) => {
        body += piece;
      });
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    asked.on("error", reject).end();
  });
}

describe("the studio's files", () => {
  it("are served with what keeps a page to itself, and no cookie", async () => {
    const { status, headers, body } = await get("/");
    expect({ status, body }).toEqual({ status: 200, body: "the studio" });
    expect(headers).toMatchObject({
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "content-security-policy": "frame-ancestors 'none'",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    for (const path of ["/", "/missing", "/_next/static/a.js", "/socket.io/"]) {
      const names = Object.keys((await get(path)).headers);
      expect(names.filter((name) => /^(set-cookie|server|x-powered-by|access-control-.*)$/.test(name))).toEqual([]);
    }
  });

  it.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/_next/../../secret.txt",
    "/..\\secret.txt",
    "//secret.txt",
    "/link.txt",
    "/folder/secret.txt",
    "/index.html%00.txt",
    "/%zz",
    "/index.html/below-a-file",
    `/${"long".repeat(1000)}`,
  ])("end at the folder's border: %s", async (path) => {
    const { status, body } = await get(path);
    expect(body).not.toContain("not the studio's");
    expect(status).toBe(404);
  });

  it.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])("are only read: %s does nothing", async (method) => {
    for (const path of ["/", "/index.html", "/missing"]) expect(await get(path, method)).toMatchObject({ status: 405 });
  });
});
