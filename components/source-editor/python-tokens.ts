// Python's colours for a text that is shown before the editor is there.
export type PythonToken = "comment" | "string" | "number" | "keyword" | "plain";

const keywords = new Set(
  "and as assert break class continue def del elif else except False finally for from global if import in is lambda None nonlocal not or pass raise return True try while with yield".split(
    " ",
  ),
);
const pattern =
  /(#.*)|("""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|((?<!\w)\d[\w.]*)|([A-Za-z_]\w*)|([^\w#"']+|\d+)/g;

export interface PythonPiece {
  readonly kind: PythonToken;
  readonly text: string;
  /** Where it begins in the whole text. */
  readonly at: number;
}

/** Pieces that together are the text. */
export function pythonPieces(text: string): readonly PythonPiece[] {
  return [...text.matchAll(pattern)].map((match): PythonPiece => {
    const [whole, comment, string, number, word] = match;
    const kind =
      comment !== undefined
        ? "comment"
        : string !== undefined
          ? "string"
          : number !== undefined
            ? "number"
            : word !== undefined && keywords.has(word)
              ? "keyword"
              : "plain";
    return { kind, text: whole, at: match.index };
  });
}
