export type { TimedElements, Timer } from "../codegen/cpp/index.ts";
export { printWasmText, type WasmOptions } from "../codegen/wasm/index.ts";
export type { Program, Signature } from "../frontend/index.ts";
export { buildCpp, buildWasm, type Clock, compileText, lowerProgram, type Parsed, type Stage } from "./compile.ts";
