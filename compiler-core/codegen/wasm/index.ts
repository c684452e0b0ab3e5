export { wasmCapabilities } from "./capabilities.ts";
export { emitWasm, type WasmArtefact } from "./emit.ts";
export type { MemoryPlan } from "./memory-plan.ts";
export type { Note } from "./simd-loop.ts";
