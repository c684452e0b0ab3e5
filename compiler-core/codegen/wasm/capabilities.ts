import { type Capabilities, exactFunctions } from "../../legalize/index.ts";

export const wasmCapabilities: Capabilities = { functions: new Set(exactFunctions), atomicStores: false };
