// The socket endpoint: decodes what a page sends, calls, encodes the answer. WebSocket only; every upgrade passes the guard
// before anything else sees it, every connection is paired before it is heard, every message is decoded.
import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Server, type Socket } from "socket.io";
import {
  type AgentToPage,
  type Answer,
  type ConnectionRefusal,
  decode,
  type Failure,
  type Given,
  greeting,
  limits,
  protocolVersion,
  type RequestName,
  requests,
  type Taken,
  type Welcome,
} from "../protocol/index.ts";
import type { Pairing, Session } from "./access/pairing.ts";
import { type Doors, refuseSocket } from "./access/request-guard.ts";
import type { Jobs, Owner } from "./jobs/jobs.ts";
import { failureOf } from "./jobs/unexpected.ts";
import type { Machine } from "./machine/machine.ts";

export interface SocketOptions {
  readonly path: string;
  /** Asked at each request: the port is known only once it listens. */
  readonly doors: () => Doors;
  readonly pairing: Pairing;
  readonly jobs: Jobs;
  readonly machine: Machine;
  readonly welcome: (key: string) => Promise<Welcome>;
  /** One line for the terminal. */
  readonly log: (line: string) => void;
}

interface Paired extends Owner {
  readonly key: string;
}
type AgentSocket = Socket<Record<string, never>, AgentToPage, Record<string, never>, Paired>;

const socketsPerSession = 4;
const connectionsAtMost = 32;
/** Wrong messages before a socket is closed. */
const patience = 20;

export interface Sockets {
  /** Pages that are connected. */
  readonly count: () => number;
  readonly close: () => void;
}

export function openSockets(http: HttpServer, options: SocketOptions): Sockets {
  const io = new Server<Record<string, never>, AgentToPage, Record<string, never>, Paired>({
    path: options.path,
    transports: ["websocket"],
    serveClient: false,
    maxHttpBufferSize: limits.messageBytes,
    connectTimeout: 20_000,
    allowRequest: (request, decide) => {
      const why = refuseSocket(request, options.doors());
      decide(why, why === undefined);
    },
  });
  const ownListeners = http.listeners("request");
  io.attach(http);
  guardUpgrades(http, options.doors, () => io.engine.clientsCount < connectionsAtMost);
  // Plain requests stay with us: there is no polling, and no other way in.
  http.removeAllListeners("request");
  for (const listener of ownListeners) http.on("request", listener as () => void);

  io.use((socket, next) => {
    admit(socket.handshake.auth, options.pairing).then((admission) => {
      if ("refusal" in admission)
        return next(Object.assign(new Error(admission.refusal.kind), { data: admission.refusal }));
      socket.data = admission;
      next();
    }, next);
  });
  io.on("connection", (socket) => serve(socket, options));
  return { count: () => io.sockets.sockets.size, close: () => void io.close() };
}

/** Ahead of the socket server: a refused upgrade is answered plainly and never reaches it. */
function guardUpgrades(http: HttpServer, doors: () => Doors, hasRoom: () => boolean): void {
  const listeners = http.listeners("upgrade") as ((request: IncomingMessage, socket: Duplex, head: Buffer) => void)[];
  http.removeAllListeners("upgrade");
  http.on("upgrade", (request, socket, head) => {
    const refused = refuseSocket(request, doors());
    if (refused === undefined && hasRoom()) {
      for (const listener of listeners) listener(request, socket, head);
      return;
    }
    socket.on("error", () => socket.destroy());
    socket.end(
      `HTTP/1.1 ${refused === undefined ? "503 Service Unavailable" : "403 Forbidden"}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    );
  });
}

async function admit(auth: unknown, pairing: Pairing): Promise<Paired | { readonly refusal: ConnectionRefusal }> {
  const read = decode(greeting, auth);
  if (!read.ok) return { refusal: { kind: "not-paired" } };
  if (read.value.protocol !== protocolVersion) return { refusal: { kind: "protocol", agent: protocolVersion } };
  const admission = await pairing.admit(read.value);
  if (admission.kind === "refused") return admission;
  const { session, key } = admission;
  if (session.sockets >= socketsPerSession) return { refusal: { kind: "too-many" } };
  return { session, key };
}

type Handlers = {
  readonly [Name in RequestName]: (message: Taken<Name>) => Answer<Given<Name>> | Promise<Answer<Given<Name>>>;
};

function serve(socket: AgentSocket, options: SocketOptions): void {
  const { pairing, jobs, machine, log } = options;
  const owner: Owner = socket.data;
  const { session } = owner;
  session.sockets += 1;
  let wrong = 0;

  const handlers: Handlers = {
    release: ({ sha256, provenance }) => {
      if (session.released.size >= 1000)
        return failed({ kind: "busy", reason: "Too many programs were released from this tab." });
      const isNew = !session.released.has(sha256);
      session.released.add(sha256);
      if (isNew && (provenance === "link" || provenance === "file"))
        log(`A program that came from a ${provenance} was released to run here (${sha256.slice(0, 12)}).`);
      return done({});
    },
    released: ({ sha256 }) => done({ released: session.released.has(sha256) }),
    submit: (request) => jobs.submit(owner, request, (job, event) => socket.emit("job", { job, event })),
    input: (chunk) => jobs.input(owner, chunk),
    output: (wish) => jobs.output(owner, wish),
    cancel: ({ job }) => jobs.cancel(owner, job),
    machine: async () => done(await machine.report()),
    peaks: ({ again }) => machine.peaks(again),
    leave: () => {
      pairing.end(session);
      log("A page has ended its session.");
      const ended = [...socket.nsp.sockets.values()].filter((each) => each.data.session === session);
      setImmediate(() => {
        for (const each of ended) each.disconnect(true);
      });
      return done({});
    },
  };

  const answerTo = async (name: string, message: unknown): Promise<Answer<unknown>> => {
    if (!Object.hasOwn(requests, name)) return unreadable("event", "is not known");
    const known = name as RequestName;
    const read = decode<unknown>(requests[known].takes, message);
    if (!read.ok) return unreadable(read.where, read.why);
    try {
      return await (handlers[known] as (message: unknown) => Answer<unknown>)(read.value);
    } catch (error) {
      return failed(failureOf(error));
    }
  };

  const unreadable = (where: string, why: string): Answer<never> => {
    wrong += 1;
    if (wrong > patience) setImmediate(() => socket.disconnect(true));
    return failed({ kind: "bad-message", where, why });
  };

  socket.onAny((name: string, message: unknown, acknowledge: unknown) => {
    if (typeof acknowledge !== "function") return void unreadable("acknowledgement", "is missing");
    void answerTo(name, message).then((answer) => acknowledge(answer));
  });
  socket.on("disconnect", () => leave(session, () => jobs.drop(owner)));
  log("A page has connected.");
  void options.welcome(socket.data.key).then((welcome) => socket.emit("welcome", welcome));
}

function leave(session: Session, drop: () => void): void {
  session.sockets -= 1;
  session.lastSeen = performance.now();
  drop();
}

const done = <Value>(value: Value): Answer<Value> => ({ kind: "done", value });
const failed = (failure: Failure): Answer<never> => ({ kind: "failed", failure });
