export type { FrontendCode } from "./problem.ts";
export { compileModule, type FrontendOptions, type Program } from "./program.ts";
export { type ArraysSignature, type ArrayType, signatureOfArrays } from "./signature/from-arrays.ts";
export type { ArgumentType, Signature } from "./signature/signature.ts";
