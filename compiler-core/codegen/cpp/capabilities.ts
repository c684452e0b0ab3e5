import { type Capabilities, exactFunctions } from "../../legalize/index.ts";

/** The C library's fmod is exact everywhere. */
export const cppCapabilities: Capabilities = { functions: new Set([...exactFunctions, "fmod"]), atomicStores: true };
