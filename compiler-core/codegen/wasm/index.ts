export { emitWasm, type WasmArtefact } from "./emit.ts";
export type { MemoryPlan } from "./memory-plan.ts";
export { wasmCapabilities } from "./capabilities.ts";
