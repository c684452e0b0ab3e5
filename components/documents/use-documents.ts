import { useEffect } from "react";
import { useStudio } from "@/components/stores/studio-store";
import { emptyRecipe } from "@/components/tuning/recipe-state";
import { decodeDocument, type StudioDocument } from "./document";
import { library, openGalleryProgram, openLink, refreshDocuments } from "./document-actions";
import { keep, readKept, tabValue } from "./kept-values";
import { leaseDocument, tellSaved } from "./lease";
import { useGivenInputs } from "./use-given-inputs";

const pause = 250;

/** Opens what this tab showed before, keeps what is typed, and lets one tab at a time edit a document. */
export function useDocuments(): void {
  useOpening();
  useSaving();
  useLease();
  useGivenInputs();
}

/** The link's document, else what was open here before, else the last one kept, else the gallery's best program. */
function useOpening(): void {
  useEffect(() => {
    const start = async () => {
      if (/^#v\d+=/.test(location.hash) && (await openLink(location.hash))) return;
      // What was wrong with the link is still said when something else is open.
      const problem = useStudio.getState().notice;
      const draft = await saveDraft();
      await refreshDocuments();
      const { documents, openDocument } = useStudio.getState();
      await library().forgetInputs(documents, Date.now());
      const wanted = tabValue.read("open") ?? draft?.id;
      const document = documents.find((kept) => kept.id === wanted) ?? documents[0];
      if (document === undefined) await openGalleryProgram("hdiff");
      else {
        tabValue.write("open", document.id);
        openDocument(document);
      }
      if (problem !== undefined) useStudio.getState().setNotice(problem);
    };
    void start();
    const onHash = () => void (/^#v\d+=/.test(location.hash) && openLink(location.hash));
    window.addEventListener("hashchange", onHash);
    return () => window.removeEventListener("hashchange", onHash);
  }, []);
}

/** What was typed in the last moment of a tab that was closed, if nothing newer is kept. */
async function saveDraft(): Promise<StudioDocument | undefined> {
  const draft = decodeDocument(readKept("draft"));
  keep("draft", undefined);
  if (draft !== undefined && draft.changedAt > ((await library().get(draft.id))?.changedAt ?? 0))
    await library().put(draft);
  return draft;
}

function useSaving(): void {
  const document = useStudio((state) => state.document);
  const selected = useStudio((state) => state.selected);
  const recipe = useStudio((state) => state.recipe);
  useEffect(() => {
    if (document.id === "" || useStudio.getState().readOnly) return;
    const { selected: _selected, recipe: _recipe, ...rest } = document;
    const kept = { ...rest, ...(selected !== undefined && { selected }), ...(recipe !== emptyRecipe && { recipe }) };
    const save = async () => {
      await library().put(kept);
      tellSaved(kept.id);
      await refreshDocuments();
    };
    const timer = window.setTimeout(() => void save(), pause);
    // A closing page has no time for a database; a small value is kept at once.
    const onHide = () => void keep("draft", kept);
    window.addEventListener("pagehide", onHide);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("pagehide", onHide);
    };
  }, [document, selected, recipe]);
}

function useLease(): void {
  const id = useStudio((state) => state.document.id);
  useEffect(() => {
    if (id === "") return;
    const reload = async () => {
      const newer = await library().get(id);
      const { document, openDocument, setReadOnly } = useStudio.getState();
      // What was tried here meanwhile could not be kept: what the other tab saved is the document.
      if (newer === undefined || document.id !== id || newer.changedAt === document.changedAt) return;
      openDocument(newer);
      setReadOnly(true);
    };
    const lease = leaseDocument(id, {
      onHolder: (holder) => {
        const { readOnly, setReadOnly } = useStudio.getState();
        if (holder === "another tab") setReadOnly(true);
        else if (readOnly)
          void saveDraft()
            .then(reload)
            .then(() => setReadOnly(false));
      },
      onSaved: () => void (useStudio.getState().readOnly && reload()),
    });
    return () => lease.release();
  }, [id]);
}
