// What decides a branch or a loop: decided now where the assumptions suffice, else code for run time.

import { type ComparisonOperator, cast, type Scalar } from "../../sdfg/index.ts";
import { isAtMost, isEqual, isLess } from "../../symbolic/index.ts";
import type { Expression } from "../../syntax/index.ts";
import { fail } from "../problem.ts";
import { type NumberValue, shapeOf, type Value } from "../types/value.ts";
import type { Context } from "./context.ts";
import { asNumeric, symbolicCode } from "./elementwise.ts";
import { readOf } from "./indexing.ts";

/** True or false where symbols and assumptions already say which. */
export function decide(ctx: Context, code: Scalar): boolean | undefined {
  if (code.kind === "constant") return code.value !== 0;
  if (code.kind === "unary" && code.operator === "not") {
    const inner = decide(ctx, code.operand);
    return inner === undefined ? undefined : !inner;
  }
  if (code.kind === "logical") {
    const [left, right] = [decide(ctx, code.left), decide(ctx, code.right)];
    const decisive = code.operator === "or";
    if (left === decisive || right === decisive) return decisive;
    return left === undefined || right === undefined ? undefined : !decisive;
  }
  if (code.kind !== "compare") return undefined;
  if (isReal(code.left) && isReal(code.right)) return compared(code.operator, code.left.value, code.right.value);
  const [left, right] = [code.left, code.right].map((side) => (side.kind === "index" ? side.expr : undefined));
  if (left === undefined || right === undefined) return undefined;
  const a = ctx.assumptions;
  const answer = {
    "<": () => isLess(left, right, a),
    "<=": () => isAtMost(left, right, a),
    ">": () => isLess(right, left, a),
    ">=": () => isAtMost(right, left, a),
    "==": () => isEqual(left, right, a),
    "!=": () => flipped(isEqual(left, right, a)),
  }[code.operator]();
  return answer === "unknown" ? undefined : answer === "yes";
}

const isReal = (code: Scalar): code is Scalar & { kind: "constant" } =>
  code.kind === "constant" && code.imag === undefined;

function compared(operator: ComparisonOperator, left: number, right: number): boolean {
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "==":
      return left === right;
    case "!=":
      return left !== right;
  }
}

const flipped = (answer: "yes" | "no" | "unknown") => (answer === "yes" ? "no" : answer === "no" ? "yes" : "unknown");

/** The code of a condition; what it needs computed has been written before it. */
export function conditionCode(test: Expression, value: Value): Scalar {
  const numeric = asNumeric(value, test.span, "A condition");
  if (shapeOf(numeric).length > 0)
    fail(
      "wrong-type",
      test.span,
      "The truth value of an array with more than one element is ambiguous: NumPy raises ValueError here.",
      "Use `np.any` or `np.all`.",
    );
  const code = symbolicCode(numeric) ?? readOf(numeric as NumberValue);
  return cast(code, "bool");
}
