// Runs programs in the page, and compares what they gave with what NumPy gave.
import { buildWasm, lowerProgram } from "@datawright/compiler-core/compiler";
import {
  type Inputs,
  judge,
  type LoadedWasm,
  loadWasm,
  type RunResult,
  runWasm,
  type StartThread,
  threadsAvailable,
} from "@datawright/compiler-core/runtime";
import type { EngineRequests } from "./compiler-requests";
import { serve } from "./worker-client";

const now = () => performance.now() / 1000;

const makeThread = () => new Worker(new URL("./thread-worker.ts", import.meta.url));
/** Made ahead, for the first run. */
const spare: Worker[] = [];

const startThread: StartThread = () => {
  const worker = spare.pop() ?? makeThread();
  return {
    send: (order) => worker.postMessage(order),
    receive: (handle) => {
      worker.onmessage = ({ data }) => handle(data);
      worker.onerror = (event) => handle({ kind: "failed", message: event.message });
    },
    stop: () => worker.terminate(),
  };
};

function runAndStop(loaded: LoadedWasm, inputs: Inputs, repeat: number): RunResult {
  try {
    return runWasm(loaded, inputs, { now, repeat });
  } finally {
    loaded.stop();
  }
}

/** The page's Python counts in 32 bits. */
const pageOracle = { bits: 32 } as const;

serve<EngineRequests>({
  warm: async ({ threads }) => {
    if (threads > 1 && spare.length === 0) spare.push(makeThread());
    return undefined;
  },
  judge: async ({ actual, expected }) => judge(actual, expected, pageOracle),
  run: async ({ sdfg, sizes, inputs, expected, repeat, threads: asked = 1 }) => {
    // Memory is only shared in a page that is isolated from other origins.
    const threads = self.crossOriginIsolated && threadsAvailable() ? asked : 1;
    const artefact = buildWasm(lowerProgram(sdfg), sizes, { threads });
    const loaded = await loadWasm(artefact, startThread);
    const result = runAndStop(loaded, inputs, repeat);
    if (result.kind === "raised")
      return { kind: "raised", exception: result.exception, message: result.message, line: result.span.line };
    const verdict = expected && judge(result.outputs, expected, pageOracle);
    return {
      kind: "finished",
      seconds: result.seconds,
      marshallingSeconds: result.marshallingSeconds,
      verdict,
      bytes: artefact.bytes.length,
      threads,
      notes: artefact.notes.map((note) => note.text),
    };
  },
});
