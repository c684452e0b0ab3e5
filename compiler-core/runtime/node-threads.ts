// Threads for WebAssembly as workers of Node, whose class comes as an argument: nothing here belongs to Node.
import { serveThread, type ThreadReply } from "./thread-program.ts";
import type { StartThread } from "./wasm-threads.ts";

/** As much of `worker_threads.Worker` as is needed. */
interface NodeWorker {
  postMessage(message: unknown): void;
  on(event: "message", handle: (reply: ThreadReply) => void): unknown;
  on(event: "error", handle: (error: Error) => void): unknown;
  unref(): void;
  terminate(): unknown;
}

const program = `
  const { parentPort } = require("node:worker_threads");
  (${serveThread.toString()})({ send: (reply) => parentPort.postMessage(reply), receive: (handle) => parentPort.on("message", handle) });
`;

export function nodeThreads(Worker: new (program: string, options: { eval: true }) => NodeWorker): StartThread {
  return () => {
    const worker = new Worker(program, { eval: true });
    worker.unref();
    return {
      send: (order) => worker.postMessage(order),
      receive: (handle) => {
        worker.on("message", handle);
        worker.on("error", (error) => handle({ kind: "failed", message: error.message }));
      },
      stop: () => void worker.terminate(),
    };
  };
}
