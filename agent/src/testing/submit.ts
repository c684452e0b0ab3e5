// A job as the agent's tests ask for it: released, submitted, fed, followed to its end.
import { createHash } from "node:crypto";
import type { NdArray } from "../../../compiler-core/runtime/index.ts";
import { bytesOfArray } from "../../../compiler-core/runtime/index.ts";
import { type Answer, type JobEvent, type JobRequest, limits } from "../../protocol/index.ts";
import type { PairedSocket } from "./dial.ts";

export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

export function requestOf(text: string, more: Partial<JobRequest> = {}): JobRequest {
  return {
    program: { text, sha256: sha256(text) },
    sizes: {},
    steps: [],
    strictness: "strict",
    target: "cpp",
    threads: 1,
    repeat: 2,
    verify: false,
    inputs: { kind: "initialize" },
    ...more,
  };
}

export function chunksOf(arrays: Readonly<Record<string, NdArray>>): JobRequest["inputs"] {
  return { kind: "chunks", arrays: Object.entries(arrays).map(([name, { dtype, shape }]) => ({ name, dtype, shape })) };
}

export async function release(page: PairedSocket, text: string): Promise<void> {
  await page.ask("release", { sha256: sha256(text), provenance: "mine" });
}

export async function submit(page: PairedSocket, request: unknown): Promise<string> {
  const answer = (await page.ask("submit", request)) as Answer<{ job: string }>;
  if (answer.kind === "failed") throw new Error(JSON.stringify(answer.failure));
  return answer.value.job;
}

export async function feed(page: PairedSocket, job: string, arrays: Readonly<Record<string, NdArray>>): Promise<void> {
  for (const [name, array] of Object.entries(arrays)) {
    const all = bytesOfArray(array);
    for (let offset = 0; offset < all.length; offset += limits.chunkBytes) {
      const answer = await page.ask("input", {
        job,
        name,
        offset,
        bytes: all.slice(offset, offset + limits.chunkBytes),
      });
      if (answer.kind === "failed") throw new Error(JSON.stringify(answer.failure));
    }
  }
}

export interface Followed {
  readonly events: JobEvent[];
  /** Resolves with the first event that `wanted` takes. */
  readonly until: (wanted: (event: JobEvent) => boolean) => Promise<JobEvent>;
  readonly end: () => Promise<JobEvent>;
}

export function follow(page: PairedSocket, job: string): Followed {
  const events: JobEvent[] = page.said.filter((each) => each.job === job).map((each) => each.event);
  const waiting: { wanted: (event: JobEvent) => boolean; resolve: (event: JobEvent) => void }[] = [];
  page.socket.on("job", (message: { job: string; event: JobEvent }) => {
    if (message.job !== job) return;
    events.push(message.event);
    for (const each of waiting) if (each.wanted(message.event)) each.resolve(message.event);
  });
  const until = (wanted: (event: JobEvent) => boolean) =>
    new Promise<JobEvent>((resolve) => {
      const seen = events.find(wanted);
      if (seen !== undefined) return resolve(seen);
      waiting.push({ wanted, resolve });
    });
  return { events, until, end: () => until((e) => e.kind === "finished" || e.kind === "failed") };
}
