export { type Environment, evaluate } from "./evaluate.ts";
export {
  type Atom,
  add,
  atomExpr,
  constantDifference,
  constantOf,
  type Expr,
  equal,
  type Factor,
  int,
  mul,
  neg,
  one,
  scale,
  sub,
  sum,
  symbol,
  symbolOf,
  symbolsOf,
  type Term,
  zero,
} from "./expr.ts";
export { max, min } from "./extrema.ts";
export { ceilDiv, floorDiv, mod } from "./integer-division.ts";
export { printExpr } from "./print.ts";
export {
  type Answer,
  type Assumptions,
  assume,
  type Bounds,
  constantBound,
  isAtMost,
  isEqual,
  isLess,
  isNonNegative,
  nothingAssumed,
} from "./prove.ts";
export {
  equalRanges,
  equalSubsets,
  isPoint,
  lengthOf,
  point,
  printRange,
  printSubset,
  type Range,
  range,
  type Subset,
  substituteRange,
  substituteSubset,
  symbolsOfRange,
} from "./range.ts";
export { obtained, remembered } from "./remember.ts";
export { simplify } from "./simplify.ts";
export { type Bindings, substitute } from "./substitute.ts";
