// What a program may be at most before anything walks down it.
import type { Diagnostic, Span } from "../diagnostics/index.ts";
import type { Statement } from "./tree.ts";

export type SyntaxCode = "syntax-error" | "nesting-too-deep" | "source-too-long";

const longestSource = 1_000_000;
/** Deeper brackets than this would exhaust the stack of a recursive parser; no program a person wrote comes near. */
const deepestBrackets = 200;
/** CPython's own bound. */
const deepestLoops = 20;

/** Of the text, before it is parsed. */
export function refuseText(text: string): Diagnostic<SyntaxCode> | undefined {
  const at = (line: number, column: number): Span => ({ line, column, endLine: line, endColumn: column + 1 });
  if (text.length > longestSource) {
    const message = `The program has ${text.length} characters; at most ${longestSource} are read.`;
    return { severity: "error", code: "source-too-long", span: at(1, 0), message };
  }
  let depth = 0;
  let line = 1;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "\n") {
      line++;
      start = i + 1;
    } else if (c === "(" || c === "[" || c === "{") {
      if (++depth > deepestBrackets) {
        const message = `Brackets are nested more than ${deepestBrackets} deep here.`;
        return { severity: "error", code: "nesting-too-deep", span: at(line, i - start), message };
      }
    } else if (c === ")" || c === "]" || c === "}") depth = Math.max(0, depth - 1);
  }
  return undefined;
}

/** Of the loops in one another. */
export function refuseLoops(body: readonly Statement[]): Diagnostic<SyntaxCode> | undefined {
  const span = loopBeyond(body, deepestLoops);
  const message = `This is not valid Python: more than ${deepestLoops} loops are nested in one another.`;
  return span && { severity: "error", code: "syntax-error", span, message };
}

/** Where a loop stands in more than `depth` others. */
function loopBeyond(body: readonly Statement[], depth: number): Span | undefined {
  for (const s of body) {
    const isLoop = s.kind === "for" || s.kind === "while";
    if (isLoop && depth === 0) return s.span;
    const within = isLoop ? depth - 1 : s.kind === "function" ? deepestLoops : depth;
    const found =
      ("body" in s ? loopBeyond(s.body, within) : undefined) ??
      ("otherwise" in s ? loopBeyond(s.otherwise, within) : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}
