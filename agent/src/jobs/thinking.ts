// Asks the job thread: one question at a time, each with an end. A thread that takes too long, or is not wanted any more, is
// ended, and the next question starts another.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Failure, JobRequest, JobVerdict } from "../../protocol/index.ts";
import type { ArrayFile } from "../oracle/oracle.ts";
import { ownFile } from "../oracle/oracle.ts";
import type { JobInputs } from "./job-inputs.ts";
import type { OutputFile, Prepared } from "./prepare.ts";

export interface Comparison {
  readonly inputs: JobInputs;
  readonly outputs: readonly OutputFile[];
  readonly folder: string;
  /** NumPy's answer to inputs that were moved by one ulp, where it was asked for. */
  readonly nudged: Readonly<Record<string, ArrayFile>> | undefined;
}

export type Thought =
  | { readonly kind: "prepare"; readonly request: JobRequest }
  | ({ readonly kind: "compare" } & Comparison);

export type ThoughtAnswer =
  | { readonly kind: "thought"; readonly value: Prepared | Failure | JobVerdict }
  | { readonly kind: "bug"; readonly message: string };

export interface Bounds {
  readonly signal: AbortSignal;
  readonly timeoutSeconds: number;
}

export interface Thinking {
  readonly prepare: (request: JobRequest, bounds: Bounds) => Promise<Prepared | Failure>;
  readonly compare: (comparison: Comparison, bounds: Bounds) => Promise<JobVerdict | Failure>;
  readonly close: () => Promise<void>;
}

const memoryMegabytes = 4096;

/** Of the bundle that this code runs from; of the newest one where it runs from its sources. */
function threadFile(): string {
  const beside = join(dirname(fileURLToPath(import.meta.url)), "job-thread.mjs");
  return existsSync(beside) ? beside : ownFile(`dist/${readFileSync(ownFile("dist/current"), "utf8")}/job-thread.mjs`);
}

export function startThinking(): Thinking {
  let thread: Worker | undefined;

  const started = (): Worker => {
    thread ??= new Worker(threadFile(), {
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
      env: {},
    });
    // An agent that has nothing else to do may end.
    thread.unref();
    return thread;
  };
  const end = async () => {
    const ended = thread;
    thread = undefined;
    await ended?.terminate();
  };

  const ask = <Value>(thought: Thought, { signal, timeoutSeconds }: Bounds): Promise<Value | Failure> => {
    if (signal.aborted) return Promise.resolve({ kind: "cancelled" });
    return new Promise((resolve, reject) => {
      const worker = started();
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", cancel);
        worker.off("message", heard).off("error", broke);
        settle();
      };
      const stop = (why: Failure) => finish(() => void end().then(() => resolve(why)));
      const cancel = () => stop({ kind: "cancelled" });
      const timer = setTimeout(
        () => stop({ kind: "timed-out", what: "Datawright's compiler", seconds: timeoutSeconds, output: "" }),
        timeoutSeconds * 1000,
      );
      signal.addEventListener("abort", cancel, { once: true });
      const heard = (answer: ThoughtAnswer) =>
        finish(() => (answer.kind === "bug" ? reject(new Error(answer.message)) : resolve(answer.value as Value)));
      const broke = (error: Error) => {
        thread = undefined;
        finish(() => reject(error));
      };
      worker.on("message", heard).on("error", broke);
      worker.postMessage(thought);
    });
  };

  return {
    prepare: (request, bounds) => ask<Prepared>({ kind: "prepare", request }, bounds),
    compare: (comparison, bounds) => ask<JobVerdict>({ kind: "compare", ...comparison }, bounds),
    close: end,
  };
}
