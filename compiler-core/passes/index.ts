export type { Pass } from "./pass.ts";
export { simplification, simplifyGraph } from "./pipeline.ts";
export { redundantCopyElimination } from "./redundant-copy-elimination.ts";
export { stateFusion } from "./state-fusion.ts";
