// The jobs of all paired pages: one runs, few wait, each belongs to the socket that asked for it and ends with it.
import { createHash } from "node:crypto";
import { countOf } from "../../../compiler-core/runtime/index.ts";
import { bytesOf } from "../../../compiler-core/sdfg/index.ts";
import {
  type Answer,
  type Failure,
  type Given,
  type JobEvent,
  type JobRequest,
  type Taken,
  limits as wire,
} from "../../protocol/index.ts";
import type { Session } from "../access/pairing.ts";
import type { JobLimits } from "./confinement.ts";
import { readPart } from "./plain-file.ts";
import type { OutputFile } from "./prepare.ts";
import { type JobContext, type JobEnd, runJob } from "./run-job.ts";
import { failureOf } from "./unexpected.ts";
import { append, bytesIn, type Workshop, type Workspace } from "./workspace.ts";

/** One socket of a session: what a job belongs to. */
export interface Owner {
  readonly session: Session;
}

type Say = (job: string, event: JobEvent) => void;

export interface Jobs {
  readonly submit: (owner: Owner, request: JobRequest, say: Say) => Answer<Given<"submit">>;
  readonly input: (owner: Owner, chunk: Taken<"input">) => Answer<Given<"input">>;
  readonly output: (owner: Owner, wish: Taken<"output">) => Answer<Given<"output">>;
  readonly cancel: (owner: Owner, job: string) => Answer<Given<"cancel">>;
  readonly isBusy: () => boolean;
  /** The owner is gone: its jobs end, and what they left is removed. */
  readonly drop: (owner: Owner) => void;
  /** Resolves when nothing runs any more. */
  readonly close: () => Promise<void>;
}

export interface JobsOptions {
  readonly setting: Omit<JobContext, "workspace" | "signal" | "say">;
  readonly workshop: Workshop;
  /** Jobs that may wait, of all owners together. */
  readonly queued: number;
  /** How long the arrays of a job may take to come, from one piece to the next. */
  readonly uploadSeconds: number;
}

interface Job {
  readonly id: string;
  readonly owner: Owner;
  readonly request: JobRequest;
  readonly workspace: Workspace;
  readonly controller: AbortController;
  readonly say: (event: JobEvent) => void;
  /** Bytes still to come, by name. */
  readonly awaited: Map<string, { readonly size: number; received: number }>;
  upload: NodeJS.Timeout | undefined;
  outputs: readonly OutputFile[];
  over: boolean;
}

const finishedKept = 2;

export function createJobs({ setting, workshop, queued, uploadSeconds }: JobsOptions): Jobs {
  const jobs = new Map<string, Job>();
  const waiting: Job[] = [];
  let running: Promise<void> | undefined;

  const remove = (job: Job) => {
    jobs.delete(job.id);
    job.workspace.close();
  };

  const end = (job: Job, event: JobEvent) => {
    if (job.over) return;
    job.over = true;
    clearTimeout(job.upload);
    job.say(event);
    if (event.kind === "failed") return remove(job);
    const done = [...jobs.values()].filter((each) => each.over && each.owner === job.owner);
    for (const old of done.slice(0, -finishedKept)) remove(old);
  };

  const proceed = () => {
    if (running !== undefined) return;
    const job = waiting.shift();
    if (job === undefined) return;
    for (const [i, each] of waiting.entries()) each.say({ kind: "queued", ahead: i + 1 });
    running = run(job).finally(() => {
      running = undefined;
      proceed();
    });
  };

  const run = async (job: Job) => {
    const { workspace, request, controller, say } = job;
    const disk = watchDisk(workspace, setting.limits, () => controller.abort());
    let finished: JobEnd;
    try {
      finished = await runJob(request, { ...setting, workspace, signal: controller.signal, say });
    } catch (error) {
      finished = { failure: failureOf(error) };
    }
    workspace.takeBack();
    if (disk.stop())
      finished = { failure: { kind: "disk-full", what: "the program", limitBytes: setting.limits.diskBytes } };
    if ("result" in finished) job.outputs = finished.outputs;
    end(
      job,
      "failure" in finished
        ? { kind: "failed", failure: finished.failure }
        : { kind: "finished", result: finished.result },
    );
    // Its owner left while it ran: there is nobody to read what it left.
    if (!jobs.has(job.id) || controller.signal.aborted) remove(job);
  };

  const enqueue = (job: Job) => {
    clearTimeout(job.upload);
    waiting.push(job);
    job.say({ kind: "queued", ahead: waiting.length - (running === undefined ? 1 : 0) });
    // After the answer that names the job.
    setImmediate(proceed);
  };

  const cancel = (job: Job) => {
    job.controller.abort();
    const place = waiting.indexOf(job);
    const isUploading = job.awaited.size > 0;
    if (place >= 0) waiting.splice(place, 1);
    if (place >= 0 || isUploading) end(job, { kind: "failed", failure: { kind: "cancelled" } });
  };

  const find = (owner: Owner, id: string) => {
    const job = jobs.get(id);
    return job?.owner === owner ? job : undefined;
  };

  return {
    submit: (owner, request, say) => {
      const failure = refuseRequest(owner, request, setting.limits);
      if (failure !== undefined) return { kind: "failed", failure };
      const pending = [...jobs.values()].filter((job) => !job.over).length;
      if (pending > queued) return failed({ kind: "busy", reason: `One job runs and ${queued} wait already.` });
      const workspace = workshop.open();
      const { id } = workspace;
      const job: Job = {
        id,
        owner,
        request,
        workspace,
        controller: new AbortController(),
        awaited: awaitedOf(request),
        say: (event: JobEvent) => say(id, event),
        upload: undefined,
        outputs: [],
        over: false,
      };
      try {
        makeEmptyInputs(job);
      } catch (error) {
        workspace.close();
        throw error;
      }
      jobs.set(id, job);
      if (job.awaited.size === 0) enqueue(job);
      else job.upload = setTimeout(() => cancel(job), uploadSeconds * 1000);
      return done({ job: id });
    },
    input: (owner, { job: id, name, offset, bytes }) => {
      const job = find(owner, id);
      const awaited = job?.over === false ? job.awaited.get(name) : undefined;
      if (job === undefined || awaited === undefined) return failed({ kind: "unknown-job" });
      if (offset !== awaited.received || offset + bytes.length > awaited.size || bytes.length === 0) {
        return failed({
          kind: "bad-message",
          where: "message.offset",
          why: "pieces must come in order and fit the array",
        });
      }
      append(job.workspace.folder, `${name}.in`, offset, bytes);
      awaited.received += bytes.length;
      job.upload?.refresh();
      if (awaited.received === awaited.size) job.awaited.delete(name);
      if (job.awaited.size === 0) enqueue(job);
      return done({ received: awaited.received });
    },
    output: (owner, { job: id, name, offset }) => {
      const job = find(owner, id);
      const output = job?.outputs.find((each) => each.name === name);
      if (job === undefined || output === undefined) return failed({ kind: "unknown-job" });
      const [total, size] = [output.shape, output.room].map((shape) => countOf(shape) * bytesOf(output.dtype)) as [
        number,
        number,
      ];
      const most = Math.max(0, Math.min(wire.chunkBytes, total - offset));
      const bytes = readPart(job.workspace.folder, output.file, size, offset, most);
      return bytes === undefined
        ? failed({ kind: "refused-access", reason: `\`${name}\` is not a plain file of its size.` })
        : done({ total, bytes });
    },
    cancel: (owner, id) => {
      const job = find(owner, id);
      if (job === undefined) return failed({ kind: "unknown-job" });
      cancel(job);
      return done({});
    },
    isBusy: () => running !== undefined,
    drop: (owner) => {
      for (const job of [...jobs.values()].filter((each) => each.owner === owner)) {
        cancel(job);
        if (job.over) remove(job);
      }
    },
    close: async () => {
      for (const job of [...jobs.values()]) cancel(job);
      await running;
      await setting.thinking.close();
      workshop.close();
    },
  };
}

