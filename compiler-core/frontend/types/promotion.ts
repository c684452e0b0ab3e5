// NumPy's type promotion, applied to values.
import type { Promoted } from "../../sdfg/index.ts";
import { dtypeOf, type Numeric } from "./value.ts";

export { floatingOf, type Promoted, promote, sumTypeOf } from "../../sdfg/index.ts";

export function promotedOf(value: Numeric): Promoted {
  return { dtype: dtypeOf(value), weak: value.kind === "int" || (value.kind === "number" && value.weak) };
}
