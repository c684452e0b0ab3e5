// Something in the user's program that can't be compiled. Thrown inside one statement, caught where statements are walked,
// so that the next statement is still looked at.
import type { Diagnostic, Span } from "../diagnostics/index.ts";

export type FrontendCode =
  | "unsupported-syntax"
  | "unsupported-call"
  | "unknown-name"
  | "wrong-type"
  | "wrong-arguments"
  | "wrong-shape"
  | "index-out-of-bounds"
  | "no-entry"
  | "unknown-size"
  | "changing-type"
  | "possible-alias"
  | "raises-always";

export class ProgramProblem extends Error {
  readonly diagnostic: Diagnostic<FrontendCode>;
  constructor(diagnostic: Diagnostic<FrontendCode>) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/** Stops the statement with a message: what and why in `message`, what to write instead in `fix`. */
export function fail(code: FrontendCode, span: Span, message: string, fix?: string): never {
  throw new ProgramProblem({ severity: "error", code, span, message, ...(fix !== undefined && { fix }) });
}
