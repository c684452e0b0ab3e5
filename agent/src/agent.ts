// The agent's process: serves the studio on loopback.
import { createServer, type Server } from "node:http";
import { hostsFor, isOwnHost } from "./studio/host-guard.ts";
import { serveStatic } from "./studio/static-files.ts";

export interface AgentOptions {
  readonly port: number;
  readonly studio: string;
  readonly isolated?: boolean;
  readonly under?: string;
}

export interface RunningAgent {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Rejects with the system's error (EADDRINUSE where the port is taken). */
export async function startAgent(options: AgentOptions): Promise<RunningAgent> {
  let hosts: ReadonlySet<string> = new Set();
  const server: Server = createServer((request, response) => {
    if (!isOwnHost(request, hosts)) {
      response.writeHead(403, { "Content-Type": "text/plain; charset=utf-8" }).end("This host name is not served here.\n");
      return;
    }
    serveStatic({ folder: options.studio, isolated: options.isolated ?? true, under: options.under ?? "/" }, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  hosts = hostsFor(port);
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
