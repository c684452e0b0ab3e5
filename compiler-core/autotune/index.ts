export { type AutoOptions, auto, type Tuned } from "./auto.ts";
