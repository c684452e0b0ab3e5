// What undo goes back to, and how it is kept with its document: a reload forgets nothing that could be undone.
import { decodeRecipeState, type RecipeState } from "@/components/tuning/recipe-state";

/** What a run takes besides text and steps. */
export interface Settings {
  readonly preset: string;
  /** Sizes chosen by hand; else those of the preset. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Arguments from a file, in the place of those that `initialize` makes. */
  readonly inputs?: { readonly id: string; readonly name: string };
}

export interface Moment {
  readonly recipe: RecipeState;
  readonly settings: Settings;
}

export interface Moments {
  readonly past: readonly Moment[];
  readonly future: readonly Moment[];
}

const noMoments: Moments = { past: [], future: [] };

/** As many of each as are kept with a document. */
const mostKept = 50;

export function keptMoments({ past, future }: Moments): Moments {
  return { past: past.slice(-mostKept), future: future.slice(0, mostKept) };
}

/** From storage: a moment that is none ends its list, since what lies behind it can't be reached. */
export function decodeMoments(value: unknown): Moments {
  if (!isRecord(value)) return noMoments;
  const list = (moments: unknown) => (Array.isArray(moments) ? moments.map(decodeMoment) : []);
  const [past, future] = [list(value["past"]), list(value["future"])];
  const firstOdd = future.indexOf(undefined);
  return {
    past: past.slice(past.lastIndexOf(undefined) + 1).filter((moment) => moment !== undefined),
    future: future.slice(0, firstOdd < 0 ? future.length : firstOdd).filter((moment) => moment !== undefined),
  };
}

function decodeMoment(value: unknown): Moment | undefined {
  if (!isRecord(value) || !isRecord(value["settings"])) return undefined;
  const recipe = decodeRecipeState(value["recipe"]);
  return recipe && { recipe, settings: decodeSettings(value["settings"]) };
}

export function decodeSettings({ preset, sizes, inputs }: Readonly<Record<string, unknown>>): Settings {
  const numbers = isRecord(sizes)
    ? Object.entries(sizes).filter((entry): entry is [string, number] => Number.isSafeInteger(entry[1]))
    : undefined;
  const { id, name } = isRecord(inputs) ? inputs : {};
  return {
    preset: typeof preset === "string" ? preset : "S",
    ...(numbers !== undefined && { sizes: Object.fromEntries(numbers) }),
    ...(typeof id === "string" && typeof name === "string" && { inputs: { id, name } }),
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
