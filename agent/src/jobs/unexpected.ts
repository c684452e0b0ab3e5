// What was thrown while a message or a job was served, as a failure that can be sent: the agent goes on.
import type { Failure } from "../../protocol/index.ts";

export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOSPC" || code === "EDQUOT";
}

/** The system's refusals are the world's; all else is a mistake of ours. */
export function failureOf(error: unknown): Failure {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (isDiskFull(error))
    return { kind: "refused-access", reason: `The disk of the agent's machine is full (${syscall ?? "write"}).` };
  if (code !== undefined && syscall !== undefined)
    return { kind: "refused-access", reason: `The agent's machine refused \`${syscall}\`: ${code}.` };
  return { kind: "bug", message: error instanceof Error ? message : String(error) };
}
