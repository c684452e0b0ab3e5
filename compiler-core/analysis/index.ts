export { assumptionsIn, boundsOf, withParameters } from "./assumptions.ts";
export { type Access, accessOf, codeOf, isVisible, stateHolding, symbolsIn, type Uses, usesOf } from "./containers.ts";
export { type Count, evaluateCount, printCount } from "./count.ts";
export { type Dependence, dependenceAmong, isOutermost, mapRaises } from "./dependence.ts";
export {
  type BodyStep,
  type FlatMap,
  flatMapOf,
  isElement,
  isRegister,
  mayRaiseIn,
  type Operand,
  readsOf,
  unitOfFlatMap,
  writesOf,
} from "./flat-map.ts";
export { anyValueOf, definedIn, type Iterated, withParameter } from "./iterated.ts";
export { type Collision, collisionOf, covers, disjoint, type IteratedAccess } from "./overlap.ts";
export { propagated, slopeIn } from "./propagate.ts";
export { blockAccesses, readsByName, type ScopeAccess, scopeAccesses } from "./scope-accesses.ts";
export { timedElements } from "./timed-elements.ts";
export { obstacleIn } from "./understood.ts";
export {
  assemble,
  type Effects,
  effectsOf,
  mayRaise,
  namesOnce,
  type Port,
  predecessors,
  type Unit,
  unitsOf,
  unitWith,
} from "./units.ts";
export { type ElementWork, type GraphWork, type Work, workOf } from "./work.ts";
