// The agent's process: serves the studio on loopback, pairs with the pages that were given its link, and runs their jobs.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createPairing } from "./access/pairing.ts";
import { refusePeer } from "./access/peer.ts";
import { type Doors, doorsFor, refusePage } from "./access/request-guard.ts";
import { watchIdle } from "./idle.ts";
import type { JobLimits } from "./jobs/confinement.ts";
import { type Engine, nativeEngine } from "./jobs/engine.ts";
import { openJobs, usualLimits } from "./jobs/open-jobs.ts";
import { openMachine } from "./machine/machine.ts";
import { openSockets } from "./sockets.ts";
import { serveStatic } from "./studio/static-files.ts";

export interface AgentOptions {
  readonly port: number;
  readonly studio: string;
  readonly isolated?: boolean;
  readonly under?: string;
  /** The one address, besides loopback, under which a tunnel or proxy shows this agent. */
  readonly publicUrl?: URL;
  readonly engine?: Engine;
  readonly limits?: Partial<JobLimits>;
  /** Where built programs are kept; only this user may write there. */
  readonly cache?: string;
  /** The Python that makes inputs and answers; else the first one with NumPy that jobs may use. */
  readonly python?: string;
  /** Ends by itself after so long without a page and without a job; left out, never. */
  readonly idleMinutes?: number;
  /** One line for the terminal. */
  readonly log?: (line: string) => void;
}

export interface RunningAgent {
  readonly port: number;
  /** The studio's address, with a fresh token that pairs the page that opens it: once, within two minutes. */
  readonly link: () => string;
  /** Why no jobs are run, where so. */
  readonly jobsOff: string | undefined;
  /** Resolves when nobody used it for the time that was asked for; it is still to be closed then. */
  readonly idle: Promise<void>;
  readonly close: () => Promise<void>;
}

/** Rejects with the system's error (EADDRINUSE where the port is taken). */
export async function startAgent(options: AgentOptions): Promise<RunningAgent> {
  const { studio, isolated = true, under = "/", publicUrl, engine = nativeEngine, log = () => undefined } = options;
  let doors: Doors = { hosts: new Set(), origins: new Set() };
  const server = createServer((request, response) => {
    const why = refusePage(request, doors);
    if (why !== undefined) refuse(response, 403, why);
    else if (isSocketPath(request, under)) refuse(response, 400, "WebSocket only.");
    else serveStatic({ folder: studio, isolated, under }, request, response);
  });
  server.on("connection", (socket) => {
    const why = refusePeer(socket);
    if (why === undefined) return;
    socket.destroy();
    log(why);
  });
  server.maxConnections = 256;
  server.headersTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;

  const limits = { ...usualLimits(), ...options.limits };
  const { jobs, cell, cache, welcome } = await openJobs({
    engine,
    limits,
    cache: options.cache,
    python: options.python,
  });
  const pairing = createPairing();
  const machine = openMachine({ cache, cell, limits, isBusy: jobs.isBusy });
  const sockets = openSockets(server, {
    path: `${under}socket.io`,
    doors: () => doors,
    pairing,
    jobs,
    machine,
    welcome,
    log,
  });
  doors = doorsFor(port, publicUrl);
  const base = publicUrl ?? new URL(`http://127.0.0.1:${port}${under}`);
  const idle = watchIdle(options.idleMinutes, () => sockets.count() > 0 || jobs.isBusy());
  return {
    port,
    idle: idle.over,
    link: () => `${base.href}#pair=${pairing.print()}`,
    jobsOff: cell.kind === "off" ? cell.reason : undefined,
    close: async () => {
      idle.stop();
      sockets.close();
      await jobs.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function refuse(response: ServerResponse, status: number, why: string): void {
  const headers = { "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff" };
  response.writeHead(status, headers).end(`${why}\n`);
}

function isSocketPath(request: IncomingMessage, under: string): boolean {
  return (request.url ?? "/").startsWith(`${under}socket.io`);
}
