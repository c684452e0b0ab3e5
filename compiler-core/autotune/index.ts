export { type AutoOptions, auto, type Tuned } from "./auto.ts";
export { strictnessFor } from "./strictness.ts";
