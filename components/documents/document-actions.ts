// What is done with documents: new, open, rename, duplicate, export, delete and its undo, share.
import { decodeLink } from "@datawright/compiler-core/serialization";
import { sizesOf } from "@/components/runs/run-subject";
import { useStudio } from "@/components/stores/studio-store";
import { emptyRecipe } from "@/components/tuning/recipe-state";
import {
  freeName,
  fromShared,
  linkFragment,
  newDocument,
  newId,
  newProgramText,
  type StudioDocument,
  sharedDocument,
  untouchedCopy,
} from "./document";
import { gallery } from "./gallery.gen";
import { tabValue } from "./kept-values";
import { Library } from "./library";
import { keptMoments } from "./moment";
import { saveFile } from "./open-files";
import { noteVisit } from "./visits";

let made: Library | undefined;

export function library(): Library {
  made ??= new Library((state) => useStudio.getState().setStorage(state));
  return made;
}

export async function refreshDocuments(): Promise<void> {
  useStudio.getState().setDocuments(await library().list());
}

/** Shows a document that is kept already, or keeps it first. */
export async function showDocument(document: StudioDocument): Promise<void> {
  noteVisit(document.id);
  useStudio.getState().openDocument(document);
  useStudio.getState().setNotice(undefined);
  tabValue.write("open", document.id);
  await library().put(document);
  await refreshDocuments();
}

const names = () => useStudio.getState().documents.map((document) => document.name);

export function createDocument(): Promise<void> {
  return showDocument(
    newDocument({ name: freeName("untitled", names()), text: newProgramText, provenance: "mine" }, Date.now()),
  );
}

export async function openGalleryProgram(name: string): Promise<void> {
  const program = gallery.find((candidate) => candidate.name === name);
  if (program === undefined) return;
  const kept = untouchedCopy(await library().list(), name, program.text);
  await showDocument(kept ?? newDocument({ name, text: program.text, provenance: "gallery" }, Date.now()));
}

export async function duplicateDocument(document: StudioDocument): Promise<void> {
  const whole = asItStands(document);
  await showDocument({ ...whole, id: newId(), name: freeName(document.name, names()), changedAt: Date.now() });
}

export async function deleteDocument(given: StudioDocument): Promise<void> {
  const document = asItStands(given);
  useStudio.getState().setDeleted(document);
  await library().remove(document.id);
  await refreshDocuments();
  const { document: open, documents, setNotice } = useStudio.getState();
  if (open.id === document.id) {
    const next = documents.find((other) => other.id !== document.id);
    if (next === undefined) await openGalleryProgram("hdiff");
    else await showDocument(next);
  }
  setNotice({ tone: "note", text: `“${document.name}” is deleted.`, command: { id: "undo-delete", words: "Undo" } });
}

export async function undoDelete(): Promise<void> {
  const { deleted, setDeleted } = useStudio.getState();
  if (deleted === undefined) return;
  setDeleted(undefined);
  await showDocument(deleted);
}

export function exportDocument(form: "python" | "recipe"): void {
  const state = useStudio.getState();
  const document = documentAtHand();
  if (form === "python") saveFile(`${document.name}.py`, document.text, "text/x-python");
  else
    saveFile(
      `${document.name}.json`,
      `${JSON.stringify(sharedDocument(document, sizesOf(state)), undefined, 2)}\n`,
      "application/json",
    );
}

/** The fragment of any host's link. Opening never runs anything. */
export async function openLink(fragment: string): Promise<boolean> {
  const { value, diagnostics } = decodeLink(fragment);
  if (value === undefined) {
    useStudio.getState().setNotice({ tone: "problem", text: diagnostics[0]?.message ?? "This link can't be opened." });
    return false;
  }
  const document = fromShared(value, "link", Date.now());
  const same = (await library().list()).find(
    (kept) =>
      kept.provenance === "link" &&
      kept.name === document.name &&
      kept.text === document.text &&
      kept.form === document.form,
  );
  await showDocument(same ?? document);
  useStudio.getState().setNotice({ tone: "note", text: "This program came with a link. Nothing has been run." });
  return true;
}

const longestLink = 64_000;

/** The whole document as a link in the address bar, and on the clipboard where that is allowed. */
export async function shareDocument(): Promise<void> {
  const state = useStudio.getState();
  const { setNotice } = state;
  const document = documentAtHand();
  const fragment = linkFragment(document, sizesOf(state));
  const exporting = { id: document.form === "graph" ? "export-graph" : "export-recipe", words: "Export as a file" };
  // A link that does not travel, or that nobody could open, is none.
  if (fragment.length > longestLink || decodeLink(fragment).value === undefined) {
    const text = `This is too large for a link: it would have ${fragment.length.toLocaleString("en")} letters, and ${longestLink.toLocaleString("en")} is what browsers and mail pass on. Send it as a file.`;
    setNotice({ tone: "problem", text, command: exporting });
    return;
  }
  const link = `${location.origin}${location.pathname}${fragment}`;
  history.replaceState(history.state, "", link);
  const long = link.length > 8000 ? " It is long: some programs cut long links, so a file may travel better." : "";
  try {
    await navigator.clipboard.writeText(link);
    setNotice({
      tone: "note",
      text: `The link is copied. It holds the whole program; no server sees it.${long}`,
      command: exporting,
    });
  } catch {
    // Without permission for the clipboard the address bar has it, and the message says so.
    setNotice({
      tone: "note",
      text: `The link is in the address bar. It holds the whole program; no server sees it.${long}`,
      command: exporting,
    });
  }
}

/** The open document as it is kept: with what is selected, its recipe and its undo. Any other is as it was kept. */
export function asItStands(document: StudioDocument): StudioDocument {
  const { document: open, selected, recipe, past, future } = useStudio.getState();
  if (document.id !== open.id) return document;
  const { selected: _selected, recipe: _recipe, moments: _moments, ...rest } = open;
  return {
    ...rest,
    ...(selected !== undefined && { selected }),
    ...(recipe !== emptyRecipe && { recipe }),
    ...(past.length + future.length > 0 && { moments: keptMoments({ past, future }) }),
  };
}

/** The open document with the steps that are taken now. */
export function documentAtHand(): StudioDocument {
  const { document, recipe } = useStudio.getState();
  return { ...document, recipe: { ...recipe, steps: recipe.steps.slice(0, recipe.cursor) } };
}
