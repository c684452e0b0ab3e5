/** Seconds by who computed; what is missing has no figure. */
export interface Row {
  readonly name: string;
  readonly numpy: number | undefined;
  readonly numba: number | undefined;
  readonly pyodide: number | undefined;
  /** WebAssembly at the sizes that NumPy in Pyodide was measured at. */
  readonly besidePyodide: number | undefined;
  readonly written: number | undefined;
  readonly cpp: number | undefined;
  readonly pure: number | undefined;
  readonly wasm: number | undefined;
  readonly remarks: readonly string[];
}

export interface TargetReached {
  readonly claim: string;
  readonly reached: string;
  readonly met: boolean;
}

export function quickest<Engine extends string>(
  rounds: readonly Readonly<Record<Engine, number | undefined>>[],
): Record<Engine, number | undefined>;
export function targets(rows: readonly Row[]): readonly TargetReached[];
export function page(
  rows: readonly Row[],
  run: {
    readonly preset: string;
    readonly threads: string | number;
    readonly rounds: number;
    readonly machine: string;
    readonly versions: { readonly python?: string; readonly numpy?: string; readonly numba?: string };
  },
): string;
