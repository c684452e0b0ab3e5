// A few colours for code that is only read: words, numbers, comments, strings.
export interface Token {
  readonly kind: "word" | "number" | "comment" | "string" | "plain";
  readonly text: string;
  /** Its column. */
  readonly at: number;
}

const keywords = new Set(
  "program local alloc free for in while if else check parallel simd sequential break continue return matmul void int double float bool const static inline auto struct template typename using namespace include pragma omp unsigned long char extern module func param result i32 i64 f32 f64 v128 loop block end local.get local.set br br_if call memory".split(
    " ",
  ),
);
const pattern =
  /(\/\/.*|;;.*|^#.*)|("(?:[^"\\]|\\.)*")|(\b\d[\w.]*(?:[eE][+-]?\d+)?)|([A-Za-z_][\w.]*)|([^\w"/;#]+|.)/g;

export function tokensOf(line: string): readonly Token[] {
  return [...line.matchAll(pattern)].map((match): Token => {
    const [text, comment, string, number, word] = match;
    const at = match.index;
    if (comment !== undefined) return { kind: "comment", text, at };
    if (string !== undefined) return { kind: "string", text, at };
    if (number !== undefined) return { kind: "number", text, at };
    return {
      kind:
        word !== undefined && (keywords.has(word) || /^(u?int\d+(_t)?|float\d+|complex\d+)$/.test(word))
          ? "word"
          : "plain",
      text,
      at,
    };
  });
}
