export { type Inputs, refuseInputs, shapesFor } from "./arguments.ts";
export { firstRows, withoutRows } from "./grown-results.ts";
export { interpret } from "./interpreter.ts";
export {
  allocate,
  argumentOf,
  bytesOfArray,
  copyOf,
  countOf,
  type NdArray,
  scalarArray,
  setNumber,
  type TypedData,
  viewOf,
} from "./nd-array.ts";
export { nodeThreads } from "./node-threads.ts";
export { judgeRaised, printRaised, type Raised } from "./raised.ts";
export { hasFusedMultiplyAdd, multiplyAddFor } from "./relaxed-simd.ts";
export type { RunOptions, RunResult } from "./run-result.ts";
export { serveThread, type ThreadOrder, type ThreadPort, type ThreadReply } from "./thread-program.ts";
export {
  type FoundElement,
  foundElement,
  isOff,
  judge,
  mayBeRounding,
  type OracleFacts,
  type OutputVerdict,
  type Verdict,
} from "./verdict.ts";
export { type LoadedWasm, loadWasm, runWasm } from "./wasm-host.ts";
export { type StartThread, type Thread, threadsAvailable } from "./wasm-threads.ts";
