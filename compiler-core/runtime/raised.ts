// Did the run and NumPy raise the same? Type, message and line count. What NumPy raises itself names values, which a check
// in generated code does not carry: our message has `…` where such a value stands.
import type { Verdict } from "./verdict.ts";

export interface Raised {
  readonly exception: string;
  readonly message: string;
  readonly line: number;
}

/** At least one of them raised; undefined: that one finished. */
export function judgeRaised(ours: Raised | undefined, theirs: Raised | undefined): Verdict {
  if (ours !== undefined && theirs !== undefined && isSame(ours, theirs)) {
    const exact = ours.message === theirs.message;
    const rule = `the same exception: type, line and message${exact ? "" : ", but for the values that the message names"}`;
    return { kind: "right", rule, outputs: [] };
  }
  const [mine, numpy] = [ours, theirs].map((raised) => (raised === undefined ? "nothing" : printRaised(raised)));
  return { kind: "wrong", reason: `the run raised ${mine}, and NumPy ${numpy}`, outputs: [] };
}

export function printRaised({ exception, message, line }: Raised): string {
  return `${exception}: ${message} (line ${line})`;
}

function isSame(ours: Raised, theirs: Raised): boolean {
  if (ours.exception !== theirs.exception || ours.line !== theirs.line) return false;
  if (ours.message === theirs.message) return true;
  // Each part must follow the one before it, the first at the start and the last at the end.
  const parts = ours.message.split("…");
  if (parts.length === 1) return false;
  let at = 0;
  for (const [i, part] of parts.entries()) {
    const found = i === parts.length - 1 ? theirs.message.lastIndexOf(part) : theirs.message.indexOf(part, at);
    if (found < at || (i === 0 && found !== 0)) return false;
    at = found + part.length;
  }
  return at === theirs.message.length;
}
