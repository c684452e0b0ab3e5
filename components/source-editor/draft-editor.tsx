// A text area over the same text in colours: takes keys from the first moment on, looks as the full editor will.
import { type Ref, useMemo } from "react";
import { pythonPieces } from "./python-tokens";

export interface DraftEditorProps {
  readonly ref: Ref<HTMLTextAreaElement>;
  readonly text: string;
  readonly readOnly: boolean;
  readonly onChange: (text: string) => void;
}

export function DraftEditor({ ref, text, readOnly, onChange }: DraftEditorProps) {
  const pieces = useMemo(() => pythonPieces(text), [text]);
  const numbers = useMemo(
    () =>
      text
        .split("\n")
        .map((_, i) => i + 1)
        .join("\n"),
    [text],
  );
  const setComposing = (target: HTMLTextAreaElement, composing: boolean) => {
    target.dataset["composing"] = `${composing}`;
  };
  return (
    <div className="draft">
      <pre className="draft-numbers" aria-hidden="true">
        {numbers}
      </pre>
      <div className="draft-text">
        <pre aria-hidden="true">
          {pieces.map(({ kind, text: piece, at }) =>
            kind === "plain" ? (
              piece
            ) : (
              <span key={at} className={kind}>
                {piece}
              </span>
            ),
          )}
          {/* The last line is there even when it is empty. */ "\n"}
        </pre>
        <textarea
          ref={ref}
          data-first-focus
          aria-label="Python program"
          value={text}
          readOnly={readOnly}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          wrap="off"
          onChange={(event) => onChange(event.target.value)}
          onCompositionStart={(event) => setComposing(event.currentTarget, true)}
          onCompositionEnd={(event) => setComposing(event.currentTarget, false)}
        />
      </div>
    </div>
  );
}
