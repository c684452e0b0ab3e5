// Small programs, one for each thing that NumPy means, with what CPython gave for them (see make-references.py).
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { need } from "../diagnostics/index.ts";
import { readNpz } from "../serialization/index.ts";
import { arraysUnder, type Reference } from "./programs.ts";

const here = fileURLToPath(new URL("reference/", import.meta.url));

export interface Snippet extends Omit<Reference, "sizes"> {
  readonly name: string;
  readonly text: string;
}

export function snippets(): readonly Snippet[] {
  const facts = JSON.parse(readFileSync(`${here}snippets.json`, "utf8")) as Record<
    string,
    Pick<Snippet, "text" | "raised">
  >;
  const arrays = need(readNpz(readFileSync(`${here}snippets.npz`)).value, "the snippets' arrays");
  return Object.entries(facts).map(([name, { text, raised }]) => ({
    name,
    text,
    raised,
    inputs: arraysUnder(arrays, `${name}/in.`),
    outputs: arraysUnder(arrays, `${name}/out.`),
  }));
}
