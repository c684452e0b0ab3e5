"use client";
import type { Diagnostic } from "@datawright/compiler-core/diagnostics";
// The editor itself. What it stands on is loaded in parts before it (monaco/load-editor.ts).
import Editor, { type OnMount } from "@monaco-editor/react";
import * as monaco from "monaco-editor/editor/editor.api.js";
import { useEffect, useLayoutEffect, useRef } from "react";
import { onHover } from "@/components/selection/hover";
import { defineTheme, themeName } from "./monaco/themes";
import type { SourceEditorProps } from "./source-editor";

export interface FullEditorProps extends SourceEditorProps {
  readonly onEditor: (editor: CodeEditor) => void;
}

export type CodeEditor = Parameters<OnMount>[0];

const severity = { error: 8, warning: 4, note: 2 } as const;

export function FullEditor(props: FullEditorProps) {
  const { id, text, dark, readOnly, diagnostics, highlightedLines } = props;
  const editor = useRef<CodeEditor | null>(null);
  const marks = useRef<ReturnType<CodeEditor["createDecorationsCollection"]> | null>(null);
  const hovered = useRef<ReturnType<CodeEditor["createDecorationsCollection"]> | null>(null);
  const latest = useRef(props);
  latest.current = props;
  // Before the editor asks for the theme by its name, which it does in its own effect.
  useLayoutEffect(() => defineTheme(monaco, dark), [dark]);

  const showDiagnostics = () => {
    const model = editor.current?.getModel();
    if (model) monaco.editor.setModelMarkers(model, "datawright", latest.current.diagnostics.map(markerOf));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are read from the latest props.
  useEffect(showDiagnostics, [diagnostics]);
  const showLines = () => {
    const lines = latest.current.highlightedLines;
    if (lines === undefined) {
      marks.current?.clear();
      return;
    }
    const [from, to] = lines;
    marks.current?.set([lineMark(from, to, "line-selected")]);
    if (!editor.current?.hasTextFocus()) editor.current?.revealLinesInCenterIfOutsideViewport(from, to);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are read from the latest props.
  useEffect(showLines, [highlightedLines]);
  useEffect(
    () =>
      onHover((element) => {
        const lines = element === undefined ? undefined : latest.current.linesOfElement(element);
        if (lines === undefined) hovered.current?.clear();
        else hovered.current?.set([lineMark(lines[0], lines[1], "line-hot")]);
      }),
    [],
  );

  return (
    <Editor
      path={`${id}.py`}
      language="python"
      value={text}
      theme={themeName(dark)}
      loading={null}
      onChange={(value) => props.onChange(value ?? "")}
      onMount={(mounted) => {
        editor.current = mounted;
        marks.current = mounted.createDecorationsCollection();
        hovered.current = mounted.createDecorationsCollection();
        mounted.onDidChangeCursorPosition((event) => {
          if (event.reason === monaco.editor.CursorChangeReason.Explicit)
            latest.current.onLine(event.position.lineNumber);
        });
        mounted.onMouseMove((event) => latest.current.onHoverLine(event.target.position?.lineNumber));
        mounted.onMouseLeave(() => latest.current.onHoverLine(undefined));
        forgetBrackets(mounted);
        mounted.onDidChangeModel(() => forgetBrackets(mounted));
        leaveByEscape(mounted, (step) => latest.current.onLeave(step));
        showDiagnostics();
        showLines();
        props.onEditor(mounted);
      }}
      options={{
        fontFamily: "var(--font-code)",
        fontSize: 12,
        lineHeight: 18,
        minimap: { enabled: false },
        scrollBeyondLastLine: false,
        automaticLayout: true,
        fixedOverflowWidgets: true,
        tabSize: 4,
        renderWhitespace: "none",
        lineNumbersMinChars: 3,
        lineDecorationsWidth: 8,
        folding: false,
        glyphMargin: false,
        overviewRulerBorder: false,
        hideCursorInOverviewRuler: true,
        padding: { top: 6, bottom: 6 },
        scrollbar: { verticalScrollbarSize: 8, horizontalScrollbarSize: 8 },
        occurrencesHighlight: "off",
        selectionHighlight: false,
        wordBasedSuggestions: "off",
        quickSuggestions: false,
        readOnly,
        readOnlyMessage: { value: "Another tab edits this document. Duplicate it to edit a copy here." },
        ariaLabel: "Python program. Esc and then Tab leaves the editor.",
      }}
    />
  );
}

function markerOf(d: Diagnostic): Parameters<typeof monaco.editor.setModelMarkers>[2][number] {
  return {
    severity: severity[d.severity],
    message: d.fix === undefined ? d.message : `${d.message}\n${d.fix}`,
    code: d.code,
    startLineNumber: d.span.line,
    startColumn: d.span.column + 1,
    endLineNumber: d.span.endLine,
    endColumn: d.span.endColumn + 1,
  };
}

const lineMark = (from: number, to: number, className: string) => ({
  range: new monaco.Range(from, 1, to, 1),
  options: { isWholeLine: true, className },
});

/** Pairs of brackets are not coloured; without this the model still keeps a tree of them, which a deeply nested text makes slow. */
function forgetBrackets(editor: CodeEditor): void {
  editor
    .getModel()
    ?.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
}

function leaveByEscape(editor: CodeEditor, leave: (step: 1 | -1) => void): void {
  let escaped = false;
  editor.onKeyDown((event) => {
    if (event.keyCode === monaco.KeyCode.Tab && escaped) {
      event.preventDefault();
      event.stopPropagation();
      leave(event.shiftKey ? -1 : 1);
    }
    escaped = event.keyCode === monaco.KeyCode.Escape;
  });
}
