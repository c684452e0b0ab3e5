/** A range of source text. Lines count from 1, columns from 0 (Python's convention); the end is exclusive. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export const noSpan: Span = { line: 0, column: 0, endLine: 0, endColumn: 0 };

/** "12:5", counted from 1 as editors show it. */
export function formatPosition(span: Span): string {
  return `${span.line}:${span.column + 1}`;
}
