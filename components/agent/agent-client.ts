// The page's end of the agent: connects, pairs, asks, listens. No framework and no panel; whoever shows it subscribes.
import {
  type Answer,
  announcements,
  answerOf,
  type ConnectionRefusal,
  type Decoder,
  decode,
  type Failure,
  type Given,
  type JobEvent,
  protocolVersion,
  type RequestName,
  refusal as refusalDecoder,
  requests,
  type Taken,
  type Welcome,
} from "@datawright/agent/protocol";
import type { ManagerOptions, Socket, SocketOptions } from "socket.io-client";
import { keepSession, keptSession, type SecretPlaces, takeToken } from "./agent-secret";

export type AgentState =
  /** This page was not opened by an agent's link: there is nobody to ask, and nobody is asked. */
  | { readonly kind: "none" }
  | { readonly kind: "connecting" }
  | { readonly kind: "paired"; readonly welcome: Welcome }
  /** The connection broke; it is tried again. */
  | { readonly kind: "lost" }
  /** The agent does not take this page: a used link, an ended session, another version. */
  | { readonly kind: "refused"; readonly refusal: ConnectionRefusal };

/** The agent's own answer that it could not do what was asked. */
export class AgentFailure extends Error {
  override readonly name = "AgentFailure";
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** There is no connection, or it broke before the answer came. */
export class AgentLost extends Error {
  override readonly name = "AgentLost";
}

export interface AgentPlaces extends SecretPlaces {
  /** Where the studio was loaded from: the agent is the server that served it. */
  readonly base: string;
  /** For tests outside a browser, which has to say its origin by itself. */
  readonly socketOptions?: Partial<ManagerOptions & SocketOptions>;
}

type JobListener = (event: JobEvent) => void;

const answerSeconds = 60;
/** Measuring and compiling may take longer than an answer. */
const slow: ReadonlySet<RequestName> = new Set(["peaks"]);

export class AgentClient {
  readonly #places: AgentPlaces;
  readonly #listeners = new Set<() => void>();
  readonly #jobs = new Map<string, JobListener>();
  /** What was said about jobs before the answer that names them was read. */
  readonly #early = new Map<string, JobEvent[]>();
  #socket: Socket | undefined;
  #token: string | undefined;
  #state: AgentState = { kind: "none" };

  constructor(places: AgentPlaces) {
    this.#places = places;
  }

  get state(): AgentState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes the token out of the address, and connects where there is one or a session to come back to. */
  async start(): Promise<void> {
    this.#token = takeToken(this.#places) ?? this.#token;
    if (this.#socket !== undefined || this.#secret() === undefined) return;
    this.#become({ kind: "connecting" });
    const { io } = await import("socket.io-client");
    const { base, socketOptions } = this.#places;
    const url = new URL(base);
    const socket = io(url.origin, {
      path: `${url.pathname}socket.io`,
      transports: ["websocket"],
      reconnectionDelay: 500,
      reconnectionDelayMax: 10_000,
      auth: (give: (data: object) => void) => give({ protocol: protocolVersion, ...this.#secret() }),
      ...socketOptions,
    });
    this.#socket = socket;
    socket.on("welcome", (message: unknown) => this.#welcomed(message));
    socket.on("job", (message: unknown) => this.#heard(message));
    socket.on("connect_error", (error: Error & { readonly data?: unknown }) => this.#turnedAway(error.data));
    socket.on("disconnect", (reason) => {
      // The server ends a connection for good only where a session is over.
      if (reason === "io server disconnect") this.stop();
      else if (this.#state.kind !== "none") this.#become({ kind: "lost" });
    });
  }

  /** Ends the connection; the session stays, so that `start` comes back. */
  stop(): void {
    this.#socket?.disconnect();
    this.#socket = undefined;
    this.#become({ kind: "none" });
  }

  /** Ends the session on both sides. */
  async leave(): Promise<void> {
    await this.ask("leave", {});
    keepSession(this.#places, undefined);
    this.stop();
  }

  /** Rejects with AgentFailure where the agent says why not, with AgentLost where there is no answer. */
  async ask<Name extends RequestName>(name: Name, message: Taken<Name>): Promise<Given<Name>> {
    const socket = this.#socket;
    if (socket?.connected !== true) throw new AgentLost("There is no connection to the agent.");
    const given = requests[name].gives as Decoder<Given<Name>>;
    let raw: unknown;
    try {
      raw = await socket.timeout((slow.has(name) ? 4 : 1) * answerSeconds * 1000).emitWithAck(name, message);
    } catch {
      throw new AgentLost("The agent did not answer.");
    }
    const read = decode<Answer<Given<Name>>>(answerOf(given), raw);
    if (!read.ok) throw new AgentLost(`The agent's answer can't be read: ${read.where} ${read.why}.`);
    if (read.value.kind === "failed") throw new AgentFailure(read.value.failure);
    return read.value.value;
  }

  /** Hears everything about one job, from its first event; returns how to stop. */
  listen(job: string, listener: JobListener): () => void {
    this.#jobs.set(job, listener);
    const early = this.#early.get(job) ?? [];
    this.#early.delete(job);
    for (const event of early) listener(event);
    return () => this.#jobs.delete(job);
  }

  #secret(): { readonly kind: "token" | "session"; readonly secret: string } | undefined {
    if (this.#token !== undefined) return { kind: "token", secret: this.#token };
    const session = keptSession(this.#places);
    return session === undefined ? undefined : { kind: "session", secret: session };
  }

  #welcomed(message: unknown): void {
    const read = decode(announcements.welcome, message);
    if (!read.ok) {
      this.#become({ kind: "refused", refusal: { kind: "protocol", agent: 0 } });
      return;
    }
    this.#token = undefined;
    keepSession(this.#places, read.value.session);
    this.#become({ kind: "paired", welcome: read.value });
  }

  #heard(message: unknown): void {
    const read = decode(announcements.job, message);
    if (!read.ok) {
      // Whoever waits for this job is told: it may have been its last word.
      const named: unknown = (message as { readonly job?: unknown } | null | undefined)?.job;
      const why = `the agent’s word about a run can’t be read: ${read.where} ${read.why}.`;
      if (typeof named === "string")
        this.#jobs.get(named)?.({ kind: "failed", failure: { kind: "bug", message: why } });
      return;
    }
    const { job, event } = read.value;
    const listener = this.#jobs.get(job);
    if (listener !== undefined) {
      listener(event);
      return;
    }
    const early = this.#early.get(job) ?? [];
    // Only the first words can come too early; more belong to a job that nobody listens to.
    if (early.length < 20) this.#early.set(job, [...early, event]);
  }

  #turnedAway(data: unknown): void {
    const read = decode(refusalDecoder, data);
    if (!read.ok) {
      this.#become({ kind: "lost" });
      return;
    }
    this.#token = undefined;
    if (read.value.kind === "not-paired") keepSession(this.#places, undefined);
    this.#socket?.disconnect();
    this.#socket = undefined;
    this.#become({ kind: "refused", refusal: read.value });
  }

  #become(state: AgentState): void {
    this.#state = state;
    if (state.kind !== "paired" && state.kind !== "connecting") {
      for (const listener of [...this.#jobs.values()])
        listener({ kind: "failed", failure: { kind: "refused-access", reason: "The connection to the agent broke." } });
      this.#jobs.clear();
      this.#early.clear();
    }
    for (const listener of this.#listeners) listener();
  }
}
