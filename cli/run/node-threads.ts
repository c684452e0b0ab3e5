// Threads for WebAssembly as workers of Node.
import { Worker } from "node:worker_threads";
import { type StartThread, serveThread } from "../../compiler-core/runtime/index.ts";

const program = `
  const { parentPort } = require("node:worker_threads");
  (${serveThread.toString()})({ send: (reply) => parentPort.postMessage(reply), receive: (handle) => parentPort.on("message", handle) });
`;

export const startThread: StartThread = () => {
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
