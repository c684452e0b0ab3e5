// First contact: the protocol version and one secret; then, to a paired page only, who it is talking to.
import {
  type Decoded,
  flag,
  integer,
  list,
  nullable,
  number,
  oneOf,
  optional,
  record,
  text,
  variant,
} from "./decode.ts";
import * as limits from "./limits.ts";

/** What a page presents: the one-time token of a printed link, or the key of the session it was swapped for. */
export const greeting = record({
  protocol: integer(0, 1_000_000),
  kind: oneOf("token", "session"),
  secret: text(43, limits.secret),
});
export type Greeting = Decoded<typeof greeting>;

/** Why a connection was not accepted. A wrong token and an unknown session are one case. */
export const refusal = variant({
  protocol: { agent: integer(0, 1_000_000) },
  "not-paired": {},
  "locked-out": { seconds: number },
  "too-many": {},
});
export type ConnectionRefusal = Decoded<typeof refusal>;

export const toolchain = record({ id: text(40), name: text(200), version: text(200) });

export const welcome = record({
  protocol: integer(0, 1_000_000),
  agent: text(40),
  /** The key that lets this tab come back. */
  session: text(43, limits.secret),
  jobs: variant({ on: { as: text(100), isolated: flag }, off: { reason: text(1000) } }),
  toolchains: list(toolchain, 20),
  python: nullable(text(200)),
  limits: record({ wallSeconds: number, memoryBytes: number, queued: number, threads: number }),
  missing: optional(text(1000)),
});
export type Welcome = Decoded<typeof welcome>;
