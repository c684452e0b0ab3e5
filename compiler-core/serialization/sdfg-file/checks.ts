// Checks that raise exceptions: DaCe has none, so a file keeps them beside its own (kept.ts).
import type { Check } from "../../sdfg/index.ts";
import { codeText } from "./code-text.ts";
import { isObject, type Json, type JsonObject, listAt, textAt } from "./json.ts";
import { kept, keptIn } from "./kept.ts";
import { cannotRead, stop } from "./problem.ts";
import type { Names } from "./python-code.ts";
import { truth } from "./python-values.ts";
import { readAssignments } from "./read-assignments.ts";
import type { Reading } from "./reading.ts";

export function ofChecks(checks: readonly Check[]): JsonObject {
  const each = checks.map(
    ({ condition, exception, message, span }): Json => ({
      condition: codeText(condition),
      exception,
      message,
      span: [span.line, span.column, span.endLine, span.endColumn],
    }),
  );
  return kept({ checks: each.length > 0 ? each : undefined });
}

/** Throws Unreadable: a check that is not understood can't be left out. */
export function checksIn(reading: Reading, attributes: JsonObject, names: Names, where: string): Check[] {
  const all = keptIn(attributes);
  if (!Object.hasOwn(all, "checks")) return [];
  return listAt(all, "checks", where).map((json): Check => {
    if (!isObject(json)) return stop("wrong-value", `${where}: a check should be an object.`);
    const exception = textAt(json, "exception", where);
    if (!/^[A-Za-z_]\w{0,99}$/.test(exception)) cannotRead("a check whose exception has no name");
    const text = textAt(json, "condition", where);
    const value = readAssignments(reading, `__value = (${text})`, names).get("__value");
    const span = listAt(json, "span", where).map((n) => (typeof n === "number" && Number.isInteger(n) ? n : 0));
    const [line = 0, column = 0, endLine = 0, endColumn = 0] = span;
    return {
      condition: truth(value ?? cannotRead("a check without a condition")),
      exception,
      message: textAt(json, "message", where).slice(0, 2000),
      span: { line, column, endLine, endColumn },
    };
  });
}
