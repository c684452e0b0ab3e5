export { type Capabilities, exactFunctions } from "./capabilities.ts";
export { legalize } from "./legalize.ts";
export { freshName, namesIn } from "./rewrite.ts";
