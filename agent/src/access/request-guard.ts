// Who may knock: the hosts that this agent gave itself and the origins of the studio it serves, compared exactly. A name
// that was rebound to this machine, another site's page and a local file are all turned away, on every path and transport.
import type { IncomingMessage } from "node:http";

export interface Doors {
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
}

/** Loopback's names, and the one address that a tunnel or a proxy forwards from, where it was named. */
export function doorsFor(port: number, publicUrl?: URL): Doors {
  const own = ["127.0.0.1", "localhost"].map((name) => `${name}:${port}`);
  return {
    hosts: new Set([...own, ...(publicUrl === undefined ? [] : [publicUrl.host])]),
    origins: new Set([...own.map((host) => `http://${host}`), ...(publicUrl === undefined ? [] : [publicUrl.origin])]),
  };
}

/** Why a request for a page or a file is not answered. */
export function refusePage(request: IncomingMessage, doors: Doors): string | undefined {
  if (!isOwnHost(request, doors)) return "This host name is not served here.";
  const { "sec-fetch-site": site, "sec-fetch-mode": mode } = request.headers;
  // A link on another site may lead here; that site's page may not load parts of ours.
  if (site === "cross-site" && mode !== "navigate") return "Requests from other sites are not answered.";
  return undefined;
}

/** Why a socket is not opened. A browser always says its origin; what does not say one has no business here. */
export function refuseSocket(request: IncomingMessage, doors: Doors): string | undefined {
  if (!isOwnHost(request, doors)) return "This host name is not served here.";
  const { origin, "sec-fetch-site": site } = request.headers;
  if (origin === undefined || !doors.origins.has(origin)) return "This origin may not connect.";
  if (site !== undefined && site !== "same-origin") return "Other sites may not connect.";
  return undefined;
}

function isOwnHost(request: IncomingMessage, doors: Doors): boolean {
  const { host } = request.headers;
  return host !== undefined && doors.hosts.has(host.toLowerCase());
}
