// Files that a person opens or drops: Python, and recipe documents. What a file is, is told by what it holds.
import { checkDocument } from "@datawright/compiler-core/serialization";
import { fromShared, newDocument, type StudioDocument } from "./document";

export type Opened =
  | { readonly kind: "document"; readonly document: StudioDocument }
  | { readonly kind: "problem"; readonly message: string };

const largest = 20_000_000;

export async function openFile(file: File, now: number): Promise<Opened> {
  if (file.size > largest)
    return problem(`${file.name} is larger than ${largest / 1e6} MB, which is more than a program has.`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return problem(`${file.name} is not UTF-8 text. Save it as UTF-8 and open it again.`);
  }
  return openText(file.name, text, now);
}

export function openText(fileName: string, text: string, now: number): Opened {
  const name = fileName.replace(/\.[^.]+$/, "");
  if (fileName.endsWith(".py"))
    return { kind: "document", document: newDocument({ name, text, provenance: "file" }, now) };
  if (!fileName.endsWith(".json"))
    return problem(`${fileName} can't be opened: the studio opens Python programs (.py) and recipes (.json).`);
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

const problem = (message: string): Opened => ({ kind: "problem", message });

export function saveFile(name: string, text: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  // The download has taken its own hold of the text by the time this runs.
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
