export { parsePython, type SyntaxCode } from "./parse-python.ts";
export type * from "./tree.ts";
