// What an operation in place may put back into an array.
import type { Span } from "../../diagnostics/index.ts";
import { type DType, kindOf } from "../../sdfg/index.ts";
import { fail } from "../problem.ts";
import { promotedOf } from "../types/promotion.ts";
import type { Numeric } from "../types/value.ts";

const kinds = ["bool", "uint", "int", "float", "complex"];

/** An operator in place keeps the kind: NumPy raises UFuncTypeError for `ints += 0.5`. */
export function checkSameKind(from: Numeric, to: DType, span: Span): void {
  const { dtype, weak } = promotedOf(from);
  const loses =
    kinds.indexOf(kindOf(dtype)) > kinds.indexOf(kindOf(to)) &&
    !(weak && kindOf(dtype) === "int" && kindOf(to) === "uint");
  if (loses)
    fail(
      "wrong-type",
      span,
      `This makes ${dtype} values, which NumPy does not put back into a ${to} array in place.`,
      "Assign the result to a new name, or convert it with `astype`.",
    );
}
