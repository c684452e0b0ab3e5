import { formatPosition, type Span } from "./span.ts";

/** Something about the user's program, said in the user's words, at a place in the user's text. */
export interface Diagnostic<Code extends string = string> {
  readonly severity: "error" | "warning" | "note";
  readonly code: Code;
  readonly span: Span;
  readonly message: string;
  /** What to write instead, when there is one thing to say. */
  readonly fix?: string;
}

/** `file:line:col: error: message. Fix.` — the form that editors and terminals make clickable. */
export function formatDiagnostic(file: string, diagnostic: Diagnostic): string {
  const fix = diagnostic.fix === undefined ? "" : `\n  ${diagnostic.fix}`;
  return `${file}:${formatPosition(diagnostic.span)}: ${diagnostic.severity}: ${diagnostic.message} [${diagnostic.code}]${fix}`;
}
