// A function with returns inside branches, rewritten to one return at its end: what follows a branch that returns becomes the
// other branch, and each return names its value.
//   if c: return a          if c: (result) = a
//   rest; return b     →    else: rest; (result) = b
//                           return (result)
import type { Expression, Statement } from "../../syntax/index.ts";

/** A name that no program can write. */
const resultName = (i: number | undefined) => (i === undefined ? "(result)" : `(result ${i})`);

export function withSingleReturn(body: readonly Statement[]): readonly Statement[] {
  if (!body.some((s) => s.kind === "if" && (alwaysReturns(s.body) || alwaysReturns(s.otherwise)))) return body;
  const arity = arityOf(body);
  const last = body.at(-1);
  if (arity === "different" || last === undefined) return body;
  const span = last.span;
  const name = (i: number | undefined): Expression => ({ kind: "name", span, id: resultName(i) });
  const result: Expression | undefined =
    arity === "none"
      ? undefined
      : arity === "one"
        ? name(undefined)
        : { kind: "tuple", span, items: Array.from({ length: arity }, (_, i) => name(i)) };
  const rewritten = flattened(body, result);
  return [...rewritten, { kind: "return", span, ...(result && { value: result }) }];
}

function flattened(body: readonly Statement[], result: Expression | undefined): Statement[] {
  const out: Statement[] = [];
  for (const [i, s] of body.entries()) {
    if (s.kind === "return") {
      if (result !== undefined && s.value !== undefined)
        out.push({ kind: "assign", span: s.span, targets: [result], value: s.value });
      return out;
    }
    if (s.kind === "if" && (alwaysReturns(s.body) || alwaysReturns(s.otherwise))) {
      const rest = body.slice(i + 1);
      const side = (own: readonly Statement[]) => flattened(alwaysReturns(own) ? own : [...own, ...rest], result);
      out.push({ ...s, body: side(s.body), otherwise: side(s.otherwise) });
      return out;
    }
    out.push(s);
  }
  return out;
}

function alwaysReturns(body: readonly Statement[]): boolean {
  return body.some(
    (s) => s.kind === "return" || (s.kind === "if" && alwaysReturns(s.body) && alwaysReturns(s.otherwise)),
  );
}

/** How many values each return gives; paths that fall off the end give None. */
function arityOf(body: readonly Statement[]): "none" | "one" | number | "different" {
  const found = new Set<"none" | "one" | number>();
  const visit = (statements: readonly Statement[]) => {
    for (const s of statements) {
      if (s.kind === "return")
        found.add(
          s.value === undefined || s.value.kind === "none"
            ? "none"
            : s.value.kind === "tuple"
              ? s.value.items.length
              : "one",
        );
      if (s.kind === "if") {
        visit(s.body);
        visit(s.otherwise);
      }
    }
  };
  visit(body);
  if (!endsReturning(body)) found.add("none");
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : "different";
}

function endsReturning(body: readonly Statement[]): boolean {
  return alwaysReturns(body) || body.some((s) => s.kind === "raise");
}
