// Loopback is not private: every user of this machine can connect to it. On Linux the kernel says whose the other end of a
// connection is, and a stranger's is closed before it says a word.
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";

export interface PeerRow {
  readonly uid: number;
  /** 0 for a socket that no process holds any more. */
  readonly inode: number;
}

/** The other end of a connection in the kernel's tables of sockets; undefined where it is not in them. */
export function findPeer(tables: readonly string[], remotePort: number, localPort: number): PeerRow | undefined {
  const [theirs, ours] = [remotePort, localPort].map((port) => port.toString(16).toUpperCase().padStart(4, "0"));
  for (const table of tables) {
    for (const line of table.split("\n").slice(1)) {
      // sl local remote state queues timer retransmissions uid timeout inode …
      const [, local = "", remote = "", , , , , uid, , inode] = line.trim().split(/\s+/);
      if (isLoopback(local, theirs) && isLoopback(remote, ours)) return { uid: Number(uid), inode: Number(inode) };
    }
  }
  return undefined;
}

/** 127.0.0.1, plain or as IPv6 writes it; little-endian words in hexadecimal. */
function isLoopback(address: string, port: string | undefined): boolean {
  return address === `0100007F:${port}` || address === `0000000000000000FFFF00000100007F:${port}`;
}

/** Why this connection is not served; undefined where it may go on, or where the system does not tell. */
export function refusePeer(socket: Socket): string | undefined {
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(readTable);
  if (tables[0] === "" || process.getuid === undefined) return undefined;
  const peer = findPeer(tables, socket.remotePort ?? 0, socket.localPort ?? 0);
  if (peer === undefined) return "A connection whose other end is unknown was closed.";
  if (peer.inode === 0) return "A connection that its maker had left was closed.";
  return allowedUsers(process.getuid()).has(peer.uid)
    ? undefined
    : `A connection of another user (${peer.uid}) was closed.`;
}

/** Whoever started the agent, also by sudo; and root, who may do all this anyway. */
function allowedUsers(own: number): ReadonlySet<number> {
  const before = own === 0 ? Number(process.env["SUDO_UID"] ?? Number.NaN) : own;
  return new Set([0, own, before].filter(Number.isInteger));
}

function readTable(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return ""; // Not Linux, or without IPv6.
  }
}
