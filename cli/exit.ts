// How a command ends: its exit status, and the words that go with it.
export const exit = { right: 0, wrong: 1, refused: 2, usage: 3, environment: 4, inconclusive: 5, raised: 6 } as const;

export type ExitStatus = (typeof exit)[keyof typeof exit];

/** Ends the command from wherever it is; caught only in command-line.ts, which prints the message to the error output. */
export class CommandEnd extends Error {
  override readonly name = "CommandEnd";
  readonly status: ExitStatus;

  constructor(status: ExitStatus, message: string) {
    super(message);
    this.status = status;
  }
}

export function usage(message: string): CommandEnd {
  return new CommandEnd(exit.usage, `${message}\nRun \`datawright --help\` for what there is.`);
}
