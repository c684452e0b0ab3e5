// Who is paired: a one-time token from a printed link is swapped for the key of a session. Secrets are 256 bits, live in
// this process only, and are compared as hashes in constant time.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { ConnectionRefusal, Greeting } from "../../protocol/index.ts";

const tokenLife = 120_000;
const sessionIdleLife = 8 * 3_600_000;
const sessionsAtMost = 16;
const failuresAtMost = 8;
const lockout = 60_000;

/** One paired tab: what it released, and how many sockets it has open. */
export interface Session {
  readonly id: string;
  /** SHA-256 of the programs that the owner lets run, from this tab. */
  readonly released: Set<string>;
  sockets: number;
  lastSeen: number;
}

export interface Pairing {
  /** A new one-time token; the one before it is void, and a lock-out ends. */
  readonly print: () => string;
  readonly admit: (greeting: Greeting) => Promise<Admission>;
  /** The session is over: its key is not known any more. */
  readonly end: (session: Session) => void;
}

export type Admission =
  | { readonly kind: "paired"; readonly session: Session /** To present next time. */; readonly key: string }
  | { readonly kind: "refused"; readonly refusal: ConnectionRefusal };

export interface Clockwork {
  /** Milliseconds on a monotonic clock. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

export const systemClockwork: Clockwork = {
  now: () => performance.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

const newSecret = () => randomBytes(32).toString("base64url");
const digest = (secret: string) => createHash("sha256").update(secret).digest();

export function createPairing({ now, wait }: Clockwork = systemClockwork): Pairing {
  const sessions = new Map<string, Session>();
  let token: { readonly digest: Buffer; readonly until: number } | undefined;
  let failures = 0;
  let lockedUntil = Number.NEGATIVE_INFINITY;
  // Wrong secrets wait one after the other: many sockets guess no faster than one.
  let queue: Promise<void> = Promise.resolve();

  const wrong = async (): Promise<Admission> => {
    failures += 1;
    const delay = Math.min(50 * 2 ** failures, 3_000);
    if (failures >= failuresAtMost) {
      failures = 0;
      lockedUntil = now() + lockout;
      token = undefined;
    }
    queue = queue.then(() => wait(delay));
    await queue;
    return { kind: "refused", refusal: { kind: "not-paired" } };
  };

  const open = (): Admission => {
    forgetOld(sessions, now());
    if (sessions.size >= sessionsAtMost && !forgetOldest(sessions)) {
      return { kind: "refused", refusal: { kind: "too-many" } };
    }
    const key = newSecret();
    const id = digest(key).toString("hex");
    const session: Session = { id, released: new Set(), sockets: 0, lastSeen: now() };
    sessions.set(id, session);
    return { kind: "paired", session, key };
  };

  return {
    print: () => {
      const secret = newSecret();
      token = { digest: digest(secret), until: now() + tokenLife };
      failures = 0;
      lockedUntil = Number.NEGATIVE_INFINITY;
      return secret;
    },
    admit: async ({ kind, secret }) => {
      const given = digest(secret);
      forgetOld(sessions, now());
      // Looked up by its hash: the time this takes says nothing about the key. A known session is let in during a lock-out
      // too, so that a stranger's guesses do not shut the owner out.
      const session = kind === "session" ? sessions.get(given.toString("hex")) : undefined;
      if (session !== undefined) return { kind: "paired", session, key: secret };
      const left = lockedUntil - now();
      if (left > 0) return { kind: "refused", refusal: { kind: "locked-out", seconds: Math.ceil(left / 1000) } };
      const matches = kind === "token" && token !== undefined && timingSafeEqual(given, token.digest);
      if (!matches || token === undefined || token.until < now()) return wrong();
      token = undefined;
      failures = 0;
      return open();
    },
    end: (session) => sessions.delete(session.id),
  };
}

function forgetOld(sessions: Map<string, Session>, now: number): void {
  for (const [id, session] of sessions) {
    if (session.sockets === 0 && now - session.lastSeen > sessionIdleLife) sessions.delete(id);
  }
}

/** Makes room: the session whose tab went away first is over. */
function forgetOldest(sessions: Map<string, Session>): boolean {
  const away = [...sessions].filter(([, session]) => session.sockets === 0);
  const oldest = away.sort(([, a], [, b]) => a.lastSeen - b.lastSeen)[0];
  return oldest !== undefined && sessions.delete(oldest[0]);
}
