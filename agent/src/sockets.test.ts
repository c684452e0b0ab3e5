// Who gets in: attacks on the door, each by what a hostile page or process can really send.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningAgent, startAgent } from "./agent.ts";
import { closeSockets, dial, pairedSocket, tokenOf } from "./testing/dial.ts";

const studio = mkdtempSync(join(tmpdir(), "datawright-studio-"));
writeFileSync(join(studio, "index.html"), "<!doctype html><title>Studio</title>");
let agent: RunningAgent;
beforeAll(async () => {
  agent = await startAgent({ port: 0, studio, publicUrl: new URL("https://box.example:8443/") });
});
afterAll(async () => {
  closeSockets();
  await agent.close();
  rmSync(studio, { recursive: true, force: true });
});

type Headers = Readonly<Record<string, string>>;

/** Status and headers of one plain request; `host` is what the browser would say. */
function get(path: string, headers: Headers = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", port: agent.port, path, headers }, (response) =>
      resolve(response.resume()),
    );
    request.on("error", reject).end();
  });
}

const own = () => `http://127.0.0.1:${agent.port}`;
const upgrade = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
};

/** The first line that the agent answers to a WebSocket handshake. */
function handshake(headers: Headers, path = "/socket.io/?EIO=4&transport=websocket"): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(agent.port, "127.0.0.1", () => {
      const lines = Object.entries({ Host: `127.0.0.1:${agent.port}`, ...upgrade, ...headers }).map(
        ([name, value]) => `${name}: ${value}`,
      );
      socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    });
    socket.setTimeout(5000, () => reject(new Error("no answer")));
    socket.on("error", reject).once("data", (data) => {
      resolve(data.toString("latin1").split("\r\n")[0] ?? "");
      socket.destroy();
    });
  });
}

const foreignOrigins = (): readonly string[] => [
  "https://evil.example",
  "null",
  "",
  "http://127.0.0.1",
  `http://127.0.0.1:${agent.port}.evil.example`,
  `http://evil.example:${agent.port}`,
  `https://127.0.0.1:${agent.port}`,
  `http://127.0.0.1:${agent.port}0`,
  `http://127.0.0.1:${agent.port}/`,
  `http://LOCALHOST:${agent.port}`,
  "file://",
  "*",
  "https://box.example",
  "http://box.example:8443",
  "https://box.example:8443.evil.example",
];

