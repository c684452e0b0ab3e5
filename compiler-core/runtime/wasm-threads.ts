// The other threads of a program in WebAssembly. How a thread is started is the host's business: a worker of Node or of the
// page. The thread that calls `run` is thread 0, and must be one that may wait: not the main thread of a page.
import type { ThreadOrder, ThreadReply } from "./thread-program.ts";

export interface Thread {
  readonly send: (order: ThreadOrder) => void;
  /** Every reply, and what ends it before its time as `failed`. */
  readonly receive: (handle: (reply: ThreadReply) => void) => void;
  readonly stop: () => void;
}

export type StartThread = () => Thread;

export interface Threads {
  /** Tells all to run `repeat` times; each run begins when thread 0 has come to the barrier. */
  readonly run: (args: readonly (number | bigint)[], repeat: number) => void;
  /** Lets nobody wait any longer: thread 0 has stopped. */
  readonly release: () => void;
  readonly stop: () => void;
}

/** Can memory be shared here? In a page only where it is isolated from other origins. */
export function threadsAvailable(): boolean {
  return typeof SharedArrayBuffer !== "undefined";
}

export interface ThreadedProgram {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly threads: number;
  /** Byte addresses. */
  readonly control: { readonly poison: number; readonly generation: number };
}

/** Resolves when all are ready; rejects, and stops all, when one can't be started. */
export async function startThreads(
  { module, memory, threads, control }: ThreadedProgram,
  start: StartThread,
): Promise<Threads> {
  const [poison, generation] = [control.poison / 4, control.generation / 4];
  const others = Array.from({ length: threads - 1 }, start);
  const stop = () => {
    for (const thread of others) thread.stop();
  };
  const ready = others.map(
    (thread, i) =>
      new Promise<void>((resolve, reject) => {
        thread.receive((reply) => {
          if (reply.kind === "ready") resolve();
          else if (reply.kind === "failed") reject(new Error(`thread ${i + 1}: ${reply.message}`));
        });
        thread.send({ kind: "load", module, memory, thread: i + 1, threads, poison, generation });
      }),
  );
  try {
    await Promise.all(ready);
  } catch (error) {
    stop();
    throw error;
  }
  return {
    run: (args, repeat) => {
      for (const thread of others) thread.send({ kind: "run", args, repeat });
    },
    release: () => {
      const words = new Int32Array(memory.buffer);
      Atomics.store(words, poison, 1);
      Atomics.add(words, generation, 1);
      Atomics.notify(words, generation);
    },
    stop,
  };
}
