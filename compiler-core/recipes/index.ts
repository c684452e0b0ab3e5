export { type Blame, blame, type GraphVerdict } from "./blame.ts";
export { diffSteps, type StepDifference } from "./diff.ts";
export { checkRecipe, decodeRecipe, encodeRecipe, mostSteps, type Recipe, recipeFormat } from "./document.ts";
export { findTarget, type Replay, recordStep, replay, type Step } from "./replay.ts";
export { type StepObserver, type StepTimes, stepTimes } from "./step-times.ts";
export { hashOf, structuralHash, structureOf } from "./structural-hash.ts";
export { type Target, targetOf, targetsOf } from "./target.ts";
