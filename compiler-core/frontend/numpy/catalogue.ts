// Every NumPy function that is understood, by name.

import type { NumpyFunction } from "./numpy-function.ts";
import { families } from "./registry.gen.ts";

const catalogue: ReadonlyMap<string, NumpyFunction> = new Map(
  families.flatMap((family) => family.map((fn): [string, NumpyFunction] => [fn.name, fn])),
);

/** `where`, `random.default_rng`; a method is `.sum`. */
export function numpyFunction(name: string): NumpyFunction | undefined {
  return catalogue.get(name);
}

export function numpyNames(): readonly string[] {
  return [...catalogue.keys()];
}
