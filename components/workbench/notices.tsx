// One line under the toolbar for each thing that the person should know now.
import type { Command } from "@/components/commands/command";
import { whyNotGiven } from "@/components/stores/inputs-slice";
import type { Notice } from "@/components/stores/notice-slice";
import type { StudioState } from "@/components/stores/studio-store";

export interface NoticesProps {
  readonly state: StudioState;
  readonly commands: readonly Command[];
}

export function Notices({ state, commands }: NoticesProps) {
  const { notice, setNotice } = state;
  return (
    <>
      {standing(state).map((each) => (
        <NoticeLine key={each.text} notice={each} commands={commands} />
      ))}
      {notice && <NoticeLine notice={notice} commands={commands} onClose={() => setNotice(undefined)} />}
      <div className="visually-hidden" role="status" aria-live="polite">
        {state.announcement}
      </div>
    </>
  );
}

/** What holds as long as its cause does. */
function standing({ storage, readOnly, python, given }: StudioState): readonly Notice[] {
  const notices: Notice[] = [];
  if (readOnly)
    notices.push({
      tone: "note",
      text: "This program is open in another tab, which edits it. Here it can be read.",
      command: { id: "duplicate", words: "Duplicate" },
    });
  if (storage.kind === "full")
    notices.push({
      tone: "problem",
      text: "This browser's storage is full: what you type is held in this page only. Delete programs you don't need, or export this one.",
      command: { id: "export-recipe", words: "Export" },
    });
  if (storage.kind === "blocked")
    notices.push({
      tone: "problem",
      text: `This browser keeps nothing for this page (${storage.reason}). All works, but closing the tab loses what you typed.`,
      command: { id: "export-recipe", words: "Export" },
    });
  const misfit = given.kind === "misfit" || given.kind === "refused" ? whyNotGiven(given) : undefined;
  if (misfit !== undefined)
    notices.push({
      tone: "problem",
      text: misfit,
      command: { id: "remove-inputs", words: "Remove the inputs" },
    });
  if (python.kind === "failed")
    notices.push({
      tone: "problem",
      text: `Python can't be had in this page, so programs can't be run or checked here: ${python.message} Editing, the graph and the code still work.`,
    });
  return notices;
}

function NoticeLine({
  notice,
  commands,
  onClose,
}: {
  readonly notice: Notice;
  readonly commands: readonly Command[];
  readonly onClose?: () => void;
}) {
  const command = notice.command && commands.find((candidate) => candidate.id === notice.command?.id);
  return (
    <div className={`notice ${notice.tone}`} role={notice.tone === "problem" ? "alert" : "status"}>
      <span>{notice.text}</span>
      {command && (
        <button type="button" onClick={command.run}>
          {notice.command?.words}
        </button>
      )}
      <span className="spacer" />
      {onClose && (
        <button type="button" className="quiet" aria-label="Close this message" onClick={onClose}>
          ✕
        </button>
      )}
    </div>
  );
}
