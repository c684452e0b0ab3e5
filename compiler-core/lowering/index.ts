export { joined } from "./join.ts";
export type * from "./loop-program.ts";
export {
  bodiesOf,
  indexValue,
  mapBodies,
  mapValue,
  mapValues,
  valueOperands,
  valuesOf,
  walkStatements,
  walkValues,
} from "./loop-program.ts";
export { lower } from "./lower.ts";
export { printLoopProgram, printValue } from "./print.ts";
export { specialize } from "./specialize.ts";
