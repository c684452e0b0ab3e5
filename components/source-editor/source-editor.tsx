"use client";
import Editor, { loader, type OnMount } from "@monaco-editor/react";
import * as monaco from "monaco-editor/editor/editor.api.js";
import "monaco-editor/features/register.all.js";
import "monaco-editor/languages/definitions/python/register.js";
import { useEffect, useRef } from "react";
import type { Diagnostic } from "@datawright/compiler-core/diagnostics";

loader.config({ monaco });

if (typeof self !== "undefined") {
  self.MonacoEnvironment = { getWorker: () => new Worker(new URL("monaco-editor/editor/editor.worker.js", import.meta.url)) };
}

export interface SourceEditorProps {
  readonly text: string;
  readonly dark: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly highlightedLines: readonly [number, number] | undefined;
  readonly onChange: (text: string) => void;
  readonly onLine: (line: number) => void;
}

const severity = { error: 8, warning: 4, note: 2 } as const;

export function SourceEditor({ text, dark, diagnostics, highlightedLines, onChange, onLine }: SourceEditorProps) {
  const editor = useRef<Parameters<OnMount>[0] | null>(null);
  const marks = useRef<ReturnType<Parameters<OnMount>[0]["createDecorationsCollection"]> | null>(null);

  const showDiagnostics = () => {
    const model = editor.current?.getModel();
    if (!model) return;
    monaco.editor.setModelMarkers(model, "datawright", diagnostics.map((d) => ({
      severity: severity[d.severity], message: d.fix === undefined ? d.message : `${d.message}\n${d.fix}`, code: d.code,
      startLineNumber: d.span.line, startColumn: d.span.column + 1, endLineNumber: d.span.endLine, endColumn: d.span.endColumn + 1,
    })));
  };
  useEffect(showDiagnostics, [diagnostics]);
  useEffect(() => {
    if (highlightedLines === undefined) {
      marks.current?.clear();
      return;
    }
    const [from, to] = highlightedLines;
    marks.current?.set([{ range: new monaco.Range(from, 1, to, 1), options: { isWholeLine: true, className: "line-selected" } }]);
    editor.current?.revealLinesInCenterIfOutsideViewport(from, to);
  }, [highlightedLines]);

  return (
    <Editor
      language="python"
      value={text}
      theme={dark ? "vs-dark" : "vs"}
      loading={<p className="soft">Loading the editor</p>}
      onChange={(value) => onChange(value ?? "")}
      onMount={(mounted) => {
        editor.current = mounted;
        marks.current = mounted.createDecorationsCollection();
        mounted.onDidChangeCursorPosition((event) => {
          if (event.reason === monaco.editor.CursorChangeReason.Explicit) onLine(event.position.lineNumber);
        });
        showDiagnostics();
      }}
      options={{ fontSize: 12, minimap: { enabled: false }, scrollBeyondLastLine: false, automaticLayout: true, fixedOverflowWidgets: true, tabSize: 4, renderWhitespace: "none", lineNumbersMinChars: 3, folding: false, ariaLabel: "Python program" }}
    />
  );
}
