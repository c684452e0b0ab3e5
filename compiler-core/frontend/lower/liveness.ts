// Which names a stretch of Python reads before it writes them, and which it writes: from the text alone.
import type { Expression, Statement } from "../../syntax/index.ts";

export function namesIn(e: Expression, into: Set<string> = new Set()): Set<string> {
  const visit = (...parts: readonly (Expression | undefined)[]) => {
    for (const part of parts) if (part !== undefined) namesIn(part, into);
  };
  switch (e.kind) {
    case "name":
      into.add(e.id);
      break;
    case "unary":
      visit(e.operand);
      break;
    case "binary":
      visit(e.left, e.right);
      break;
    case "bool-op":
      visit(...e.values);
      break;
    case "compare":
      visit(e.left, ...e.comparators);
      break;
    case "call":
      visit(e.callee, ...e.args, ...e.keywords.map((k) => k.value));
      break;
    case "attribute":
      visit(e.value);
      break;
    case "subscript":
      visit(e.value, e.index);
      break;
    case "slice":
      visit(e.lower, e.upper, e.step);
      break;
    case "tuple":
    case "list":
      visit(...e.items);
      break;
    case "dict":
      visit(...e.keys, ...e.values);
      break;
    case "if-expression":
      visit(e.test, e.then, e.otherwise);
      break;
    case "f-string":
      visit(...e.values);
      break;
    case "lambda":
      visit(e.body);
      break;
  }
  return into;
}

/** Names that an assignment target binds; a subscript binds none. */
export function boundBy(target: Expression): string[] {
  if (target.kind === "name") return [target.id];
  return target.kind === "tuple" || target.kind === "list" ? target.items.flatMap(boundBy) : [];
}

export function assignedIn(
  statements: readonly Statement[],
  into: Set<string> = new Set(),
  withOperators = true,
): Set<string> {
  for (const s of statements) {
    if (s.kind === "assign") for (const name of s.targets.flatMap(boundBy)) into.add(name);
    if (s.kind === "augmented" && withOperators) for (const name of boundBy(s.target)) into.add(name);
    if (s.kind === "for") for (const name of boundBy(s.target)) into.add(name);
    if (s.kind === "for" || s.kind === "while" || s.kind === "if") {
      assignedIn(s.body, into, withOperators);
      assignedIn(s.otherwise, into, withOperators);
    }
  }
  return into;
}

/** Names that are bound anew; an operator in place changes the array that `isArray` says a name means, and binds nothing. */
export function reboundIn(statements: readonly Statement[], isArray: (name: string) => boolean): Set<string> {
  const augmented = assignedIn(statements);
  const bound = assignedIn(statements, new Set(), false);
  return new Set([...augmented].filter((name) => bound.has(name) || !isArray(name)));
}

/** Does every path through the statements that goes on behind them give the name a value? */
export function alwaysBinds(statements: readonly Statement[], name: string): boolean {
  return statements.some((s) => {
    if (s.kind === "assign") return s.targets.flatMap(boundBy).includes(name);
    if (s.kind === "if") return alwaysBinds(s.body, name) && alwaysBinds(s.otherwise, name);
    return s.kind === "raise" || s.kind === "return" || s.kind === "break" || s.kind === "continue";
  });
}

/** Names whose value before `statements` may be read in them or, through them, after. */
export function liveBefore(statements: readonly Statement[], liveAfter: ReadonlySet<string>): Set<string> {
  let live = new Set(liveAfter);
  for (const s of [...statements].reverse()) live = liveBeforeOne(s, live);
  return live;
}

function liveBeforeOne(s: Statement, after: ReadonlySet<string>): Set<string> {
  const live = new Set(after);
  const kill = (names: readonly string[]) => {
    for (const name of names) live.delete(name);
  };
  switch (s.kind) {
    case "assign":
      kill(s.targets.flatMap(boundBy));
      for (const target of s.targets) if (target.kind !== "name") readsOfTarget(target, live);
      return namesIn(s.value, live);
    case "augmented":
      namesIn(s.target, live);
      return namesIn(s.value, live);
    case "expression":
      return namesIn(s.value, live);
    case "return":
      return s.value === undefined ? new Set() : namesIn(s.value);
    case "raise":
      return s.exception === undefined ? new Set() : namesIn(s.exception);
    case "if": {
      const merged = new Set([...liveBefore(s.body, after), ...liveBefore(s.otherwise, after)]);
      return namesIn(s.test, merged);
    }
    case "for":
    case "while": {
      // Twice reaches the fixed point: what the second pass adds was live at the loop's head after the first.
      let head = new Set(after);
      for (let pass = 0; pass < 2; pass++) {
        const body = liveBefore(s.body, head);
        if (s.kind === "for") for (const name of boundBy(s.target)) body.delete(name);
        head = new Set([...head, ...body, ...liveBefore(s.otherwise, after)]);
        if (s.kind === "while") namesIn(s.test, head);
      }
      return s.kind === "for" ? namesIn(s.iterable, head) : head;
    }
    default:
      return live;
  }
}

function readsOfTarget(target: Expression, into: Set<string>): void {
  if (target.kind === "tuple" || target.kind === "list") for (const item of target.items) readsOfTarget(item, into);
  else if (target.kind !== "name") namesIn(target, into);
}
