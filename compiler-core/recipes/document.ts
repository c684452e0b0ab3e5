// A recipe as it is kept: declared, checked and migrated in one place. What comes from a file or a link is not trusted.
import { type Refusal, refuse } from "../diagnostics/index.ts";
import type { OptionValue, OptionValues } from "../transformations/index.ts";
import type { Step } from "./replay.ts";
import type { Target } from "./target.ts";

export const recipeFormat = 1;
export const mostSteps = 500;

export interface Recipe {
  readonly kind: "recipe";
  readonly strictness: "strict" | "relaxed";
  readonly steps: readonly Step[];
}

export function encodeRecipe(recipe: Omit<Recipe, "kind">): string {
  return `${JSON.stringify({ format: recipeFormat, strictness: recipe.strictness, steps: recipe.steps }, null, 2)}\n`;
}

/** From one format to the next; the place in the list is the format it starts from. Format 0 had a bare list of steps. */
const migrations: readonly ((value: unknown) => unknown)[] = [
  (value) => ({ format: 1, strictness: "relaxed", steps: value }),
];

export function decodeRecipe(text: string): Recipe | Refusal {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse("json", `This is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  return checkRecipe(value);
}

/** The value of a JSON text as a recipe, or the first thing that is wrong with it. */
export function checkRecipe(value: unknown): Recipe | Refusal {
  let current = value;
  const format = Array.isArray(value) ? 0 : isRecord(value) ? value["format"] : undefined;
  if (typeof format !== "number" || !Number.isInteger(format) || format < 0)
    return refuse("format", "A recipe says in `format` how it is written; this one does not.");
  if (format > recipeFormat)
    return refuse("newer", `The recipe has format ${format}; this version reads up to ${recipeFormat}.`);
  for (const migrate of migrations.slice(format)) current = migrate(current);
  if (!isRecord(current) || !Array.isArray(current["steps"]))
    return refuse("steps", "The recipe has no list of steps.");
  const steps: readonly unknown[] = current["steps"];
  if (steps.length > mostSteps)
    return refuse("too-many-steps", `The recipe has ${steps.length} steps; ${mostSteps} are allowed.`);
  const strictness = current["strictness"];
  if (strictness !== "strict" && strictness !== "relaxed")
    return refuse("strictness", "The recipe's `strictness` is neither strict nor relaxed.");
  const checked: Step[] = [];
  for (const [i, step] of steps.entries()) {
    const good = stepFrom(step);
    if (good === undefined) return refuse("step", `Step ${i + 1} of the recipe is not a step.`);
    checked.push(good);
  }
  return { kind: "recipe", strictness, steps: checked };
}

function stepFrom(value: unknown): Step | undefined {
  if (!isRecord(value) || typeof value["transformation"] !== "string" || typeof value["after"] !== "string")
    return undefined;
  const target = recordOf(value["target"], targetFrom);
  const options: OptionValues | undefined = recordOf(value["options"], optionFrom);
  return target === undefined || options === undefined
    ? undefined
    : { transformation: value["transformation"], target, options, after: value["after"] };
}

function targetFrom(value: unknown): Target | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, loops, reads, writes, statement, line, ordinal } = value;
  if (
    typeof kind !== "string" ||
    typeof statement !== "string" ||
    !isCount(line) ||
    !isCount(ordinal) ||
    !areNames(loops) ||
    !areNames(reads) ||
    !areNames(writes)
  )
    return undefined;
  return { kind, loops, reads, writes, statement, line, ordinal };
}

function optionFrom(value: unknown): OptionValue | undefined {
  if (typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value)))
    return value;
  return Array.isArray(value) && value.every((v) => typeof v === "number" && Number.isFinite(v))
    ? (value as number[])
    : undefined;
}

/** A record whose every value passes; names that reach an object's prototype do not. */
function recordOf<Value>(
  value: unknown,
  from: (value: unknown) => Value | undefined,
): Readonly<Record<string, Value>> | undefined {
  if (!isRecord(value)) return undefined;
  const entries: [string, Value][] = [];
  for (const [name, inner] of Object.entries(value)) {
    const good = from(inner);
    if (good === undefined || name === "__proto__" || name === "constructor" || name === "prototype") return undefined;
    entries.push([name, good]);
  }
  return Object.fromEntries(entries);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const areNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length <= 10_000 && value.every((v) => typeof v === "string");
