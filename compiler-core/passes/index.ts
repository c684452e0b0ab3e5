export type { Pass } from "./pass.ts";
export { simplification, simplifyGraph } from "./pipeline.ts";
