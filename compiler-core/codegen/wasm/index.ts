export { wasmCapabilities } from "./capabilities.ts";
export { emitWasm, type WasmArtefact, type WasmOptions } from "./emit.ts";
export type { CodeMark } from "./function-writer.ts";
export { outOfMemory } from "./heap.ts";
export type { MemoryPlan } from "./memory-plan.ts";
export { printWasmLines, printWasmText, type WasmLine } from "./print-text.ts";
export type { Note } from "./simd-loop.ts";
export { control } from "./team.ts";
