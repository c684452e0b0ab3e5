// Why an agent has no result, in a person's words: what happened, then what to do.
import type { Failure } from "@datawright/agent/protocol";
import { printBytes } from "@/components/documents/memory";

export function failureWords(failure: Failure): string {
  switch (failure.kind) {
    case "toolchain-missing":
      return `${failure.tool} is missing on the agent's machine: ${failure.reason} Install it there with: ${failure.install}`;
    case "compile-failed":
      return `${failure.tool} could not compile the program. Its own output is below; this is a mistake of Datawright's.`;
    case "timed-out":
      return `${failure.what} took longer than ${failure.seconds} s and was ended. Choose smaller sizes.`;
    case "killed":
      return `${failure.what} was ended by ${failure.signal}: most often it needed more memory than it may have. Choose smaller sizes.`;
    case "crashed":
      return `${failure.what} ended with status ${failure.status}.`;
    case "out-of-memory":
      return `${failure.what} needs more memory than it may have: it got none for ${printBytes(failure.bytes)} more. Choose smaller sizes.`;
    case "output-flood":
      return `${failure.what} wrote more than ${failure.limitBytes} bytes and was ended.`;
    case "cancelled":
      return "Cancelled.";
    case "refused-access":
    case "jobs-off":
    case "busy":
      return failure.reason;
    case "bad-message":
      return `The agent can't read the request: ${failure.where} ${failure.why}.`;
    case "not-released":
      return "This program was not released to run on the agent.";
    case "unknown-job":
      return "The agent doesn't know this job any more.";
    case "program":
      return failure.diagnostics[0]?.message ?? "The program can't be compiled.";
    case "refused":
      return failure.reason;
    case "python-failed":
      return `The program's own \`initialize\` failed under Python: ${failure.reason}`;
    case "disk-full":
      return `${failure.what} needs more than ${failure.limitBytes} bytes of disk.`;
    case "bug":
      return `Datawright has a bug: ${failure.message}`;
  }
}