describe("the door", () => {
  it("opens for the studio that the agent serves, under its names and the one it was told", async () => {
    for (const origin of [own(), `http://localhost:${agent.port}`, "https://box.example:8443"]) {
      expect(await handshake({ Origin: origin })).toContain("101");
    }
    expect(await handshake({ Origin: own(), "Sec-Fetch-Site": "same-origin" })).toContain("101");
    expect(await handshake({ Host: "box.example:8443", Origin: "https://box.example:8443" })).toContain("101");
  });

  it("is closed to every other origin, on WebSocket", async () => {
    for (const origin of foreignOrigins())
      expect(`${origin}: ${await handshake({ Origin: origin })}`).toBe(`${origin}: HTTP/1.1 403 Forbidden`);
  });

  it("is closed to what says no origin", async () => expect(await handshake({})).toContain("403"));

  it("is closed to a host name that was rebound to this machine", async () => {
    for (const host of [
      `evil.example:${agent.port}`,
      "evil.example",
      "127.0.0.1",
      `127.0.0.2:${agent.port}`,
      `127.0.0.1:${agent.port}.evil.example`,
    ]) {
      expect(await handshake({ Host: host, Origin: own() })).toContain("403");
      expect(await handshake({ Host: host, Origin: `http://${host}` })).toContain("403");
      for (const path of ["/", "/index.html", "/missing", "/socket.io/?EIO=4&transport=polling"]) {
        expect((await get(path, { Host: host })).statusCode).toBe(403);
      }
    }
  });

  it("is closed to another site, whatever its origin says", async () => {
    for (const site of ["cross-site", "same-site", "none"]) {
      expect(await handshake({ Origin: own(), "Sec-Fetch-Site": site })).toContain("403");
    }
    expect((await get("/index.html", { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors" })).statusCode).toBe(
      403,
    );
    expect(
      (await get("/index.html", { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate" })).statusCode,
    ).toBe(200);
  });

  it("has no polling, from no origin, and answers with no CORS header", async () => {
    for (const origin of [own(), ...foreignOrigins()]) {
      const response = await get("/socket.io/?EIO=4&transport=polling", { Origin: origin });
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
      expect(Object.keys(response.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
    expect(await handshake({ Origin: own() }, "/socket.io/?EIO=4&transport=polling")).not.toContain("101");
    expect(
      await handshake({ Origin: "https://evil.example" }, "/socket.io/?EIO=4&transport=websocket&sid=abc"),
    ).toContain("403");
  });

  it("serves no client script and no other namespace", async () => {
    expect((await get("/socket.io/socket.io.js")).statusCode).toBe(400);
    const socket = dial(agent, { token: tokenOf(agent.link()) }, "/admin");
    expect(await socket.outcome).toMatchObject({ kind: "refused" });
  });
});

describe("pairing over the socket", () => {
  it("writes no secret into the agent's log, a refused one neither", async () => {
    const log: string[] = [];
    const other = await startAgent({ port: 0, studio, log: (line) => log.push(line) });
    const token = tokenOf(other.link());
    const paired = await dial(other, { token }).outcome;
    if (paired.kind !== "paired") throw new Error(JSON.stringify(paired));
    await dial(other, { token }).outcome;
    await other.close();
    expect(log).toContain("A page has connected.");
    for (const secret of [token, paired.welcome.session]) expect(log.join("\n")).not.toContain(secret);
  });

  it("takes the token of a printed link once, and gives a session that comes back", async () => {
    const link = new URL(agent.link());
    expect(link.search).toBe("");
    const token = tokenOf(link.href);
    const first = dial(agent, { token });
    const paired = await first.outcome;
    if (paired.kind !== "paired") throw new Error(JSON.stringify(paired));
    expect(paired.welcome).toMatchObject({ protocol: 1 });
    expect(await dial(agent, { token }).outcome).toMatchObject({ kind: "refused", data: { kind: "not-paired" } });
    first.socket.disconnect();
    expect(await dial(agent, { session: paired.welcome.session }).outcome).toMatchObject({ kind: "paired" });
  });

  it("tells nothing apart: no secret, a wrong token, an unknown session", async () => {
    const answers = [];
    for (const auth of [
      {},
      { token: "A".repeat(43) },
      { session: "A".repeat(43) },
      { token: "short" },
      { token: { $ne: 1 } as unknown as string },
    ]) {
      answers.push(await dial(agent, auth).outcome);
    }
    expect(new Set(answers.map((a) => JSON.stringify(a))).size).toBe(1);
    expect(answers[0]).toMatchObject({ kind: "refused", data: { kind: "not-paired" } });
    agent.link();
  });

  it("says which protocol it speaks, and only that, to a page of another version", async () => {
    const outcome = await dial(agent, { token: tokenOf(agent.link()), protocol: 999 }).outcome;
    expect(outcome).toEqual({ kind: "refused", data: { kind: "protocol", agent: 1 } });
  });

  it("forgets a session that was left", async () => {
    const { socket, welcome, ask } = await pairedSocket(agent);
    const gone = new Promise((resolve) => socket.on("disconnect", resolve));
    expect(await ask("leave", {})).toEqual({ kind: "done", value: {} });
    await gone;
    expect(await dial(agent, { session: welcome.session }).outcome).toMatchObject({ kind: "refused" });
    agent.link();
  });
});

describe("a paired page's messages", () => {
  it("that the protocol does not know are answered as such, and too many end the connection", async () => {
    const { socket, ask } = await pairedSocket(agent);
    const gone = new Promise((resolve) => socket.on("disconnect", resolve));
    expect(await ask("shell", { command: "id" })).toMatchObject({ kind: "failed", failure: { kind: "bad-message" } });
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
      expect(await ask(name, {})).toMatchObject({ kind: "failed", failure: { kind: "bad-message" } });
    }
    for (let i = 0; i < 20; i++) socket.emit("submit", { i }, () => undefined);
    await gone;
  });

  it("larger than the limit close the connection, and the agent goes on", async () => {
    const { socket } = await pairedSocket(agent);
    const gone = new Promise<string>((resolve) => socket.on("disconnect", resolve));
    socket.emit("input", { bytes: new Uint8Array(9 * 2 ** 20) }, () => undefined);
    expect(await gone).toMatch(/transport/);
    expect((await get("/")).statusCode).toBe(200);
  });

  it("nested without end do not end the agent", async () => {
    const { socket } = await pairedSocket(agent);
    const engine = socket.io.engine;
    engine.write(`2["submit",${"[".repeat(500_000)}${"]".repeat(500_000)}]`);
    engine.write(`51-["submit",${"[".repeat(200_000)}{"_placeholder":true,"num":0}${"]".repeat(200_000)}]`);
    engine.write(new Uint8Array(4).buffer as unknown as string);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await get("/")).statusCode).toBe(200);
    const again = await pairedSocket(agent);
    expect(await again.ask("machine", {})).toMatchObject({ kind: "done" });
  });
});
