// Files that journeys open, made here so that they are the same every time.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Page, test } from "@playwright/test";
import { npzOf } from "../cli/run/inputs-file.ts";
import { compileText } from "../compiler-core/compiler/index.ts";
import { need } from "../compiler-core/diagnostics/index.ts";
import { allocate, type NdArray } from "../compiler-core/runtime/index.ts";
import { writeSdfgFile } from "../compiler-core/serialization/index.ts";

export interface NamedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Through the button, as a person would. */
export async function openByButton(page: Page, ...files: readonly NamedFile[]): Promise<void> {
  await page.locator(".document-button").click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Open a file…" }).click();
  // From the disk: handed over in memory, a large file would hold up the page, and not by the page's doing.
  const paths = files.map(({ name, content }) => {
    const path = test.info().outputPath(name);
    writeFileSync(path, content);
    return path;
  });
  await (await chooser).setFiles(paths);
}

/** Dropped on the workbench. */
export async function drop(page: Page, ...files: readonly NamedFile[]): Promise<void> {
  const carried = files.map(({ name, content }) => ({ name, base64: Buffer.from(content).toString("base64") }));
  const transfer = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const { name, base64 } of all)
      data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
    return data;
  }, carried);
  for (const type of ["dragover", "drop"])
    await page.locator(".workbench").dispatchEvent(type, { dataTransfer: transfer });
}

export function npz(arrays: Readonly<Record<string, readonly number[]>>): Uint8Array {
  return npzOf(
    Object.fromEntries(
      Object.entries(arrays).map(([name, values]): [string, NdArray] => {
        const array = allocate("float64", [values.length]);
        (array.data as Float64Array).set(values);
        return [name, array];
      }),
    ),
  );
}

/** A program's graph in DaCe's format. */
export function graphFile(text: string): string {
  const program = need(compileText(text, { now: () => 0 }).value, "the program").program;
  return need(writeSdfgFile(program.sdfg).value, "the file");
}

export function galleryText(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../gallery/${name}/program.py`, import.meta.url)), "utf8");
}

/** Each statement is two maps, two tasklets and their arrays: nine nodes; in loops of eight. */
export function largeGraph(statements: number): string {
  const lines = Array.from({ length: statements }, (_, i) => {
    const [from, to] = i % 2 === 0 ? ["A", "B"] : ["B", "A"];
    const head = i % 8 === 0 ? [`    for t${i / 8} in range(3):`] : [];
    return [...head, `        ${to}[1:-1] = ${from}[1:-1] * ${1 + i / statements} + ${from}[:-2]`];
  });
  return graphFile(
    `import numpy as np\n\n\ndef large(A, B):\n${lines.flat().join("\n")}\n\n\ndef initialize(N):\n    return np.zeros(N), np.ones(N)\n`,
  );
}
