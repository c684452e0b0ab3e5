// Opening files of every kind, inputs, and writing what can be taken along.
import { useStudio } from "@/components/stores/studio-store";
import { graphAtCursor } from "@/components/tuning/shown";
import { compiler } from "@/components/workers/services";
import { Superseded } from "@/components/workers/worker-client";
import { freeName, newDocument, newId } from "./document";
import { documentAtHand, library, showDocument } from "./document-actions";
import { type Opened, openFile, saveFile, stemOf } from "./open-files";
import { boundTo } from "./use-given-inputs";

export function chooseFiles(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = ".py,.json,.npz,.sdfg,.sdfgz,.gz";
  input.onchange = () => void openFiles([...(input.files ?? [])]);
  input.click();
}

/** Programs first: inputs that come with one are its own. Whatever can't be opened leaves everything as it was. */
export async function openFiles(files: readonly File[]): Promise<void> {
  const inOrder = [...files].sort((a, b) => Number(isInputs(a)) - Number(isInputs(b)));
  for (const file of inOrder) {
    try {
      await takeOpened(await openFile(file, Date.now()));
    } catch (error) {
      if (!(error instanceof Superseded))
        say(`${file.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

const isInputs = (file: File) => file.name.toLowerCase().endsWith(".npz");

const say = (text: string) => useStudio.getState().setNotice({ tone: "problem", text });

async function takeOpened(opened: Opened): Promise<void> {
  switch (opened.kind) {
    case "problem":
      say(opened.message);
      return;
    case "document":
      await showDocument({ ...opened.document, name: free(opened.document.name) });
      return;
    case "graph": {
      const { value, diagnostics } = await compiler().request("readGraph", { bytes: opened.bytes });
      if (value === undefined) say(`${opened.name} can't be opened: ${diagnostics[0]?.message ?? "it is no graph."}`);
      else
        await showDocument(
          newDocument({ name: free(stemOf(opened.name)), text: value, form: "graph", provenance: "file" }, Date.now()),
        );
      return;
    }
    case "inputs":
      await takeInputs(opened.name, opened.bytes);
      return;
  }
}

const free = (name: string) =>
  freeName(
    name,
    useStudio.getState().documents.map((document) => document.name),
  );

/** Inputs that the program at hand can't take are refused, and those before stay. */
async function takeInputs(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const { document } = useStudio.getState();
  const { value, diagnostics } = await compiler().request("readInputs", { bytes });
  // Another program was opened while they were read: they were not meant for it.
  if (useStudio.getState().document.id !== document.id) return;
  if (value === undefined) {
    say(`${name} can't be read: ${diagnostics[0]?.message ?? "it is no .npz file."}`);
    return;
  }
  const { compiled, graph, setInputs, setNotice, announce } = useStudio.getState();
  // While the program does not compile, the last that did says nothing.
  const program = compiled?.program === undefined ? undefined : graph;
  const bound = boundTo(program, { kind: "read", name, bytes, arrays: value });
  if (bound.kind === "misfit") {
    say(`${name} does not fit the program: ${bound.reason}`);
    return;
  }
  const id = newId();
  await library().putInputs({ id, name, bytes, addedAt: Date.now() });
  setInputs({ id, name });
  const arrays = Object.keys(value).length;
  const text = `Runs take their ${arrays} argument${arrays === 1 ? "" : "s"} from ${name} now.`;
  setNotice({ tone: "note", text, command: { id: "remove-inputs", words: "Remove" } });
  announce(text);
}

export function removeInputs(): void {
  const { document, setInputs, setNotice } = useStudio.getState();
  const before = document.inputs;
  if (before === undefined) return;
  setInputs(undefined);
  setNotice({
    tone: "note",
    text: `Runs make their own inputs again, not those of ${before.name}.`,
    command: { id: "undo", words: "Undo" },
  });
}

/** The graph at hand as a DaCe file; its recipe's steps are in it. */
export async function exportGraph(): Promise<void> {
  const state = useStudio.getState();
  const sdfg = graphAtCursor(state);
  if (sdfg === undefined) return;
  const { name, form, text } = documentAtHand();
  // A graph that nothing was done to is the file it came from.
  if (form === "graph" && state.recipe.cursor === 0) {
    saveFile(`${name}.sdfg`, text, "application/json");
    return;
  }
  const { value, diagnostics } = await compiler().request("writeGraph", { sdfg });
  const [first] = diagnostics;
  if (first !== undefined) state.setNotice({ tone: value === undefined ? "problem" : "note", text: first.message });
  if (value !== undefined) saveFile(`${name}.sdfg`, value, "application/json");
}
