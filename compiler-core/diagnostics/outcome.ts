import type { Diagnostic } from "./diagnostic.ts";

/** A value, or none, with everything there is to say about how it was made. Errors imply no value. */
export interface Outcome<Value, Code extends string = string> {
  readonly value: Value | undefined;
  readonly diagnostics: readonly Diagnostic<Code>[];
}

export function done<Value>(value: Value): Outcome<Value, never> {
  return { value, diagnostics: [] };
}

export function failed<Code extends string>(...diagnostics: Diagnostic<Code>[]): Outcome<never, Code> {
  return { value: undefined, diagnostics };
}
