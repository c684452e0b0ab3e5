export type { SyntaxCode } from "./limits.ts";
export { parsePython } from "./parse-python.ts";
export type * from "./tree.ts";
