export { strideOf } from "./map/vectorization.ts";
export { transformations } from "./registry.gen.ts";
export { transform, transformationNamed } from "./transform.ts";
export {
  defaultsOf,
  type Example,
  type Match,
  type Option,
  type OptionSchema,
  type OptionValue,
  type OptionValues,
  type Transformation,
} from "./transformation.ts";
