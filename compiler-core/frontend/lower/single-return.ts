// A function with returns inside branches, rewritten to one return at its end: what follows a branch that returns becomes the
// other branch, and each return names its value.
//   if c: return a          if c: (result) = a
//   rest; return b     →    else: rest; (result) = b
//                           return (result)
// A return inside a loop names its value and leaves the loop; what follows runs only if nothing was returned.
//   for …: if c: return a   →   (returned) = False; for …: if c: (result) = a; (returned) = True; break
//   rest                        if not (returned): rest
import type { Expression, Statement } from "../../syntax/index.ts";

/** A name that no program can write. */
const resultName = (i: number | undefined) => (i === undefined ? "(result)" : `(result ${i})`);

export function withSingleReturn(body: readonly Statement[]): readonly Statement[] {
  if (!body.some((s) => (s.kind === "if" && mayReturn([s])) || isLeftByReturn(s))) return body;
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
    if (s.kind === "if" && mayReturn([s])) {
      const rest = body.slice(i + 1);
      const side = (own: readonly Statement[]) => flattened(alwaysReturns(own) ? own : [...own, ...rest], result);
      out.push({ ...s, body: side(s.body), otherwise: side(s.otherwise) });
      return out;
    }
    if (isLeftByReturn(s)) {
      const returned: Expression = { kind: "name", span: s.span, id: `(returned ${s.span.line}:${s.span.column})` };
      const assign = (value: boolean): Statement => ({
        kind: "assign",
        span: s.span,
        targets: [returned],
        value: { kind: "bool", span: s.span, value },
      });
      const rest = flattened(body.slice(i + 1), result);
      out.push(assign(false), { ...s, body: leaving(s.body, { result, returned, mark: assign(true) }) });
      const test: Expression = { kind: "unary", span: s.span, operator: "not", operand: returned };
      if (rest.length > 0) out.push({ kind: "if", span: s.span, test, body: rest, otherwise: [] });
      return out;
    }
    out.push(s);
  }
  return out;
}

interface Leaving {
  readonly result: Expression | undefined;
  readonly returned: Expression;
  readonly mark: Statement;
}

/** The body of a loop with its returns as breaks; loops around an inner one are left behind it. */
function leaving(body: readonly Statement[], by: Leaving): Statement[] {
  return body.flatMap((s): Statement[] => {
    const leave: Statement = { kind: "break", span: s.span };
    if (s.kind === "return") {
      const named = by.result !== undefined && s.value !== undefined;
      const value: Statement[] = named
        ? [{ kind: "assign", span: s.span, targets: [by.result as Expression], value: s.value as Expression }]
        : [];
      return [...value, by.mark, leave];
    }
    if (s.kind === "if") return [{ ...s, body: leaving(s.body, by), otherwise: leaving(s.otherwise, by) }];
    if (!isLeftByReturn(s)) return [s];
    return [
      { ...s, body: leaving(s.body, by) },
      { kind: "if", span: s.span, test: by.returned, body: [leave], otherwise: [] },
    ];
  });
}

type Loop = Statement & { kind: "for" | "while" };

const isLoop = (s: Statement): s is Loop => s.kind === "for" || s.kind === "while";

const isLeftByReturn = (s: Statement): s is Loop => isLoop(s) && mayReturn(s.body);

function mayReturn(body: readonly Statement[]): boolean {
  return body.some(
    (s) => s.kind === "return" || ((isLoop(s) || s.kind === "if") && (mayReturn(s.body) || mayReturn(s.otherwise))),
  );
}

/** `while True` without a `break` of its own. */
function isEndless(s: Statement): boolean {
  const breaks = (body: readonly Statement[]): boolean =>
    body.some((t) => t.kind === "break" || (t.kind === "if" && (breaks(t.body) || breaks(t.otherwise))));
  return s.kind === "while" && s.test.kind === "bool" && s.test.value && !breaks(s.body);
}

function alwaysReturns(body: readonly Statement[]): boolean {
  return body.some(
    (s) =>
      s.kind === "return" || isEndless(s) || (s.kind === "if" && alwaysReturns(s.body) && alwaysReturns(s.otherwise)),
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
      if (s.kind === "if" || isLoop(s)) {
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
