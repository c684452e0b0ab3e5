export { type CppArtefact, emitCpp } from "./emit.ts";
