// Files that a person opens or drops. What a file is for, its ending says; what it holds is read off the page's thread.
import { checkDocument } from "@datawright/compiler-core/serialization";
import { fromShared, newDocument, type StudioDocument } from "./document";
import { printBytes } from "./memory";

export type Opened =
  | { readonly kind: "document"; readonly document: StudioDocument }
  /** A graph's file and arguments: someone who may take longer reads them. */
  | { readonly kind: "graph" | "inputs"; readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "problem"; readonly message: string };

const mostText = 4_000_000;
const mostGraph = 64_000_000;
const mostInputs = 1_000_000_000;

export async function openFile(file: File, now: number): Promise<Opened> {
  const kind = /\.npz$/i.test(file.name) ? "inputs" : /\.sdfgz?(\.gz)?$/i.test(file.name) ? "graph" : "text";
  const most = { inputs: mostInputs, graph: mostGraph, text: mostText }[kind];
  if (file.size > most)
    return problem(
      `${file.name} has ${printBytes(file.size)}, and the studio takes ${printBytes(most)} of ${{ inputs: "inputs", graph: "a graph", text: "a program" }[kind]}.`,
    );
  const bytes = await file.arrayBuffer();
  if (kind !== "text") return { kind, name: file.name, bytes: new Uint8Array(bytes) };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return problem(`${file.name} is not UTF-8 text. Save it as UTF-8 and open it again.`);
  }
  return openText(file.name, text, now);
}

export function openText(fileName: string, text: string, now: number): Opened {
  const name = stemOf(fileName);
  if (fileName.endsWith(".py"))
    return { kind: "document", document: newDocument({ name, text, provenance: "file" }, now) };
  if (!fileName.endsWith(".json"))
    return problem(
      `${fileName} can't be opened: the studio opens Python programs (.py), graphs (.sdfg), inputs (.npz) and recipes (.json).`,
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return problem(`${fileName} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { value: shared, diagnostics } = checkDocument(value);
  return shared === undefined
    ? problem(`${fileName}: ${diagnostics[0]?.message ?? "it is no recipe."}`)
    : { kind: "document", document: fromShared(shared, "file", now) };
}

export const stemOf = (fileName: string): string => fileName.replace(/(\.sdfgz?)?\.[^.]+$/i, "");

const problem = (message: string): Opened => ({ kind: "problem", message });

export function saveFile(name: string, text: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  // The download has taken its own hold of the text by the time this runs.
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
