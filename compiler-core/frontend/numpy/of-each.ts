// NumPy functions of one operand, element by element, that differ in the result's type and in the code for one element.
import { need, type Span } from "../../diagnostics/index.ts";
import type { DType, Scalar } from "../../sdfg/index.ts";
import { elementwise } from "../lower/elementwise.ts";
import { type Promoted, promotedOf } from "../types/promotion.ts";
import type { NumpyFunction } from "./numpy-function.ts";

export interface OneElement {
  readonly dtype: DType;
  readonly weak?: boolean;
  readonly code: (x: Scalar) => Scalar;
}

/** `rule`: what the function is for an operand of this type; it fails where there is none. */
export function ofEach(
  name: string,
  rule: (type: Promoted, span: Span) => OneElement,
  parameter = "x",
  label = name,
): NumpyFunction {
  return {
    name,
    parameters: [parameter],
    call: (args, { ctx, span, wish }) => {
      const x = args.numeric(parameter);
      const { dtype, weak = false, code } = rule(promotedOf(x), span);
      return elementwise(
        ctx,
        { label, span, operands: [x], dtype, weak, code: ([a]) => code(need(a, parameter)) },
        wish,
      );
    },
  };
}
