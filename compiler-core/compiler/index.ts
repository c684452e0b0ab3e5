export type { TimedElements, Timer } from "../codegen/cpp/index.ts";
export { printWasmLines, printWasmText, type WasmOptions } from "../codegen/wasm/index.ts";
export {
  type ArraysSignature,
  type ArrayType,
  type Program,
  type Signature,
  signatureOfArrays,
} from "../frontend/index.ts";
export { buildCpp, buildWasm, type Clock, compileText, lowerProgram, type Parsed, type Stage } from "./compile.ts";
export { type OpenedGraph, openGraph } from "./open-graph.ts";
