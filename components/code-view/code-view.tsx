"use client";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
// The program as its targets see it. A line, its node and its line of Python light up together.
import { useEffect, useMemo, useRef, useState } from "react";
import { elementUnder, hover } from "@/components/selection/hover";
import { linesOf } from "@/components/selection/source-links";
import type { CodeForm, CodeText } from "@/components/workers/compiler-requests";
import { compiler } from "@/components/workers/services";
import { Superseded } from "@/components/workers/worker-client";
import { tokensOf } from "./highlight";
import "./code-view.css";

export interface CodeViewProps {
  readonly sdfg: Sdfg | undefined;
  readonly sizes: Readonly<Record<string, number>>;
  /** The Python that the graph came from. */
  readonly text: string;
  readonly selected: string | undefined;
  readonly onSelect: (element: string) => void;
}

const forms: readonly { readonly id: CodeForm; readonly title: string; readonly about: string }[] = [
  {
    id: "loops",
    title: "Loop program",
    about: "What every target prints: loops and addressed memory, with all decisions made.",
  },
  { id: "cpp", title: "C++", about: "What the agent compiles." },
  { id: "wasm", title: "WebAssembly", about: "What this page runs, for the sizes at hand." },
];

export function CodeView({ sdfg, sizes, text, selected, onSelect }: CodeViewProps) {
  const [form, setForm] = useState<CodeForm>("loops");
  const [code, setCode] = useState<CodeText>();
  const [failure, setFailure] = useState<string>();
  const list = useRef<HTMLPreElement>(null);
  const lit = useRef<string | undefined>(undefined);

  useEffect(() => {
    if (sdfg === undefined) return;
    compiler()
      .request("code", { sdfg, sizes, form, text })
      .then(
        (made) => {
          setFailure(undefined);
          setCode(made);
        },
        (error: unknown) => {
          if (!(error instanceof Superseded)) setFailure(error instanceof Error ? error.message : String(error));
        },
      );
  }, [sdfg, sizes, form, text]);

  // An element lights up its own lines; in C++, where lines of Python are what is known, those of its line.
  const lines = useMemo(
    () => (sdfg === undefined || selected === undefined ? undefined : linesOf(sdfg, selected)),
    [sdfg, selected],
  );
  const isLit = (line: CodeText["lines"][number]) =>
    (line.element !== undefined && line.element === selected) ||
    (line.line !== undefined && lines !== undefined && lines[0] <= line.line && line.line <= lines[1]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view follows what is selected and shown.
  useEffect(() => {
    if (lit.current !== selected) list.current?.querySelector(".selected")?.scrollIntoView({ block: "nearest" });
    lit.current = selected;
  }, [selected, code]);

  const numbered = useMemo(
    () => (code?.lines ?? []).slice(0, 4000).map((line, i) => ({ line, number: i + 1 })),
    [code],
  );
  if (sdfg === undefined) return <p className="pad soft">The code appears when the program compiles.</p>;
  return (
    <div className="code-view">
      <div className="code-forms" role="radiogroup" aria-label="Which code">
        {forms.map(({ id, title, about }) => (
          <label key={id} title={about}>
            <input type="radio" name="code-form" value={id} checked={form === id} onChange={() => setForm(id)} />
            {title}
          </label>
        ))}
        <span className="soft">{code && (code.note ?? `${code.lines.length} lines`)}</span>
      </div>
      {failure !== undefined && <p className="pad wrong">This program can't be printed: {failure}</p>}
      {failure === undefined && code && (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the outline selects by keyboard; this is its pointer's way.
        // biome-ignore lint/a11y/useSemanticElements: preformatted text that is a named group.
        <pre
          role="group"
          ref={list}
          className="code-lines"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard.
          tabIndex={0}
          aria-label={forms.find((f) => f.id === form)?.title}
          onClick={(event) => {
            const element = elementUnder(event.target);
            if (element !== undefined) onSelect(element);
          }}
          onPointerOver={(event) => hover(elementUnder(event.target))}
          onPointerLeave={() => hover(undefined)}
        >
          {numbered.map(({ line, number }) => (
            <div key={number} className={`code-line ${isLit(line) ? "selected" : ""}`} data-node={line.element}>
              <span className="code-number">{number}</span>
              {tokensOf(line.text).map((token) =>
                token.kind === "plain" ? (
                  token.text
                ) : (
                  <span key={token.at} className={`token-${token.kind}`}>
                    {token.text}
                  </span>
                ),
              )}
            </div>
          ))}
        </pre>
      )}
    </div>
  );
}
