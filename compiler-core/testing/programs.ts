// The test programs with what CPython and NumPy gave for them at preset T (see make-references.py).
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compileText } from "../compiler/index.ts";
import { need } from "../diagnostics/index.ts";
import type { Program } from "../frontend/index.ts";
import { countOf, type NdArray, viewOf } from "../runtime/index.ts";
import { type NpyArray, readNpz } from "../serialization/index.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const galleryFolder = fileURLToPath(new URL("../../gallery", import.meta.url));

export interface Reference {
  readonly sizes: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, NdArray>>;
  readonly outputs: Readonly<Record<string, NdArray>>;
  readonly raised: { readonly exception: string; readonly message: string; readonly line: number } | null;
}

export const galleryNames: readonly string[] = readdirSync(galleryFolder)
  .filter((name) => existsSync(`${galleryFolder}/${name}/program.py`))
  .sort();
export const smallNames = ["raising", "select_positive", "swapping"] as const;
export const programNames: readonly string[] = [...galleryNames, ...smallNames];

export function textOf(name: string): string {
  const gallery = `${galleryFolder}/${name}/program.py`;
  return readFileSync(existsSync(gallery) ? gallery : `${here}programs/${name}.py`, "utf8");
}

export const now = () => performance.now() / 1000;

/** A gallery program or a small one. */
export const compiled = (name: string): Program => compiledText(textOf(name));

/** Throws with every diagnostic where the text does not compile. */
export function compiledText(text: string): Program {
  const { value, diagnostics } = compileText(text, { now });
  if (value === undefined) throw new Error(diagnostics.map((d) => `${d.span.line}: ${d.message}`).join("\n"));
  return value.program;
}

/** A program file around a kernel over arrays of N elements; `result` is the body of its `initialize`. */
export function programText(kernel: string, result: string): string {
  return `import numpy as np\n\n\n${kernel}\n\ndef initialize(N):\n    ${result}\n\n\npresets = {"T": {"N": 5}}\n`;
}

export function referenceOf(name: string): Reference {
  const facts = JSON.parse(readFileSync(`${here}reference/${name}.json`, "utf8")) as Pick<
    Reference,
    "sizes" | "raised"
  >;
  const arrays = need(readNpz(readFileSync(`${here}reference/${name}.npz`)).value, `reference of ${name}`);
  return { ...facts, inputs: arraysUnder(arrays, "in."), outputs: arraysUnder(arrays, "out.") };
}

/** At preset T, and with every size 1 and 0 that Python takes. */
export function referencesOf(name: string): readonly Reference[] {
  return [name, `${name}.1`, `${name}.0`]
    .filter((stem) => existsSync(`${here}reference/${stem}.json`))
    .map(referenceOf);
}

/** The arrays whose names begin with `prefix`, by what follows it. */
export function arraysUnder(arrays: Readonly<Record<string, NpyArray>>, prefix: string): Record<string, NdArray> {
  return Object.fromEntries(
    Object.entries(arrays)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, a]): [string, NdArray] => {
        const bytes = a.bytes.slice();
        return [
          key.slice(prefix.length),
          { dtype: a.dtype, shape: a.shape, data: viewOf(a.dtype, bytes.buffer, 0, countOf(a.shape)) },
        ];
      }),
  );
}
