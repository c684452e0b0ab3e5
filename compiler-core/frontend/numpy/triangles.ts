// The part of matrices on one side of a diagonal; zeros on the other.
import { need } from "../../diagnostics/index.ts";
import { constant, index, isComplex } from "../../sdfg/index.ts";
import { add, symbol, zero } from "../../symbolic/index.ts";
import { elementwise } from "../lower/elementwise.ts";
import { asIndex } from "../lower/indexing.ts";
import { fail } from "../problem.ts";
import { promotedOf } from "../types/promotion.ts";
import { shapeOf } from "../types/value.ts";
import type { NumpyFunction } from "./numpy-function.ts";

/** `operator`: how the column of what is kept lies to its row plus `k`. */
function triangle(name: "triu" | "tril", operator: ">=" | "<="): NumpyFunction {
  return {
    name,
    parameters: ["m", "k?"],
    call: (args, { ctx, span, wish }) => {
      const m = args.numeric("m");
      const rank = shapeOf(m).length;
      if (m.kind === "masked" || rank < 2)
        return fail("wrong-arguments", span, `\`np.${name}\` is compiled for matrices and stacks of them.`);
      const k = args.value("k");
      const diagonal = k === undefined ? zero : asIndex(ctx, k, span, "The diagonal");
      const { dtype } = promotedOf(m);
      const [row, column] = [symbol(`i${rank - 2}`), symbol(`i${rank - 1}`)];
      return elementwise(
        ctx,
        {
          label: name,
          span,
          operands: [m],
          dtype,
          code: ([x]) => ({
            kind: "select",
            dtype,
            condition: {
              kind: "compare",
              dtype: "bool",
              operator,
              left: index(column),
              right: index(add(row, diagonal)),
            },
            then: need(x, "element"),
            otherwise: constant(0, dtype, isComplex(dtype) ? 0 : undefined),
          }),
        },
        wish,
      );
    },
  };
}

export const functions: readonly NumpyFunction[] = [triangle("triu", ">="), triangle("tril", "<=")];
