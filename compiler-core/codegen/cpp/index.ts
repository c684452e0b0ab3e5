export { cppCapabilities } from "./capabilities.ts";
export { type CppArtefact, emitCpp } from "./emit.ts";
export type { TimedElements, Timer } from "./timers.ts";
