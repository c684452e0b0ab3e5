// A page as the agent's tests see it: a socket with an origin and a secret, and what came of it.
import { io, type Socket } from "socket.io-client";
import type { Answer, ConnectionRefusal, JobEvent, Welcome } from "../../protocol/index.ts";
import type { RunningAgent } from "../agent.ts";

export type Outcome =
  | { readonly kind: "paired"; readonly welcome: Welcome }
  | { readonly kind: "refused"; readonly data: ConnectionRefusal | undefined };

export interface Dialled {
  readonly socket: Socket;
  readonly outcome: Promise<Outcome>;
}

const open: Socket[] = [];

export function closeSockets(): void {
  for (const socket of open.splice(0)) socket.disconnect();
}

export function tokenOf(link: string): string {
  return new URLSearchParams(new URL(link).hash.slice(1)).get("pair") ?? "";
}

export function dial(
  agent: Pick<RunningAgent, "port">,
  auth: { readonly token?: string; readonly session?: string; readonly protocol?: number },
  namespace = "/",
): Dialled {
  const { token, session, protocol = 1 } = auth;
  const secret = token ?? session;
  const socket = io(`http://127.0.0.1:${agent.port}${namespace}`, {
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    extraHeaders: { Origin: `http://127.0.0.1:${agent.port}` },
    auth: { protocol, kind: token === undefined ? "session" : "token", ...(secret !== undefined && { secret }) },
  });
  open.push(socket);
  const outcome = new Promise<Outcome>((resolve) => {
    socket.on("welcome", (welcome: Welcome) => resolve({ kind: "paired", welcome }));
    socket.on("connect_error", (error) =>
      resolve({ kind: "refused", data: (error as Error & { data?: ConnectionRefusal }).data }),
    );
  });
  return { socket, outcome };
}

export interface PairedSocket {
  readonly socket: Socket;
  readonly welcome: Welcome;
  /** Everything said about jobs so far: the first words may come together with the answer that names the job. */
  readonly said: { readonly job: string; readonly event: JobEvent }[];
  readonly ask: (event: string, message: unknown) => Promise<Answer<never>>;
}

export async function pairedSocket(agent: Pick<RunningAgent, "port" | "link">): Promise<PairedSocket> {
  const { socket, outcome } = dial(agent, { token: tokenOf(agent.link()) });
  const said: PairedSocket["said"] = [];
  socket.on("job", (message: PairedSocket["said"][number]) => said.push(message));
  const paired = await outcome;
  if (paired.kind !== "paired") throw new Error(`not paired: ${JSON.stringify(paired)}`);
  const ask = (event: string, message: unknown) =>
    socket.timeout(60_000).emitWithAck(event, message) as Promise<Answer<never>>;
  return { socket, welcome: paired.welcome, said, ask };
}
