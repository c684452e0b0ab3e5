// A document: a program, its sizes, how it came here. Plain data, kept as it is.
import { encodeLink, type SharedDocument } from "@datawright/compiler-core/serialization";
import { decodeRecipeState, type RecipeState } from "@/components/tuning/recipe-state";
import { decodeSettings, type Settings } from "./moment";

export type Provenance = "mine" | "gallery" | "file" | "link";

/** What the text is: a Python program, or a graph in DaCe's file format. */
export type DocumentForm = "python" | "graph";

export interface StudioDocument extends Settings {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly provenance: Provenance;
  /** Left out: a Python program. */
  readonly form?: DocumentForm;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  /** Which element is selected. */
  readonly selected?: string;
  readonly recipe?: RecipeState;
  /** What undo and redo go to, as it was kept: it is checked when the document is opened, not with every listing. */
  readonly moments?: unknown;
}

export const emptyDocument: StudioDocument = {
  id: "",
  name: "untitled",
  text: "",
  provenance: "mine",
  preset: "S",
  changedAt: 0,
};

export const newProgramText = `import numpy as np


def program(A, B):
    B[1:-1] = (A[:-2] + A[1:-1] + A[2:]) / 3.0


def initialize(N):
    rng = np.random.default_rng(42)
    return rng.random(N), np.zeros(N)


presets = {
    "T": {"N": 17},
    "S": {"N": 1000000},
    "M": {"N": 8000000},
}
`;

/** `crypto.randomUUID` needs a secure origin; this does not. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function newDocument(
  given: Pick<StudioDocument, "name" | "text" | "provenance"> & Partial<StudioDocument>,
  now: number,
): StudioDocument {
  return { preset: "S", ...given, id: given.id ?? newId(), changedAt: now };
}

/** `name`, or `name 2`, `name 3`, … whichever is free. */
export function freeName(name: string, taken: readonly string[]): string {
  const used = new Set(taken);
  if (!used.has(name)) return name;
  const stem = name.replace(/ \d+$/, "");
  for (let n = 2; ; n++) if (!used.has(`${stem} ${n}`)) return `${stem} ${n}`;
}

/** An untouched copy of a gallery program is opened again rather than made anew. */
export function untouchedCopy(
  documents: readonly StudioDocument[],
  name: string,
  text: string,
): StudioDocument | undefined {
  return documents.find(
    (document) => document.provenance === "gallery" && document.name === name && document.text === text,
  );
}

/** What links and recipe files carry. */
export function sharedDocument(document: StudioDocument, sizes: Readonly<Record<string, number>>): SharedDocument {
  return {
    format: 1,
    madeBy: "Datawright 0.1",
    program: { name: document.name, text: document.text, ...(document.form === "graph" && { form: "graph" }) },
    sizes,
    steps: document.recipe?.steps ?? [],
  };
}

/** The whole document as the fragment of a link. */
export function linkFragment(document: StudioDocument, sizes: Readonly<Record<string, number>>): string {
  return encodeLink(sharedDocument(document, sizes));
}

export function fromShared(shared: SharedDocument, provenance: "link" | "file", now: number): StudioDocument {
  const given = Object.keys(shared.sizes).length > 0 ? { sizes: shared.sizes } : {};
  const recipe = shared.steps.length > 0 ? decodeRecipeState({ steps: shared.steps }) : undefined;
  const { name, text, form } = shared.program;
  return newDocument(
    { name, text, ...(form !== undefined && { form }), provenance, ...given, ...(recipe && { recipe }) },
    now,
  );
}

/** A value from storage is a document if it has what one must have. */
export function decodeDocument(value: unknown): StudioDocument | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const given = value as Record<string, unknown>;
  const { id, name, text, provenance, changedAt, selected, form } = given;
  if (typeof id !== "string" || typeof name !== "string" || typeof text !== "string") return undefined;
  const [recipe, moments] = [decodeRecipeState(given["recipe"]), given["moments"]];
  const known = (["mine", "gallery", "file", "link"] as const).find((p) => p === provenance) ?? "mine";
  return {
    id,
    name,
    text,
    provenance: known,
    ...decodeSettings(given),
    changedAt: typeof changedAt === "number" ? changedAt : 0,
    ...(typeof selected === "string" && { selected }),
    ...(recipe && { recipe }),
    ...(form === "graph" && { form }),
    ...(moments !== undefined && { moments }),
  };
}
