// What a run gives back, whatever ran it.
import type { Span } from "../diagnostics/index.ts";
import type { NdArray } from "./nd-array.ts";

export type RunResult =
  | {
      readonly kind: "finished" /** Every array argument as the run left it, and the results. */;
      readonly outputs: Readonly<Record<string, NdArray>>;
      readonly seconds: readonly number[];
      readonly marshallingSeconds: number;
    }
  | { readonly kind: "raised"; readonly exception: string; readonly message: string; readonly span: Span };

export interface RunOptions {
  /** How often the body is timed, each time on fresh inputs. */
  readonly repeat?: number;
  /** Seconds on a monotonic clock. */
  readonly now: () => number;
}
