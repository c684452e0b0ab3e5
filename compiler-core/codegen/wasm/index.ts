export { wasmCapabilities } from "./capabilities.ts";
export { emitWasm, type WasmArtefact, type WasmOptions } from "./emit.ts";
export { outOfMemory } from "./heap.ts";
export type { MemoryPlan } from "./memory-plan.ts";
export { printWasmText } from "./print-text.ts";
export type { Note } from "./simd-loop.ts";
export { control } from "./team.ts";
