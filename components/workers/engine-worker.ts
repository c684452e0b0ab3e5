// Runs programs in the page, and compares what they gave with what NumPy gave.
import { buildWasm, lowerProgram } from "@datawright/compiler-core/compiler";
import { need } from "@datawright/compiler-core/diagnostics";
import {
  type Inputs,
  interpret,
  judge,
  type LoadedWasm,
  loadWasm,
  mayBeRounding,
  multiplyAddFor,
  type NdArray,
  type OracleFacts,
  type RunResult,
  runWasm,
  type StartThread,
  threadsAvailable,
  type Verdict,
} from "@datawright/compiler-core/runtime";
import { nudgedInputs } from "@/components/runs/nudged-inputs";
import { differenceOf } from "@/components/verification/differences";
import type { EngineRequests, EngineResult, EngineRun } from "./compiler-requests";
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

type Checked = Pick<Extract<EngineResult, { kind: "finished" }>, "verdict" | "differences">;

function check({ expected, nudged, reference, inputs, sizes }: EngineRun, result: RunResult): Checked {
  if (result.kind === "raised") return { verdict: undefined };
  if (expected !== undefined)
    return withDifferences(judge(result.outputs, expected, oracleWith(nudged)), result.outputs, expected);
  const known = reference && interpreted({ sdfg: reference, inputs, sizes });
  if (reference === undefined || known === undefined) return { verdict: undefined };
  const plain = judge(result.outputs, known);
  const moved = mayBeRounding(plain.outputs) ? interpreted({ sdfg: reference, inputs, sizes, nudge: true }) : undefined;
  const verdict = moved === undefined ? plain : judge(result.outputs, known, { nudged: moved });
  return withDifferences(verdict, result.outputs, known);
}

function withDifferences(
  verdict: Verdict,
  actual: Readonly<Record<string, NdArray>>,
  expected: Readonly<Record<string, NdArray>>,
): Checked {
  if (verdict.kind !== "wrong") return { verdict };
  const differences = verdict.outputs.flatMap(({ name, right }) => {
    const known = expected[name];
    return right || known === undefined ? [] : (differenceOf(name, actual[name], known) ?? []);
  });
  return { verdict, differences };
}

function interpreted({ sdfg, inputs, sizes, nudge = false }: EngineRequests["interpret"]["body"]) {
  const known = interpret(lowerProgram(sdfg), nudge ? nudgedInputs(inputs) : inputs, sizes, { now });
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
    return { kind: "finished", seconds, marshallingSeconds, ...check(run, result), ...rest };
  },
});
