// What a thread beside the first one does: makes its instance of the program on the shared memory, and runs it when told.
// The function stands alone, without imports: a Node worker is started with its text, a browser's worker calls it.

export type ThreadOrder =
  | {
      readonly kind: "load";
      readonly module: WebAssembly.Module;
      readonly memory: WebAssembly.Memory;
      readonly thread: number;
      readonly threads: number;
      /** Places of 32-bit words that a thread changes when it stops, so that the others do not wait for it. */
      readonly poison: number;
      readonly generation: number;
    }
  | { readonly kind: "run"; readonly args: readonly (number | bigint)[]; readonly repeat: number };

export type ThreadReply =
  | { readonly kind: "ready" }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly message: string };

export interface ThreadPort {
  readonly send: (reply: ThreadReply) => void;
  readonly receive: (handle: (order: ThreadOrder) => void) => void;
}

export function serveThread(port: ThreadPort): void {
  let run: ((args: readonly (number | bigint)[], repeat: number) => void) | undefined;
  const fail = (error: unknown) =>
    port.send({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  port.receive((order) => {
    if (order.kind === "run") {
      run?.(order.args, order.repeat);
      return;
    }
    const { module, memory, thread, threads, poison, generation } = order;
    WebAssembly.instantiate(module, { env: { memory } }).then(({ exports }) => {
      const program = exports["run"] as (...args: (number | bigint)[]) => number;
      const barrier = exports["barrier"] as (threads: number) => void;
      run = (args, repeat) => {
        try {
          for (let i = 0; i < repeat; i++) {
            barrier(threads);
            if (program(thread, threads, ...args) !== 0) break;
          }
          port.send({ kind: "done" });
        } catch (error) {
          const words = new Int32Array(memory.buffer);
          Atomics.store(words, poison, 1);
          Atomics.add(words, generation, 1);
          Atomics.notify(words, generation);
          fail(error);
        }
      };
      port.send({ kind: "ready" });
    }, fail);
  });
}
