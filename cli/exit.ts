// How a command ends: its exit status, and the words that go with it.
import type { Diagnostic } from "../compiler-core/diagnostics/index.ts";
import type { Raised } from "../compiler-core/runtime/index.ts";

export const exit = { right: 0, wrong: 1, refused: 2, usage: 3, environment: 4, inconclusive: 5, raised: 6 } as const;

export type ExitStatus = (typeof exit)[keyof typeof exit];

/** What is known of an end beside its words. */
export interface EndFacts {
  readonly file?: string;
  readonly diagnostics?: readonly Diagnostic[];
  readonly raised?: Raised;
}

/** Ends the command from wherever it is; caught only in command-line.ts, which prints the message to the error output. */
export class CommandEnd extends Error {
  override readonly name = "CommandEnd";
  readonly status: ExitStatus;
  readonly facts: EndFacts;

  constructor(status: ExitStatus, message: string, facts: EndFacts = {}) {
    super(message);
    this.status = status;
    this.facts = facts;
  }
}

export function usage(message: string): CommandEnd {
  return new CommandEnd(exit.usage, `${message}\nRun \`datawright --help\` for what there is.`);
}

/** The one document of `--json` where there is nothing else to tell. Field names are part of the command's contract. */
export function failureDocument({ status, message, facts }: CommandEnd) {
  const { file = null, diagnostics = [], raised } = facts;
  return {
    failed: Object.entries(exit).find(([, each]) => each === status)?.[0],
    status,
    message,
    file,
    diagnostics: diagnostics.map(diagnosticDocument),
    raised: raised === undefined ? null : raisedDocument(raised),
  };
}

/** Lines and columns from 1, as an editor counts them. */
export function diagnosticDocument({ severity, code, span, message, fix }: Diagnostic) {
  return { severity, code, line: span.line, column: span.column + 1, message, fix: fix ?? null };
}

export function raisedDocument({ exception, message, line }: Raised) {
  return { type: exception, message, line };
}
