// Runs programs in the page, and compares what they gave with what NumPy gave.
import { buildWasm, lowerProgram } from "@datawright/compiler-core/compiler";
import { need } from "@datawright/compiler-core/diagnostics";
import {
  type Inputs,
  interpret,
  judge,
  type LoadedWasm,
  loadWasm,
  multiplyAddFor,
  type OracleFacts,
  type RunResult,
  runWasm,
  type StartThread,
  threadsAvailable,
  type Verdict,
} from "@datawright/compiler-core/runtime";
import type { EngineRequests, EngineRun } from "./compiler-requests";
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

/** What the engine was asked for, once for each repetition; the interpreter needs no warm start. */
async function runOn(run: EngineRun): Promise<{
  readonly result: RunResult;
  readonly threads: number;
  readonly bytes?: number;
  readonly notes: string[];
}> {
  const program = lowerProgram(run.sdfg);
  if (run.engine === "interpreter") {
    const results = Array.from({ length: run.repeat }, () => interpret(program, run.inputs, run.sizes, { now }));
    const last = need(results.at(-1), "a run");
    const seconds = results.flatMap((each) => (each.kind === "finished" ? each.seconds : []));
    return { result: last.kind === "finished" ? { ...last, seconds } : last, threads: 1, notes: [] };
  }
  // Memory is only shared in a page that is isolated from other origins.
  const threads = self.crossOriginIsolated && threadsAvailable() ? (run.threads ?? 1) : 1;
  const multiplyAdd = multiplyAddFor(run.relaxed === true ? "relaxed" : "strict");
  const artefact = buildWasm(program, run.sizes, { threads, multiplyAdd });
  const loaded = await loadWasm(artefact, startThread);
  const result = runAndStop(loaded, run.inputs, run.repeat);
  return { result, threads, bytes: artefact.bytes.length, notes: artefact.notes.map((note) => note.text) };
}

function verdictOf({ expected, nudged, reference, inputs, sizes }: EngineRun, result: RunResult): Verdict | undefined {
  if (result.kind === "raised") return undefined;
  if (expected !== undefined) return judge(result.outputs, expected, oracleWith(nudged));
  if (reference === undefined) return undefined;
  const known = interpreted({ sdfg: reference, inputs, sizes });
  return known && judge(result.outputs, known);
}

function interpreted({ sdfg, inputs, sizes }: Pick<EngineRun, "sdfg" | "inputs" | "sizes">) {
  const known = interpret(lowerProgram(sdfg), inputs, sizes, { now });
  return known.kind === "finished" ? known.outputs : undefined;
}

/** The page's Python counts in 32 bits. */
const oracleWith = (nudged: EngineRun["nudged"]): OracleFacts => ({ bits: 32, ...(nudged && { nudged }) });

serve<EngineRequests>({
  warm: async ({ threads }) => {
    if (threads > 1 && spare.length === 0) spare.push(makeThread());
    return undefined;
  },
  interpret: async (body) => interpreted(body),
  judge: async ({ actual, expected, nudged }) => judge(actual, expected, oracleWith(nudged)),
  run: async (run) => {
    const { result, ...rest } = await runOn(run);
    if (result.kind === "raised")
      return { kind: "raised", exception: result.exception, message: result.message, line: result.span.line };
    const { seconds, marshallingSeconds } = result;
    return { kind: "finished", seconds, marshallingSeconds, verdict: verdictOf(run, result), ...rest };
  },
});
