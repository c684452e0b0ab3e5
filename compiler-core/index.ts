// The library's front door.
export { buildCpp, buildWasm, compileText, lowerProgram, type Program } from "./compiler/index.ts";
export { interpret, judge, loadWasm, runWasm } from "./runtime/index.ts";
