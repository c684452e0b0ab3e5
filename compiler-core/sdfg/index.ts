export { array, contiguousStrides, edge, pointSubset, transient, volumeOf, wholeOf } from "./build.ts";
export { bytesOf, type DType, type DTypeKind, dtypes, isComplex, isDType, isInteger, kindOf, partOf } from "./dtype.ts";
export { closeDraft, type Draft, edited, freeName, openDraft, replaceState, rewired, stateIn } from "./edit.ts";
export type * from "./graph.ts";
export { printSdfg } from "./print.ts";
export { printScalar } from "./print-scalar.ts";
export { floatingOf, type Promoted, promote, sumTypeOf } from "./promotion.ts";
export { rowsOf } from "./result-rows.ts";
export {
  type ArithmeticOperator,
  type ComparisonOperator,
  cast,
  constant,
  index,
  input,
  mapOperands,
  operandsOf,
  renameInputs,
  type Scalar,
  type ScalarFunction,
  substituteInScalar,
  symbolsOfScalar,
  walkScalar,
} from "./scalar.ts";
export { entryOfExit, type FileScopes, opensScope, scopesOf } from "./scopes-of.ts";
export {
  type Adjacency,
  adjacency,
  blockOf,
  childrenOf,
  edgesInto,
  edgesOutOf,
  entryOf,
  exitOf,
  loopsAround,
  nodeOf,
  nodesInScope,
  nodesOf,
  parents,
  scopes,
  statesOf,
  topological,
  walkBlocks,
} from "./walk.ts";
