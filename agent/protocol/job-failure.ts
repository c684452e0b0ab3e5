// Everything that can go wrong with a job because the world failed: not the user's program, not a bug of ours. Types only.

/** What a tool itself printed, as it printed it; long output keeps its beginning and its end. */
interface WithOutput {
  readonly output: string;
}

export type JobFailure =
  /** No such tool here. `install` is the command that would bring it, for a person to run. */
  | { readonly kind: "toolchain-missing"; readonly tool: string; readonly reason: string; readonly install: string }
  | ({ readonly kind: "compile-failed"; readonly tool: string; readonly status: number | undefined } & WithOutput)
  | ({ readonly kind: "timed-out"; readonly what: string; readonly seconds: number } & WithOutput)
  | ({ readonly kind: "killed"; readonly what: string; readonly signal: string } & WithOutput)
  /** Ended by itself, with a status that says that something went wrong. */
  | ({ readonly kind: "crashed"; readonly what: string; readonly status: number } & WithOutput)
  /** It asked for this much more than it may have. */
  | { readonly kind: "out-of-memory"; readonly what: string; readonly bytes: number }
  | { readonly kind: "output-flood"; readonly what: string; readonly limitBytes: number }
  | { readonly kind: "cancelled" }
  | { readonly kind: "refused-access"; readonly reason: string };

export type JobFailureKind = JobFailure["kind"];
