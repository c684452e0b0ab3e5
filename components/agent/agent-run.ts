// A run on the agent, as the page asks for it: released, submitted, fed in pieces, followed, cancelled, read back.
import {
  type ArrayHeader,
  type JobEvent,
  type JobRequest,
  type JobResult,
  limits,
  type Release,
} from "@datawright/agent/protocol";
import type { Step } from "@datawright/compiler-core/recipes";
import { bytesOfArray, countOf, type Inputs, type NdArray, viewOf } from "@datawright/compiler-core/runtime";
import { bytesOf } from "@datawright/compiler-core/sdfg";
import { type AgentClient, AgentFailure } from "./agent-client";

export interface AgentRun extends Omit<JobRequest, "program" | "inputs" | "target" | "steps"> {
  readonly text: string;
  readonly form?: "graph";
  readonly steps: readonly Step[];
  readonly entry?: string;
  /** Left out, the agent makes them by the program's own `initialize`. */
  readonly inputs?: Inputs;
}

export interface RunningJob {
  readonly id: string;
  /** Rejects with AgentFailure, whose failure says why there is no result. */
  readonly result: Promise<JobResult>;
  readonly cancel: () => Promise<void>;
  /** One array as the run left it; asks for it piece by piece. */
  readonly output: (header: {
    readonly name: string;
    readonly dtype: string;
    readonly shape: readonly number[];
  }) => Promise<NdArray>;
}

/** "The owner lets this program run": for what came from a link or a file, ask before. */
export async function releaseProgram(
  client: AgentClient,
  text: string,
  provenance: Release["provenance"],
): Promise<void> {
  await client.ask("release", { sha256: await hashOf(text), provenance });
}

/** Whether the owner let this program run before, from this tab. */
export async function isReleased(client: AgentClient, text: string): Promise<boolean> {
  return (await client.ask("released", { sha256: await hashOf(text) })).released;
}

/** The program must have been released; else it rejects with the failure "not-released". */
export async function runOnAgent(
  client: AgentClient,
  run: AgentRun,
  onEvent: (event: JobEvent) => void = () => undefined,
): Promise<RunningJob> {
  const { text, form, entry, inputs, steps, ...rest } = run;
  const program = {
    text,
    sha256: await hashOf(text),
    ...(entry !== undefined && { entry }),
    ...(form !== undefined && { form }),
  };
  const { job } = await client.ask("submit", {
    ...rest,
    program,
    steps: steps.map(messageOf),
    target: "cpp",
    inputs: inputs === undefined ? { kind: "initialize" } : { kind: "chunks", arrays: headersOf(inputs) },
  });
  const result = new Promise<JobResult>((resolve, reject) => {
    const stop = client.listen(job, (event) => {
      onEvent(event);
      if (event.kind !== "finished" && event.kind !== "failed") return;
      stop();
      if (event.kind === "finished") resolve(event.result);
      else reject(new AgentFailure(event.failure));
    });
  });
  // Whoever asked may look at the result only after the arrays are sent; a failure before that is not lost.
  result.catch(() => undefined);
  if (inputs !== undefined) await feed(client, job, inputs, onEvent, result);
  return {
    id: job,
    result,
    cancel: async () => void (await client.ask("cancel", { job })),
    output: (header) => fetchOutput(client, job, header),
  };
}

/** A step as a message holds it. */
function messageOf({ transformation, target, options, after }: Step): JobRequest["steps"][number] {
  const targets = Object.entries(target).map(([role, found]) => [role, { ...found }] as const);
  return { transformation, target: Object.fromEntries(targets), options, after };
}

function headersOf(inputs: Inputs): readonly ArrayHeader[] {
  return Object.entries(inputs).map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
}

/** Piece after piece, each acknowledged: no more is in flight than one message may hold. */
async function feed(
  client: AgentClient,
  job: string,
  inputs: Inputs,
  onEvent: (event: JobEvent) => void,
  result: Promise<JobResult>,
): Promise<void> {
  const all = Object.values(inputs).reduce((sum, array) => sum + array.data.byteLength, 0);
  let done = 0;
  for (const [name, array] of Object.entries(inputs)) {
    const bytes = bytesOfArray(array);
    for (let offset = 0; offset < bytes.length; offset += limits.chunkBytes) {
      const piece = bytes.slice(offset, offset + limits.chunkBytes);
      try {
        await client.ask("input", { job, name, offset, bytes: piece });
      } catch (error) {
        // Cancelled or refused while its arrays were on their way: the job's own words say more than the piece's.
        if (error instanceof AgentFailure && error.failure.kind === "unknown-job") await result;
        throw error;
      }
      done += piece.length;
      onEvent({ kind: "progress", done, of: all, unit: "bytes" });
    }
  }
}

async function fetchOutput(
  client: AgentClient,
  job: string,
  header: { readonly name: string; readonly dtype: string; readonly shape: readonly number[] },
): Promise<NdArray> {
  const { name, shape } = header;
  const dtype = header.dtype as NdArray["dtype"];
  const bytes = new Uint8Array(countOf(shape) * bytesOf(dtype));
  for (let offset = 0; offset < bytes.length; ) {
    const piece = await client.ask("output", { job, name, offset });
    bytes.set(piece.bytes, offset);
    offset += piece.bytes.length;
  }
  return { dtype, shape, data: viewOf(dtype, bytes.buffer, 0, countOf(shape)) };
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
