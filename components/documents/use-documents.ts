import { useEffect } from "react";
import { useStudio } from "@/components/stores/studio-store";
import { decodeDocument, type StudioDocument } from "./document";
import { asItStands, library, openGalleryProgram, openLink, refreshDocuments } from "./document-actions";
import { keep, readKept, tabValue } from "./kept-values";
import { leaseDocument, tellSaved } from "./lease";
import { useGivenInputs } from "./use-given-inputs";
import { noteVisit, onReturn, visited } from "./visits";

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
      if (isLink() && (await openLink(location.hash))) return;
      // What was wrong with the link is still said when something else is open.
      const problem = useStudio.getState().notice;
      const draft = await saveDraft();
      await refreshDocuments();
      const { documents, openDocument } = useStudio.getState();
      await library().forgetInputs(documents, Date.now());
      const wanted = visited() ?? tabValue.read("open") ?? draft?.id;
      const document = documents.find((kept) => kept.id === wanted) ?? documents[0];
      if (document === undefined) await openGalleryProgram("hdiff");
      else {
        tabValue.write("open", document.id);
        noteVisit(document.id);
        openDocument(document);
      }
      if (problem !== undefined) useStudio.getState().setNotice(problem);
    };
    void start();
    const onHash = () => void (isLink() && openLink(location.hash));
    window.addEventListener("hashchange", onHash);
    const stop = onReturn((id) => void returnTo(id));
    return () => {
      window.removeEventListener("hashchange", onHash);
      stop();
    };
  }, []);
}

/** A link that this tab has not opened yet. */
const isLink = () => /^#v\d+=/.test(location.hash) && visited() === undefined;

/** One that was deleted meanwhile leaves the tab where it is. */
async function returnTo(id: string): Promise<void> {
  const document = await library().get(id);
  if (document === undefined) return;
  tabValue.write("open", id);
  useStudio.getState().openDocument(document);
}

/** What was typed in the last moment of a tab that was closed, if nothing newer is kept. */
async function saveDraft(): Promise<StudioDocument | undefined> {
  const draft = decodeDocument(readKept("draft"));
  keep("draft", undefined);
  const before = draft && (await library().get(draft.id));
  if (draft !== undefined && draft.changedAt > (before?.changedAt ?? 0))
    await library().put({ ...draft, ...(before?.moments !== undefined && { moments: before.moments }) });
  return draft;
}

function useSaving(): void {
  const document = useStudio((state) => state.document);
  const selected = useStudio((state) => state.selected);
  const recipe = useStudio((state) => state.recipe);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is kept is made of these.
  useEffect(() => {
    if (document.id === "" || useStudio.getState().readOnly) return;
    const kept = asItStands(document);
    let isSaved = false;
    const save = async () => {
      isSaved = true;
      await library().put(kept);
      tellSaved(kept.id);
      await refreshDocuments();
    };
    const timer = window.setTimeout(() => void save(), pause);
    // A closing page has no time for a database; a small value is kept at once.
    const { moments: _, ...draft } = kept;
    const onHide = () => void keep("draft", draft);
    window.addEventListener("pagehide", onHide);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("pagehide", onHide);
      const { document: next, deleted } = useStudio.getState();
      // Another document takes its place: what was changed in the last moment is kept all the same.
      if (!isSaved && next.id !== kept.id && deleted?.id !== kept.id) void save();
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
