"use client";
// The source, which can be read and typed into at once; the full editor takes the plain one's place when it is there.
import type { Diagnostic } from "@datawright/compiler-core/diagnostics";
import { useEffect, useRef, useState } from "react";
import { DraftEditor } from "./draft-editor";
import type { CodeEditor, FullEditor } from "./full-editor";
import { loadEditor } from "./monaco/load-editor";
import "./source-editor.css";

export type Lines = readonly [number, number];

export interface SourceEditorProps {
  /** The document's id: another one is another text, with its own undo. */
  readonly id: string;
  readonly text: string;
  readonly dark: boolean;
  readonly readOnly: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly highlightedLines: Lines | undefined;
  /** What else the page needs for its first picture is there: the full editor may be loaded. */
  readonly pageIsUsable: boolean;
  readonly linesOfElement: (element: string) => Lines | undefined;
  readonly onChange: (text: string) => void;
  /** The person went to this line. */
  readonly onLine: (line: number) => void;
  /** The pointer is over this line, or over none. */
  readonly onHoverLine: (line: number | undefined) => void;
  /** Esc and then Tab. */
  readonly onLeave: (step: 1 | -1) => void;
  /** The full editor is there. */
  readonly onReady: () => void;
}

export function SourceEditor(props: SourceEditorProps) {
  const { id, text, readOnly, pageIsUsable, onChange, onReady } = props;
  const draft = useRef<HTMLTextAreaElement>(null);
  const [Full, setFull] = useState<{ readonly Editor: typeof FullEditor }>();
  const [taken, setTaken] = useState(false);
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    if (!pageIsUsable) return;
    let current = true;
    loadEditor().then(
      (Editor) => current && setFull({ Editor }),
      (error: unknown) => current && setFailure(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      current = false;
    };
  }, [pageIsUsable]);

  const takeOver = (editor: CodeEditor) => {
    const typed = draft.current;
    if (typed !== null) handOver(typed, editor);
    setTaken(true);
    onReady();
  };
  return (
    <div className="source-editor">
      {Full && (
        <Full.Editor {...props} onEditor={(editor) => afterComposition(draft.current, () => takeOver(editor))} />
      )}
      {!taken && <DraftEditor key={id} ref={draft} text={text} readOnly={readOnly} onChange={onChange} />}
      {failure && (
        <p className="soft pad">The full editor could not be loaded: {failure} Typing works; reloading tries again.</p>
      )}
    </div>
  );
}

/** What was begun with an input method ends where it began. */
function afterComposition(typed: HTMLTextAreaElement | null, act: () => void): void {
  if (typed?.dataset["composing"] === "true") typed.addEventListener("compositionend", () => act(), { once: true });
  else act();
}

/** The text as it stands at this moment, cursor, scroll position and focus move to the editor. */
function handOver(typed: HTMLTextAreaElement, editor: CodeEditor): void {
  if (editor.getValue() !== typed.value) editor.setValue(typed.value);
  const model = editor.getModel();
  if (model === null) return;
  const [from, to] = [model.getPositionAt(typed.selectionStart), model.getPositionAt(typed.selectionEnd)];
  editor.setSelection({
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  });
  editor.setScrollPosition({
    scrollTop: typed.closest(".draft")?.scrollTop ?? 0,
    scrollLeft: typed.closest(".draft")?.scrollLeft ?? 0,
  });
  if (document.activeElement === typed) editor.focus();
}
