// A job's failure in words, and the command's end that goes with it.
import type { JobFailure } from "../agent/protocol/job-failure.ts";
import { CommandEnd, exit } from "./exit.ts";

export function failureText(failure: JobFailure): string {
  switch (failure.kind) {
    case "toolchain-missing":
      return `${failure.reason}${failure.install === "" ? "" : `\nTo install it: ${failure.install}`}`;
    case "compile-failed":
      return `The compiler refused the generated program (${failure.tool}, status ${failure.status ?? "none"}):\n${failure.output}`;
    case "timed-out":
      return `${failure.what} took longer than ${failure.seconds} s and was ended.${trailing(failure.output)}`;
    case "killed":
      return `${failure.what} was ended by ${failure.signal}.${trailing(failure.output)}`;
    case "crashed":
      return `${failure.what} ended with status ${failure.status}.${trailing(failure.output)}`;
    case "out-of-memory":
      return `${failure.what} got no memory for ${failure.bytes} bytes more.`;
    case "output-flood":
      return `${failure.what} printed more than ${failure.limitBytes} bytes and was ended.`;
    case "cancelled":
      return "Cancelled.";
    case "refused-access":
      return failure.reason;
  }
}

const trailing = (output: string) => (output.trim() === "" ? "" : `\n${output.trimEnd()}`);

export function ended(failure: JobFailure): CommandEnd {
  return new CommandEnd(exit.environment, failureText(failure));
}

export const diskFull =
  "The disk is full. A run keeps its arrays in the system's temporary folder (TMPDIR), and what was compiled in the cache" +
  " (DATAWRIGHT_CACHE): free some space, or set these to another disk.";
