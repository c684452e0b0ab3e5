export { type Capabilities, exactFunctions } from "./capabilities.ts";
export { legalize } from "./legalize.ts";
