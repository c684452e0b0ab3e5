// The way every step is taken: asked first, then applied.
import { type Refusal, refuse } from "../diagnostics/index.ts";
import type { Sdfg } from "../sdfg/index.ts";
import { validate } from "../validation/index.ts";
import { transformations } from "./registry.gen.ts";
import { defaultsOf, type Match, type OptionValues, type Transformation } from "./transformation.ts";

export function transformationNamed(id: string): Transformation | undefined {
  return transformations.find((t) => t.id === id);
}

/**
 * The changed graph, or why not. Options that are left out have their defaults. A result that means nothing is a bug of the
 * transformation, but no reason to lose the graph: it is refused, and nothing has changed.
 */
export function transform(
  sdfg: Sdfg,
  id: string,
  match: Match,
  options: OptionValues = {},
): { readonly kind: "done"; readonly sdfg: Sdfg } | Refusal {
  const transformation = transformationNamed(id);
  if (transformation === undefined) return refuse("unknown-transformation", `There is no transformation named ${id}.`);
  const complete = { ...defaultsOf(transformation), ...options };
  const refusal = wrongOption(transformation, complete) ?? transformation.refuse(sdfg, match, complete);
  if (refusal !== undefined) return refusal;
  const result = transformation.apply(sdfg, match, complete);
  const problem = validate(result).find((p) => p.severity === "error");
  if (problem === undefined) return { kind: "done", sdfg: result };
  return refuse("invalid", `${id} would leave a graph that means nothing: ${problem.message}`, Object.values(match));
}

function wrongOption(transformation: Transformation, options: OptionValues): Refusal | undefined {
  for (const [name, value] of Object.entries(options)) {
    const option = Object.hasOwn(transformation.options, name) ? transformation.options[name] : undefined;
    if (option === undefined) return refuse("unknown-option", `${transformation.id} has no option named ${name}.`);
    const alike = Array.isArray(option.default)
      ? Array.isArray(value) && value.every((v) => typeof v === "number")
      : typeof value === typeof option.default;
    if (!alike)
      return refuse(
        "option-type",
        `The option ${name} of ${transformation.id} is not what it takes, such as ${JSON.stringify(option.default)}.`,
      );
  }
  return undefined;
}
