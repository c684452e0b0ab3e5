// DNS rebinding: a foreign name that resolves to this machine must not be answered, on any path.
import type { IncomingMessage } from "node:http";

/** The Host headers that this server gave itself. */
export function isOwnHost(request: IncomingMessage, hosts: ReadonlySet<string>): boolean {
  const { host } = request.headers;
  return host !== undefined && hosts.has(host.toLowerCase());
}

export function hostsFor(port: number): ReadonlySet<string> {
  return new Set([`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]);
}