/** Where nothing can be run, with the reason. */
export function jobsOff(reason: string): Jobs {
  const off = () => failed({ kind: "jobs-off", reason });
  return {
    submit: off,
    input: off,
    output: off,
    cancel: off,
    isBusy: () => false,
    drop: () => undefined,
    close: () => Promise.resolve(),
  };
}

const done = <Value>(value: Value): Answer<Value> => ({ kind: "done", value });
const failed = (failure: Failure): Answer<never> => ({ kind: "failed", failure });

/** D8: a job runs only what its owner released, and the hash is of the text that came with it. */
function refuseRequest({ session }: Owner, request: JobRequest, limits: JobLimits): Failure | undefined {
  const { text, sha256 } = request.program;
  const own = createHash("sha256").update(text).digest("hex");
  if (own !== sha256)
    return { kind: "bad-message", where: "message.program.sha256", why: "is not the hash of the program" };
  if (!session.released.has(sha256)) return { kind: "not-released", sha256 };
  const names = request.inputs.kind === "chunks" ? request.inputs.arrays.map((a) => a.name) : [];
  if (new Set(names).size < names.length)
    return { kind: "bad-message", where: "message.inputs.arrays", why: "names an array twice" };
  const sizes = [...awaitedOf(request).values()].reduce((sum, { size }) => sum + size, 0);
  // Not a number is no size either: an extent of 0 beside more than numbers hold.
  if (!(sizes <= limits.memoryBytes / 2))
    return { kind: "refused", code: "too-large", reason: "The inputs are larger than a job may be." };
  return undefined;
}

/** Of arrays without elements no piece comes. */
function makeEmptyInputs({ awaited, workspace }: Job): void {
  for (const [name, { size }] of awaited) {
    if (size > 0) continue;
    append(workspace.folder, `${name}.in`, 0, new Uint8Array(0));
    awaited.delete(name);
  }
}

function awaitedOf({ inputs }: JobRequest): Job["awaited"] {
  const arrays = inputs.kind === "chunks" ? inputs.arrays : [];
  return new Map(arrays.map((a) => [a.name, { size: countOf(a.shape) * bytesOf(a.dtype), received: 0 }]));
}

/** What prlimit can't bound: the sum of a job's files. */
function watchDisk(
  { folder }: Workspace,
  { diskBytes }: JobLimits,
  stop: () => void,
): { readonly stop: () => boolean } {
  let isFull = false;
  const timer = setInterval(() => {
    isFull ||= bytesIn(folder) > diskBytes;
    if (isFull) stop();
  }, 200);
  return {
    stop: () => {
      clearInterval(timer);
      return isFull;
    },
  };
}
